import type { Clock, Outbound, Timers } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import type { Actor, Directory, Membership, PersonId } from '../model/index.ts';
import { unauthenticated, verifyAccessToken } from './access-token.ts';
import {
  cognitoDirectory,
  poolIssuer,
  poolMembership,
  type UserPool,
} from './directory-cognito.ts';
import { seenDirectory, userinfoMembership } from './directory-userinfo.ts';
import { createIssuer, type Discovery } from './issuer.ts';
import { createPersons } from './persons.ts';
import type { IdentitySettings } from './settings.ts';

export type { PoolUser, UserPool } from './directory-cognito.ts';
export { cognitoPool } from './pool.ts';
export { personId } from './person-id.ts';
export { identityMigrations } from './persons.ts';
export type { IdentitySettings } from './settings.ts';

export interface IdentityParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly outbound: Outbound;
  /** Asked anew each time: the embedded issuer's address is known only once it listens. */
  readonly settings: () => IdentitySettings;
  /** For `directory: cognito`. */
  readonly pool: UserPool;
}

/** Who people are: one verified access token each time, and the directory's word for their groups. */
export interface Identity {
  authenticate(headers: Headers, visitor: { readonly sourceIp: string }): Promise<Actor>;
  readonly directory: Directory;
  discovery(): Promise<Discovery>;
  names(tx: Tx, ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string>>;
}

const LONGEST_USER_AGENT = 256;

export const createIdentity = (parts: IdentityParts): Identity => {
  const { store, clock, outbound, settings, pool } = parts;
  const persons = createPersons(store);
  const issuerName = (): string => settings().issuer;
  const issuer = createIssuer({ ...parts, issuer: issuerName });
  const ofPool = (): string => {
    const { directory } = settings();
    return directory.kind === 'cognito' ? poolIssuer(directory.userPoolId) : issuerName();
  };
  const inPool = cognitoDirectory({ store, persons, pool, issuer: ofPool });

  const membershipOf = async (subject: string, token: string): Promise<Membership | undefined> => {
    const { directory } = settings();
    if (directory.kind === 'cognito') return poolMembership({ pool, issuer: ofPool }, subject);
    const { groupsClaim } = directory;
    return userinfoMembership({ issuer, issuerName, outbound, groupsClaim }, subject, token);
  };
  const directory = (): Directory => {
    const chosen = settings().directory;
    if (chosen.kind === 'cognito') return inPool;
    const { staleAfterSeconds } = chosen;
    return seenDirectory({ store, persons, clock, issuerName, staleAfterSeconds });
  };

  return {
    authenticate: async (headers, { sourceIp }) => {
      const { subject, token } = await verifyAccessToken({ issuer, settings, clock }, headers);
      const membership = await membershipOf(subject, token);
      if (membership === undefined || !membership.active) throw unauthenticated();
      await persons.remember(membership, clock.now());
      const userAgent = (headers.get('user-agent') ?? '-').slice(0, LONGEST_USER_AGENT);
      return { membership, sourceIp, userAgent };
    },
    directory: {
      current: (person) => directory().current(person),
      members: (groups) => directory().members(groups),
    },
    discovery: () => issuer.discovery(),
    names: (tx, ids) => persons.names(tx, ids),
  };
};
