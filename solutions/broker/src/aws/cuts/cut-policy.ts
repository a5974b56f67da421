import type { GrantId } from '../../model/index.ts';
import { GRANT_TAG } from '../parts.ts';
import { isRecord } from '../statements.ts';

/** Name of the inline policy by which brokered roles lose what was revoked. Nobody else's policy has it. */
export const CUT_POLICY_NAME = 'GatehouseRevokedSessions';

export interface CutGrant {
  readonly grantId: GrantId;
  readonly decidedAt: Date;
  /** When the grant would have ended: from then on its session policies refuse everything by themselves. */
  readonly endsAt: Date;
}

export type CutForm = 'empty' | 'exact' | 'all-but-live' | 'all';

export interface CutPolicy {
  readonly form: CutForm;
  /** Undefined: there is nothing to deny. */
  readonly document: string | undefined;
}

// The broker's clock and AWS's may differ.
const SKEW_MILLISECONDS = 300_000;

/** Whether sessions of the grant could still work without the cut. */
export const stillMatters = ({ endsAt }: Pick<CutGrant, 'endsAt'>, now: Date): boolean =>
  endsAt.getTime() + SKEW_MILLISECONDS > now.getTime();

/** When the cut may be taken out of the policy. */
export const matteringEnds = ({ endsAt }: Pick<CutGrant, 'endsAt'>): Date =>
  new Date(endsAt.getTime() + SKEW_MILLISECONDS + 1);

// `aws:TokenIssueTime` has whole seconds.
const secondAfter = (times: readonly Date[]): string => {
  const latest = Math.max(...times.map((time) => time.getTime()));
  return `${new Date((Math.floor(latest / 1000) + 1) * 1000).toISOString().slice(0, 19)}Z`;
};

const TAG_KEY = `aws:PrincipalTag/${GRANT_TAG}`;

const denial = (sid: string, before: string, tags: object): object => ({
  Sid: sid,
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { ...tags, DateLessThan: { 'aws:TokenIssueTime': before } },
});

const policy = (statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/**
 * Each revoked grant by its tag. A revoked grant never revives, so the cutoff is the end that it would have had: it catches a session
 * that STS issues while the grant is being revoked, which the moment of the decision would not.
 */
const exact = (cuts: readonly CutGrant[]): string => {
  const grants = cuts.map(({ grantId }) => grantId).toSorted();
  const before = secondAfter(
    cuts.map(({ endsAt, decidedAt }) => (endsAt > decidedAt ? endsAt : decidedAt)),
  );
  return policy([denial('RevokedGrants', before, { StringEquals: { [TAG_KEY]: grants } })]);
};

/**
 * Every session of the role that was issued before the last decision and is of none of the live grants. Sessions without the
 * tag, which no grant stands behind, are denied with them: a negated test holds where the key is missing.
 */
const allButLive = (cuts: readonly CutGrant[], live: readonly GrantId[]): string => {
  const before = secondAfter(cuts.map(({ decidedAt }) => decidedAt));
  const tags = { StringNotEquals: { [TAG_KEY]: [...live].toSorted() } };
  return policy([denial('AllButLiveGrants', before, live.length === 0 ? {} : tags)]);
};

const all = (cuts: readonly CutGrant[]): string =>
  policy([denial('AllSessionsSoFar', secondAfter(cuts.map(({ decidedAt }) => decidedAt)), {})]);

/**
 * The policy that kills what was revoked, in at most `characters` (IAM counts 10,240 over all inline policies of a role). It names
 * the revoked grants; when these are too many, it spares the live ones instead; when even these are too many, it ends every session
 * so far. That last form takes sessions from people who may have them, and they have to ask for new ones: a revoked session
 * must not live on for lack of space.
 */
export const cutPolicy = (
  cuts: readonly CutGrant[],
  live: readonly GrantId[],
  characters: number,
): CutPolicy => {
  if (cuts.length === 0) return { form: 'empty', document: undefined };
  const revoked = new Set(cuts.map(({ grantId }) => grantId));
  const spared = live.filter((grant) => !revoked.has(grant));
  const forms = [
    { form: 'exact', document: exact(cuts) },
    { form: 'all-but-live', document: allButLive(cuts, spared) },
  ] as const;
  return (
    forms.find(({ document }) => document.length <= characters) ?? {
      form: 'all',
      document: all(cuts),
    }
  );
};

const isWholeDenial = (statement: Readonly<Record<string, unknown>>): boolean =>
  statement['Effect'] === 'Deny' && statement['Action'] === '*' && statement['Resource'] === '*';

const tagFits = (condition: Readonly<Record<string, unknown>>, grantId: GrantId): boolean => {
  const listed = (operator: string): readonly unknown[] | undefined => {
    const keys = condition[operator];
    return isRecord(keys) ? [keys[TAG_KEY]].flat() : undefined;
  };
  const named = listed('StringEquals');
  const spared = listed('StringNotEquals');
  return (
    (named === undefined || named.includes(grantId)) &&
    (spared === undefined || !spared.includes(grantId)) &&
    Object.keys(condition).every((name) => KNOWN_OPERATORS.has(name))
  );
};

const KNOWN_OPERATORS = new Set(['StringEquals', 'StringNotEquals', 'DateLessThan']);

/** Whether a policy of the form that is written here still denies the sessions of a revoked grant. */
export const isDeniedBy = (
  document: string | undefined,
  { grantId, decidedAt }: CutGrant,
): boolean => {
  const parsed = document === undefined ? undefined : parseJson(document);
  const statements: unknown = isRecord(parsed) ? parsed['Statement'] : undefined;
  return [statements].flat().some((statement) => {
    if (!isRecord(statement) || !isWholeDenial(statement)) return false;
    const condition = statement['Condition'];
    if (!isRecord(condition) || !tagFits(condition, grantId)) return false;
    const before = condition['DateLessThan'];
    const time = isRecord(before) ? Date.parse(String(before['aws:TokenIssueTime'])) : Number.NaN;
    return time > decidedAt.getTime();
  });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not what was written here.
    return undefined;
  }
};
