import type { Store } from '@gatehouse/store';
import { BrokerError, type Directory, type Membership, type Person } from '../model/index.ts';
import { personId } from './person-id.ts';
import type { Persons } from './persons.ts';

export interface PoolUser {
  readonly username: string;
  readonly enabled: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

/** A Cognito user pool through the AWS API. Rejects when it does not answer. */
export interface UserPool {
  /** By `sub` or name; undefined for nobody. */
  user(subject: string): Promise<PoolUser | undefined>;
  /** Of the user whom `user` answers for the same subject. */
  groupsOf(subject: string): Promise<readonly string[]>;
  /** Members of a group; none for a group that does not exist. At most 500. */
  usersIn(group: string): Promise<readonly PoolUser[]>;
}

interface Parts {
  readonly store: Store;
  readonly persons: Persons;
  readonly pool: UserPool;
  /** What stands for the pool in the identity of its people, whatever address it is reached by. */
  readonly issuer: () => string;
}

const unavailable = (cause: unknown): BrokerError =>
  new BrokerError('unavailable', 'The directory does not answer.', {}, { cause });

const asked = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    throw unavailable(error);
  }
};

/** The issuer of a pool as AWS names it; nodes, ports and proxies do not make another person of somebody. */
export const poolIssuer = (userPoolId: string): string =>
  `https://cognito-idp.${userPoolId.split('_', 1)[0] ?? ''}.amazonaws.com/${userPoolId}`;

const personOf = (issuer: string, { username, attributes }: PoolUser): Person | undefined => {
  const subject = attributes.get('sub');
  if (subject === undefined) return undefined;
  return {
    id: personId(issuer, subject),
    issuer,
    subject,
    name: attributes.get('name') ?? username,
    email: attributes.get('email'),
  };
};

/** The membership of a subject, as the pool has it at this moment. */
export const poolMembership = async (
  { pool, issuer }: Pick<Parts, 'pool' | 'issuer'>,
  subject: string,
): Promise<Membership | undefined> => {
  const user = await asked(pool.user(subject));
  const person = user && personOf(issuer(), user);
  // A name that happens to be somebody else's subject is not this person.
  if (user === undefined || person === undefined || person.subject !== subject) return undefined;
  // Not by their name, which they may have chosen: it could be somebody else's subject.
  const groups = user.enabled ? await asked(pool.groupsOf(subject)) : [];
  return { person, groups: new Set(groups), attributes: user.attributes, active: user.enabled };
};

/** People and groups of a Cognito user pool; every question is asked of the pool. */
export const cognitoDirectory = (parts: Parts): Directory => ({
  current: async (id) => {
    const known = await parts.store.read((tx) => parts.persons.find(tx, id));
    // Somebody of an issuer that was configured before is nobody in this pool, whoever has the same subject here.
    if (known === undefined || known.person.issuer !== parts.issuer()) return undefined;
    return poolMembership(parts, known.person.subject);
  },
  members: async (groups) => {
    const found = new Map<string, Person>();
    for (const group of new Set(groups)) {
      for (const user of await asked(parts.pool.usersIn(group))) {
        const person = user.enabled ? personOf(parts.issuer(), user) : undefined;
        if (person !== undefined) found.set(person.id, person);
      }
    }
    return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  },
});
