import type { Outbound, Timers } from '@gatehouse/core';
import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { BrokerError } from '../model/index.ts';

// Browsers are sent to some of these, and tokens to others.
const Endpoint = z.url({ protocol: /^https?$/ });
const ENDPOINTS = {
  jwks_uri: Endpoint,
  authorization_endpoint: Endpoint,
  token_endpoint: Endpoint,
  userinfo_endpoint: Endpoint.optional(),
  end_session_endpoint: Endpoint.optional(),
  device_authorization_endpoint: Endpoint.optional(),
};
const Discovery = z.object({ issuer: z.string(), ...ENDPOINTS });
export type Discovery = z.infer<typeof Discovery>;

/** An issuer that is asked over TLS has no endpoint that is not. */
const keepsTls = (found: Discovery): boolean =>
  !found.issuer.startsWith('https:') ||
  Object.keys(ENDPOINTS).every((name) => {
    const url: unknown = Reflect.get(found, name);
    return typeof url !== 'string' || new URL(url).protocol === 'https:';
  });

const MOST_KEYS = 100;
const Keys = z.object({
  keys: z.array(z.record(z.string(), z.unknown())).max(MOST_KEYS),
});

/** What is asked of the issuer itself. */
export interface Issuer {
  discovery(): Promise<Discovery>;
  /** The key for a token's header; an unknown `kid` asks the issuer again, within bounds. */
  readonly keyFor: JWTVerifyGetKey;
}

const TIMEOUT_MILLISECONDS = 5000;
// Somebody who invents key ids must not make us flood the issuer.
const REFETCHES_PER_MINUTE = 10;
const MINUTE_MILLISECONDS = 60_000;

interface Parts {
  readonly issuer: () => string;
  readonly outbound: Outbound;
  readonly timers: Timers;
}

const fetchJson = async (outbound: Outbound, url: string): Promise<unknown> => {
  const response = await outbound
    .send({ method: 'GET', url, timeoutMilliseconds: TIMEOUT_MILLISECONDS })
    .catch((cause: unknown) => {
      throw unavailable(cause);
    });
  if (response.status !== 200) throw unavailable(new Error(`${url} answered ${response.status}`));
  try {
    return JSON.parse(response.body);
  } catch (cause) {
    throw unavailable(cause);
  }
};

const unavailable = (cause: unknown): BrokerError =>
  new BrokerError('unavailable', 'The identity provider does not answer.', {}, { cause });

const discover = async ({ outbound, issuer }: Parts): Promise<Discovery> => {
  const wanted = issuer();
  const url = `${wanted.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const parsed = Discovery.safeParse(await fetchJson(outbound, url));
  if (!parsed.success || parsed.data.issuer !== wanted || !keepsTls(parsed.data))
    throw unavailable(new Error(`the document at ${url} is not the issuer’s`));
  return parsed.data;
};

/** Whether the issuer may be asked once more; it is asked on the word of anybody who sends a token. */
const refetchBudget = ({ timers }: Pick<Parts, 'timers'>): (() => boolean) => {
  let refetches = REFETCHES_PER_MINUTE;
  return () => {
    if (refetches === 0) return false;
    if (refetches === REFETCHES_PER_MINUTE)
      timers.after(MINUTE_MILLISECONDS, () => {
        refetches = REFETCHES_PER_MINUTE;
      });
    refetches -= 1;
    return true;
  };
};

export const createIssuer = (parts: Parts): Issuer => {
  let known: Promise<Discovery> | undefined;
  let keys: Promise<JWTVerifyGetKey> | undefined;

  const discovery = (): Promise<Discovery> => {
    // A failure is not kept: the issuer may only be starting.
    known ??= discover(parts).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  const load = async (): Promise<JWTVerifyGetKey> => {
    const { jwks_uri } = await discovery();
    const parsed = Keys.safeParse(await fetchJson(parts.outbound, jwks_uri));
    if (!parsed.success) throw unavailable(new Error('the issuer’s key set is not one'));
    // jose checks each key when it is used; unusable ones are as good as absent.
    return createLocalJWKSet(parsed.data);
  };
  const loaded = (): Promise<JWTVerifyGetKey> => {
    keys ??= load().catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  };
  const mayRefetch = refetchBudget(parts);
  let renewal: Promise<JWTVerifyGetKey> | undefined;
  const renew = async (): Promise<JWTVerifyGetKey> => {
    try {
      // The old keys stay until there are new ones: who invents a key id must not take them from everybody.
      const fresh = await load();
      keys = Promise.resolve(fresh);
      return fresh;
    } finally {
      renewal = undefined;
    }
  };
  /** Newer keys than `used`; one question to the issuer for all who miss a key at the same time. */
  const newer = (used: Promise<JWTVerifyGetKey>): Promise<JWTVerifyGetKey> | undefined => {
    if (keys !== used) return loaded();
    if (renewal === undefined && mayRefetch()) renewal = renew();
    return renewal;
  };

  return {
    discovery,
    keyFor: async (header, token) => {
      const used = loaded();
      const find = await used;
      try {
        return await find(header, token);
      } catch (error) {
        if (!isNoKey(error)) throw error;
        const fresh = await newer(used);
        if (fresh === undefined) throw error;
        return fresh(header, token);
      }
    },
  };
};

const isNoKey = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_JWKS_NO_MATCHING_KEY';
