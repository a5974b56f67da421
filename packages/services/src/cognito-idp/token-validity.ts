import type { TimeUnitsType } from '@aws-sdk/client-cognito-identity-provider';
import type { ClientSettings } from './model.ts';

const SECONDS: Readonly<Record<TimeUnitsType, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};

export interface TokenLifetimes {
  readonly accessSeconds: number;
  readonly idSeconds: number;
  readonly refreshSeconds: number;
}

const HOUR = 3600;
const DAY = 86_400;
const DEFAULT_REFRESH_DAYS = 30;

const seconds = (value: number, unit: TimeUnitsType | undefined, usual: TimeUnitsType): number =>
  value * SECONDS[unit ?? usual];

type Validities = Pick<
  ClientSettings,
  'AccessTokenValidity' | 'IdTokenValidity' | 'RefreshTokenValidity' | 'TokenValidityUnits'
>;

/**
 * How long a client's tokens live. Without a value the default holds, whatever the unit: an hour, and 30 days for refresh
 * tokens, for which 0 means the default too.
 */
export const tokenLifetimes = (settings: Validities): TokenLifetimes => {
  const { AccessTokenValidity, IdTokenValidity, RefreshTokenValidity, TokenValidityUnits } =
    settings;
  const short = (value: number | undefined, unit: TimeUnitsType | undefined): number =>
    value === undefined ? HOUR : seconds(value, unit, 'hours');
  return {
    accessSeconds: short(AccessTokenValidity, TokenValidityUnits?.AccessToken),
    idSeconds: short(IdTokenValidity, TokenValidityUnits?.IdToken),
    refreshSeconds:
      RefreshTokenValidity === undefined || RefreshTokenValidity === 0
        ? DEFAULT_REFRESH_DAYS * DAY
        : seconds(RefreshTokenValidity, TokenValidityUnits?.RefreshToken, 'days'),
  };
};

/** Access and ID tokens live five minutes to a day, refresh tokens an hour to ten years. */
export const lifetimesAreAllowed = (settings: Validities): boolean => {
  const { accessSeconds, idSeconds, refreshSeconds } = tokenLifetimes(settings);
  const isShort = (value: number): boolean => value >= 300 && value <= DAY;
  return (
    isShort(accessSeconds) &&
    isShort(idSeconds) &&
    refreshSeconds >= HOUR &&
    refreshSeconds <= 3650 * DAY
  );
};

/** The RefreshTokenValidity that a client keeps: stated, or 30 days in the unit that it counts in. */
export const refreshTokenValidity = (settings: Validities): number =>
  tokenLifetimes(settings).refreshSeconds /
  SECONDS[settings.TokenValidityUnits?.RefreshToken ?? 'days'];
