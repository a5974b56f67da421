import type { TimeUnitsType } from '@aws-sdk/client-cognito-identity-provider';
import type { AppClient } from '../model.ts';

const SECONDS: Readonly<Record<TimeUnitsType, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};
const DEFAULT_TOKEN_SECONDS = 3600;
const DEFAULT_REFRESH_SECONDS = 30 * 86_400;
const DEFAULT_SESSION_MINUTES = 3;

/** The longest that an access or ID token can live: nothing is verified with an older key. */
export const LONGEST_TOKEN_SECONDS = 86_400;

export interface Validity {
  readonly accessSeconds: number;
  readonly idSeconds: number;
  readonly refreshSeconds: number;
  /** How long an authentication session waits for its next answer. */
  readonly sessionSeconds: number;
}

const seconds = (
  value: number | undefined,
  unit: TimeUnitsType | undefined,
  defaultUnit: TimeUnitsType,
  otherwise: number,
): number =>
  // A RefreshTokenValidity of 0 means the default.
  value === undefined || value === 0 ? otherwise : value * SECONDS[unit ?? defaultUnit];

/** How long what a client is given lives; without TokenValidityUnits ID and access tokens count in hours, refresh tokens in days. */
export const validityOf = ({ settings }: AppClient): Validity => {
  const units = settings.TokenValidityUnits;
  return {
    accessSeconds: Math.min(
      LONGEST_TOKEN_SECONDS,
      seconds(settings.AccessTokenValidity, units?.AccessToken, 'hours', DEFAULT_TOKEN_SECONDS),
    ),
    idSeconds: Math.min(
      LONGEST_TOKEN_SECONDS,
      seconds(settings.IdTokenValidity, units?.IdToken, 'hours', DEFAULT_TOKEN_SECONDS),
    ),
    refreshSeconds: seconds(
      settings.RefreshTokenValidity,
      units?.RefreshToken,
      'days',
      DEFAULT_REFRESH_SECONDS,
    ),
    sessionSeconds: (settings.AuthSessionValidity ?? DEFAULT_SESSION_MINUTES) * 60,
  };
};

/** The moment a token was made, as its claims have it: whole seconds, downwards. */
export const toSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);
