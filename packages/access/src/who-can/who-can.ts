import type { Grant, KeyFacts, Unread } from '../model.ts';
import type { OrganizationFacts } from '../reading/organization.ts';
import type { AccountPrincipals } from '../reading/principals.ts';
import { type Answer, answerFor, type Asked } from './answers.ts';
import { candidatesOf } from './candidates.ts';
import { usableGrants } from './grants.ts';
import { policyReader, type ReadPolicy } from './policies.ts';
import { circumstancesOf, keySubject, type Question } from './question.ts';
import { KEY_WORDING } from './reasons.ts';

export interface WhoCan {
  readonly key: string;
  readonly operation: string;
  readonly answers: readonly Answer[];
  /** What keeps everybody from it for now: the key's state. */
  readonly blocked: string | undefined;
  /** What could not be read, so that somebody may be missing or too many. */
  readonly unread: readonly Unread[];
}

export interface WhoCanFacts {
  readonly key: KeyFacts;
  /** Undefined: not readable. */
  readonly grants: readonly Grant[] | undefined;
  readonly iam: AccountPrincipals | undefined;
  readonly organization: OrganizationFacts | undefined;
  readonly unread: readonly Unread[];
}

export type KeyAccess = Pick<WhoCanFacts, 'key' | 'grants' | 'organization'>;

/** A question about a key, to be asked of candidates one by one. */
export const askAboutKey = async (
  question: Question,
  { key, grants = [], organization }: KeyAccess,
  now: Date,
  readPolicies: ReadPolicy,
): Promise<Asked> => ({
  subject: keySubject(key),
  circumstances: await circumstancesOf(question, key, organization, now),
  organization,
  usable: usableGrants(grants, question, key),
  readPolicies,
  wording: KEY_WORDING,
});

/** Whom grants name that allow what is asked, or would if they were there. */
export const granteesOf = (
  { usable }: Pick<Asked, 'usable'>,
  grants: readonly Grant[],
  operation: string,
): readonly string[] => {
  const named = [...usable.values()].flatMap((list) => list.map(({ grant }) => grant));
  const deleted = grants.filter(
    ({ granteeParty, operations }) =>
      granteeParty.kind === 'deleted' && operations.includes(operation),
  );
  return [...named, ...deleted].map(({ grantee }) => grantee);
};

/** Who can do something with a key, by key policy, IAM, grants and the organization's policies. */
export const whoCan = async (
  question: Question,
  facts: WhoCanFacts,
  now: Date,
): Promise<WhoCan> => {
  const { key, grants = [] } = facts;
  const unread = [...facts.unread];
  const asked = await askAboutKey(question, facts, now, policyReader(unread));
  const candidates = candidatesOf({
    ...facts,
    account: key.account,
    partition: key.partition,
    policies: [key.policy ?? ''],
    grantees: granteesOf(asked, grants, question.operation),
  });
  const answers = candidates.map((candidate) => answerFor(candidate, asked));
  return {
    key: key.arn,
    operation: question.operation,
    answers: worthSaying(answers),
    blocked: blockedBy(key, question.operation),
    unread,
  };
};

/**
 * Who is named nowhere and is no principal of the account is no answer to who can, unless everybody else can: then the account
 * that cannot is the exception.
 */
const worthSaying = (answers: readonly Answer[]): readonly Answer[] => {
  const forEverybody = answers.some(
    ({ kind, result }) => kind === 'everybody' && result !== 'denied',
  );
  return answers.filter(
    ({ kind, result }) =>
      result !== 'denied' || (kind === 'account' ? forEverybody : kind !== 'everybody'),
  );
};

const MANAGING =
  /^(Describe|Get|List|Put|Enable|Cancel|Tag|Untag|Revoke|Retire|Schedule|Disable|Import|Delete)/;

const blockedBy = ({ state, deletionAt }: KeyFacts, operation: string): string | undefined => {
  if (state === 'Enabled' || MANAGING.test(operation)) return undefined;
  const until = deletionAt === undefined ? '' : `, to be deleted at ${deletionAt.toISOString()}`;
  return `The key's state is ${state}${until}: while it is, KMS refuses ${operation} to everybody, whoever is permitted.`;
};
