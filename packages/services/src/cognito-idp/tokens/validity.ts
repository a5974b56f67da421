import type { AppClient } from '../model.ts';
import { type TokenLifetimes, tokenLifetimes } from '../token-validity.ts';

const DEFAULT_SESSION_MINUTES = 3;

/** The longest that an access or ID token can live: nothing is verified with an older key. */
export const LONGEST_TOKEN_SECONDS = 86_400;

export interface Validity extends TokenLifetimes {
  /** How long an authentication session waits for its next answer. */
  readonly sessionSeconds: number;
}

/** How long what a client is given lives. */
export const validityOf = ({ settings }: AppClient): Validity => {
  const lifetimes = tokenLifetimes(settings);
  return {
    accessSeconds: Math.min(LONGEST_TOKEN_SECONDS, lifetimes.accessSeconds),
    idSeconds: Math.min(LONGEST_TOKEN_SECONDS, lifetimes.idSeconds),
    refreshSeconds: lifetimes.refreshSeconds,
    sessionSeconds: (settings.AuthSessionValidity ?? DEFAULT_SESSION_MINUTES) * 60,
  };
};

/** The moment a token was made, as its claims have it: whole seconds, downwards. */
export const toSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);
