import { dirname } from 'node:path';
import type { Clock } from '@gatehouse/core';
import { Failure } from '../../errors.ts';
import { notSignedIn, Refusal } from '../refusal.ts';
import { makePrivateFolder } from './config-folder.ts';
import { withLock } from './lock.ts';
import { askTokens } from './oauth.ts';
import type { SignIn, TokenFile } from './token-file.ts';

/** The access token of the person who is signed in. */
export interface Session {
  /** One that is good for a minute still, fetched anew where it must. @throws Refusal when nobody is signed in (any more) */
  accessToken(): Promise<string>;
  /** Another than the one that was refused; undefined where there is none to be had. */
  instead(refused: string): Promise<string | undefined>;
}

const EARLY_MILLISECONDS = 60_000;

const ended = (): Refusal =>
  new Refusal('sign-in-ended', 'the sign-in has ended: run "gatehouse login" again');

/** Asks for new tokens; whoever holds the lock is the only one, because a rotated refresh token serves once. */
const refresh = async (old: SignIn, file: TokenFile, clock: Clock): Promise<SignIn> => {
  if (old.refreshToken === undefined) throw ended();
  const granted = await askTokens(old.tokenEndpoint, {
    grant_type: 'refresh_token',
    client_id: old.clientId,
    refresh_token: old.refreshToken,
  });
  if (!granted.granted) {
    // invalid_grant: what is kept is of no more use. Other errors may pass.
    if (granted.error === 'invalid_grant') file.remove();
    throw ended();
  }
  const { accessToken, refreshToken, expiresInSeconds } = granted.tokens;
  const fresh: SignIn = {
    ...old,
    accessToken,
    // Without rotation the old one stays in use.
    refreshToken: refreshToken ?? old.refreshToken,
    expiresAt: clock.now().getTime() + expiresInSeconds * 1000,
  };
  file.write(fresh);
  return fresh;
};

export const createSession = (file: TokenFile, broker: string, clock: Clock): Session => {
  const isFresh = ({ expiresAt }: SignIn): boolean =>
    expiresAt - EARLY_MILLISECONDS > clock.now().getTime();

  const known = (): SignIn => {
    const found = file.read();
    if (found === undefined) throw notSignedIn(broker);
    return found;
  };
  /** Refreshed once, whoever asks: the second process finds what the first one has written. */
  const renewed = (seen: SignIn): Promise<SignIn> => {
    makePrivateFolder(dirname(file.lock));
    return withLock(file.lock, async () => {
      const now = known();
      return now.accessToken === seen.accessToken ? refresh(now, file, clock) : now;
    });
  };

  return {
    accessToken: async () => {
      const now = known();
      if (isFresh(now)) return now.accessToken;
      try {
        return (await renewed(now)).accessToken;
      } catch (error) {
        // The provider is down, and the token is good for some seconds more.
        if (error instanceof Failure && now.expiresAt > clock.now().getTime())
          return now.accessToken;
        throw error;
      }
    },
    instead: async (refused) => {
      const now = known();
      if (now.accessToken !== refused) return now.accessToken;
      if (now.refreshToken === undefined) return undefined;
      return (await renewed(now)).accessToken;
    },
  };
};
