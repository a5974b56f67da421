import type { Clock, Outbound } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { z } from 'zod';
import { BrokerError, type Directory, type Membership } from '../model/index.ts';
import { unauthenticated } from './access-token.ts';
import type { Issuer } from './issuer.ts';
import { personId } from './person-id.ts';
import type { Persons } from './persons.ts';

const MOST_GROUPS = 2000;
const LONGEST_CLAIM = 2048;
const TIMEOUT_MILLISECONDS = 5000;

const Claims = z.record(z.string(), z.unknown());
const Groups = z.array(z.string().min(1).max(256)).max(MOST_GROUPS);

interface Parts {
  readonly issuer: Issuer;
  readonly issuerName: () => string;
  readonly outbound: Outbound;
  readonly groupsClaim: string;
}

const unavailable = (why: string): BrokerError => new BrokerError('unavailable', why);

const stringsOf = (claims: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(claims).flatMap(([name, value]) =>
      typeof value === 'string' && value.length <= LONGEST_CLAIM ? [[name, value] as const] : [],
    ),
  );

const ask = async ({ issuer, outbound }: Parts, token: string): Promise<unknown> => {
  const { userinfo_endpoint: url } = await issuer.discovery();
  if (url === undefined) throw unavailable('The identity provider has no userinfo endpoint.');
  const response = await outbound
    .send({
      method: 'GET',
      url,
      headers: { authorization: `Bearer ${token}` },
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    })
    .catch(() => {
      throw unavailable('The identity provider does not answer.');
    });
  if (response.status === 401) throw unauthenticated();
  if (response.status !== 200) throw unavailable('The identity provider does not answer.');
  try {
    return JSON.parse(response.body);
  } catch {
    throw unavailable('The identity provider answered what is no userinfo.');
  }
};

/**
 * What userinfo says of the token's owner now. A groups claim that is absent because it overflowed (Entra ID's
 * `_claim_names`) is no statement, so nothing is allowed on it.
 */
export const userinfoMembership = async (
  parts: Parts,
  subject: string,
  token: string,
): Promise<Membership> => {
  const claims = Claims.safeParse(await ask(parts, token));
  // OpenID Connect Core §5.3.2: an answer about another subject must not be used.
  if (!claims.success || claims.data['sub'] !== subject) throw unauthenticated();
  const groups = Groups.safeParse(claims.data[parts.groupsClaim] ?? []);
  if (!groups.success || '_claim_names' in claims.data)
    throw unavailable('The identity provider does not tell the groups.');
  const attributes = stringsOf(claims.data);
  const issuer = parts.issuerName();
  return {
    person: {
      id: personId(issuer, subject),
      issuer,
      subject,
      name: attributes.get('name') ?? attributes.get('preferred_username') ?? subject,
      email: attributes.get('email'),
    },
    groups: new Set(groups.data),
    attributes,
    active: true,
  };
};

/** People as they were last seen: an issuer that can only be asked with a person's own token cannot tell more. */
export const seenDirectory = (parts: {
  readonly store: Store;
  readonly persons: Persons;
  readonly clock: Clock;
  readonly issuerName: () => string;
  readonly staleAfterSeconds: number;
}): Directory => {
  const oldest = (): Date => new Date(parts.clock.now().getTime() - parts.staleAfterSeconds * 1000);
  return {
    current: async (id) => {
      const known = await parts.store.read((tx) => parts.persons.find(tx, id));
      // People of an issuer that was configured before are gone, and may be somebody else's accounts by now.
      if (known?.person.issuer !== parts.issuerName()) return undefined;
      if (known.seenAt < oldest())
        throw unavailable('What the person may do was last known too long ago.');
      return known;
    },
    members: (groups) => {
      const seen = { issuer: parts.issuerName(), since: oldest() };
      return parts.store.read((tx) => parts.persons.ofGroups(tx, groups, seen));
    },
  };
};
