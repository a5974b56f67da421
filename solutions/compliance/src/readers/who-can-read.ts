import {
  type AccountPrincipals,
  type Answer,
  answerFor,
  type Asked,
  askAboutKey,
  type Candidate,
  candidatesOf,
  granteesOf,
  type KeyAccess,
  type OrganizationFacts,
  policyReader,
  type Reader as PolicyReader,
  type Result,
  type Unread,
} from '@gatehouse/access';
import { currentVersion } from '../dates.ts';
import type { SecretFacts } from '../model.ts';
import { askAboutSecret, type ReadQuestion } from './question.ts';

/** Somebody who can read a secret, or not, and why: by the secret's policies and by those of its key. */
export interface Reader {
  readonly kind: Candidate['kind'];
  readonly name: string;
  readonly account: string | undefined;
  readonly result: Result;
  /** One or two sentences. */
  readonly explanation: string;
  /** `secretsmanager:GetSecretValue` */
  readonly secret: Answer;
  /** `kms:Decrypt` through Secrets Manager; undefined: it does not matter, or the key could not be read. */
  readonly key: Answer | undefined;
  readonly notes: readonly string[];
}

export interface Readers {
  readonly readers: readonly Reader[];
  /** Other accounts and their principals that the secret's own policies let, whatever the key says. */
  readonly sharedWith: readonly string[];
  /** What keeps everybody from it for now. */
  readonly blocked: string | undefined;
  readonly unread: readonly Unread[];
}

export interface ReadFacts {
  readonly secret: SecretFacts;
  /** Undefined: it could not be read. */
  readonly key: Pick<KeyAccess, 'key' | 'grants'> | undefined;
  readonly iam: AccountPrincipals | undefined;
  readonly organization: OrganizationFacts | undefined;
  readonly unread: readonly Unread[];
  /** Kept for all secrets of an account, so that each policy is compiled once. */
  readonly reader?: PolicyReader | undefined;
}

// The first that is found in either answer decides.
const STRICTEST: readonly Result[] = ['denied', 'delegated', 'conditional', 'allowed'];

const strictest = (one: Result, other: Result): Result =>
  STRICTEST.find((result) => result === one || result === other) ?? 'denied';

const DECRYPT = 'Decrypt';

const keyQuestion = (
  { secret, key, organization }: ReadFacts,
  now: Date,
  readPolicies: Asked['readPolicies'],
): Promise<Asked> | undefined => {
  if (key === undefined) return undefined;
  const version = currentVersion(secret);
  // Secrets Manager User Guide, "Secret encryption and decryption": the context of every Decrypt.
  const context =
    version === undefined
      ? undefined
      : new Map([
          ['SecretARN', secret.arn],
          ['SecretVersionId', version.id],
        ]);
  const suffix = secret.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const via = `secretsmanager.${secret.region}.${suffix}`;
  return askAboutKey(
    { operation: DECRYPT, context, via, conditions: new Map() },
    { ...key, organization },
    now,
    readPolicies,
  );
};

/** Everybody whom the account, the secret's policy, the key's or its grants can mean. */
const everybodyMeant = (facts: ReadFacts, key: Asked | undefined): readonly Candidate[] => {
  const { account, partition, policy = '' } = facts.secret;
  return candidatesOf({
    account,
    partition,
    policies: [policy, facts.key?.key.policy ?? ''],
    grantees: key === undefined ? [] : granteesOf(key, facts.key?.grants ?? [], DECRYPT),
    iam: facts.iam,
    organization: facts.organization,
  });
};

const readerOf = (
  candidate: Candidate,
  secret: Answer,
  askedKey: Asked | undefined,
  isKeyRead: boolean,
): Reader => {
  const { kind, name, account } = candidate;
  const common = { kind, name, account, secret };
  if (secret.result === 'denied')
    return {
      ...common,
      key: undefined,
      result: 'denied',
      explanation: `Secrets Manager: ${secret.explanation}`,
      notes: secret.notes,
    };
  const key = askedKey === undefined ? undefined : answerFor(candidate, askedKey);
  // A key that could not be read keeps nobody out of the answer, and lets nobody in for certain.
  const keyResult = key?.result ?? (isKeyRead ? 'allowed' : 'conditional');
  const keyText = key?.explanation ?? 'its policy could not be read, so that it may refuse.';
  return {
    ...common,
    key,
    result: strictest(secret.result, keyResult),
    explanation: `Secrets Manager: ${secret.explanation} Key: ${keyText}`,
    notes: [...new Set([...secret.notes, ...(key?.notes ?? [])])],
  };
};

const blockedBy = ({ secret, key }: ReadFacts): string | undefined => {
  if (secret.deletionAt !== undefined)
    return 'The secret is scheduled for deletion: until it is restored, nobody reads it, whoever is permitted.';
  const state = key?.key.state;
  return state === undefined || state === 'Enabled'
    ? undefined
    : `The key's state is ${state}: while it is, nobody reads the secret, whoever is permitted.`;
};

/**
 * Who can read a secret: GetSecretValue by resource policy, IAM and the organization's policies, and Decrypt by key policy,
 * grants and the same. Whoever is named by neither and is no principal of the account is left out.
 */
export const whoCanRead = async (
  question: ReadQuestion,
  facts: ReadFacts,
  now: Date,
): Promise<Readers> => {
  const unread = [...facts.unread];
  const readPolicies = policyReader(unread, facts.reader);
  const askedSecret = await askAboutSecret(question, facts, now, readPolicies);
  const askedKey = await keyQuestion(facts, now, readPolicies);
  const { account, policy = '', partition } = facts.secret;
  const named = new Set(
    candidatesOf({ ...facts, account, partition, policies: [policy], grantees: [] }).map(
      ({ name }) => name,
    ),
  );
  const readers: Reader[] = [];
  const sharedWith: string[] = [];
  for (const candidate of everybodyMeant(facts, askedKey)) {
    const secret = answerFor(candidate, askedSecret);
    if (secret.result !== 'denied' && isOutside(candidate, account))
      sharedWith.push(candidate.name);
    if (secret.result === 'denied' && !isWorthSaying(candidate, named)) continue;
    readers.push(readerOf(candidate, secret, askedKey, facts.key !== undefined));
  }
  return { readers, sharedWith, blocked: blockedBy(facts), unread };
};

/** Other accounts and everybody; services of AWS act for some account. */
export const isOutside = (
  { kind, account }: Pick<Candidate, 'kind' | 'account'>,
  own: string,
): boolean => kind === 'everybody' || (account !== undefined && account !== own);

const isWorthSaying = ({ kind, name }: Candidate, named: ReadonlySet<string>): boolean =>
  kind !== 'everybody' && kind !== 'account' && named.has(name);

/** A reader as one answer, with what decides on both sides. */
export const answerOf = ({ secret, key, ...reader }: Reader): Answer => ({
  kind: reader.kind,
  name: reader.name,
  account: reader.account,
  result: reader.result,
  explanation: reader.explanation,
  statements: [...secret.statements, ...(key?.statements ?? [])],
  grants: key?.grants ?? [],
  depends: [...secret.depends, ...(key?.depends ?? [])],
  notes: reader.notes,
});
