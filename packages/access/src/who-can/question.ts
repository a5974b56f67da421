import { parseArn } from '@gatehouse/core';
import { conditionKeysFor, findAction, type RawContext } from '@gatehouse/policy';
import type { Context, KeyFacts } from '../model.ts';
import type { OrganizationFacts } from '../reading/organization.ts';
import type { PolicyText } from '../reading/principals.ts';

/** What is asked: who can do this with the key, under these circumstances. */
export interface Question {
  /** `Decrypt`, `ReEncryptFrom`, `PutKeyPolicy` */
  readonly operation: string;
  /** All of the encryption context; undefined: any may be given. */
  readonly context: Context | undefined;
  /** `s3.us-east-1.amazonaws.com`; `direct`: through no service; undefined: either way. */
  readonly via: string | undefined;
  /** More condition keys with their values, such as `aws:SourceIp`. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

/** The resource that is asked about. */
export interface Subject {
  readonly arn: string;
  readonly account: string;
  /** How its policy and those of IAM count together, as the policy engine names it. */
  readonly kind: 'delegates' | 'kms';
  /** Undefined: it has none. An empty document is one that could not be read. */
  readonly policy: PolicyText | undefined;
}

/** What every principal's request has, and what can be said about keys that it has not. */
export interface Circumstances {
  readonly action: string;
  /** By names in lower case. */
  readonly keys: RawContext;
  /** Keys that no such request has. */
  readonly isAbsent: (key: string) => boolean;
}

/** Of every request about a key (KMS Developer Guide, "AWS KMS condition keys"). */
const ALWAYS = new Set([
  'kms:calleraccount',
  'kms:viaservice',
  'kms:keyspec',
  'kms:keyusage',
  'kms:keyorigin',
  'kms:multiregion',
  'kms:multiregionkeytype',
  'kms:resourcealiases',
  'kms:customermasterkeyspec',
  'kms:customermasterkeyusage',
]);

const WITH_CONTEXT = 'kms:encryptioncontext:';
const CONTEXT_KEYS = 'kms:encryptioncontextkeys';

/** Symmetric keys have one algorithm; the others' callers choose. */
const SYMMETRIC_ALGORITHM = 'SYMMETRIC_DEFAULT';

export class QuestionError extends Error {
  override readonly name = 'QuestionError';
}

/** Operations that people know by another name than IAM does. */
const SEVERAL: ReadonlyMap<string, string> = new Map([
  ['reencrypt', 'ReEncrypt asks for two permissions: ask for ReEncryptFrom and for ReEncryptTo'],
]);

/** @throws QuestionError for an operation that is not about a key */
export const operationNamed = async (text: string): Promise<string> => {
  const name = text.replace(/^kms:/i, '');
  const several = SEVERAL.get(name.toLowerCase());
  if (several !== undefined) throw new QuestionError(several);
  const action = await findAction(`kms:${name}`);
  if (action === undefined) throw new QuestionError(`KMS has no operation "${text}"`);
  if (!action.resources.some((resource) => resource.name === 'key'))
    throw new QuestionError(`${action.name} is not about a key`);
  return action.name;
};

export const circumstancesOf = async (
  question: Question,
  key: KeyFacts,
  organization: OrganizationFacts | undefined,
  now: Date,
): Promise<Circumstances> => {
  const action = `kms:${question.operation}`;
  const subject = keySubject(key);
  const listed = (await conditionKeysFor(action)).map(({ name }) => name.toLowerCase());
  const ofAction = new Set(listed);
  const keys = lowered({
    ...keyContext(key, ofAction),
    ...encryptionContext(question, key, ofAction),
    ...viaContext(question.via),
    ...Object.fromEntries(
      [...question.conditions].map(([name, values]) => [name, oneOrMany(values)]),
    ),
    ...commonKeys(subject, organization, now),
  });
  const isGiven = question.context !== undefined || !isSymmetric(key);
  return {
    action,
    keys,
    isAbsent: (name) => {
      if (name.startsWith(WITH_CONTEXT) || name === CONTEXT_KEYS)
        return isGiven || !ofAction.has(CONTEXT_KEYS);
      if (name === 'kms:viaservice' || name === 'aws:calledvia') return question.via === 'direct';
      if (name.startsWith('aws:resourcetag/')) return key.tags !== undefined;
      if (name === 'kms:resourcealiases') return key.aliases !== undefined;
      if (name === 'kms:multiregionkeytype') return true;
      return name.startsWith('kms:') && !ALWAYS.has(name) && !isListed(name, ofAction);
    },
  };
};

const isListed = (name: string, ofAction: ReadonlySet<string>): boolean =>
  ofAction.has(name) || name.startsWith('kms:recipientattestation');

const oneOrMany = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] ?? '') : values;

export const lowered = (keys: RawContext): RawContext =>
  Object.fromEntries(Object.entries(keys).map(([name, value]) => [name.toLowerCase(), value]));

export const isSymmetric = ({ spec }: Pick<KeyFacts, 'spec'>): boolean =>
  spec === SYMMETRIC_ALGORITHM;

const keyContext = (key: KeyFacts, ofAction: ReadonlySet<string>): RawContext => ({
  'kms:KeySpec': key.spec,
  'kms:KeyUsage': key.usage,
  'kms:KeyOrigin': key.origin,
  'kms:CustomerMasterKeySpec': key.spec,
  'kms:CustomerMasterKeyUsage': key.usage,
  'kms:MultiRegion': key.multiRegion !== undefined,
  'kms:MultiRegionKeyType': key.multiRegion,
  'kms:ResourceAliases': key.aliases,
  'kms:EncryptionAlgorithm':
    isSymmetric(key) && ofAction.has('kms:encryptionalgorithm') ? SYMMETRIC_ALGORITHM : undefined,
  ...Object.fromEntries(
    [...(key.tags ?? [])].map(([tag, value]) => [`aws:ResourceTag/${tag}`, value]),
  ),
});

const encryptionContext = (
  { context }: Question,
  key: KeyFacts,
  ofAction: ReadonlySet<string>,
): RawContext => {
  if (context === undefined || !isSymmetric(key) || !ofAction.has(CONTEXT_KEYS)) return {};
  return {
    ...Object.fromEntries([...context].map(([name, value]) => [`${WITH_CONTEXT}${name}`, value])),
    'kms:EncryptionContextKeys': [...context.keys()],
  };
};

const viaContext = (via: string | undefined): RawContext => {
  if (via === undefined) return {};
  return via === 'direct'
    ? { 'aws:ViaAWSService': false }
    : { 'kms:ViaService': via, 'aws:ViaAWSService': true };
};

/** Of every request to any service about the resource. */
export const commonKeys = (
  { arn, account }: Pick<Subject, 'arn' | 'account'>,
  organization: OrganizationFacts | undefined,
  now: Date,
): RawContext => ({
  ...(organization?.account === account
    ? {
        'aws:ResourceOrgID': organization.id,
        'aws:ResourceOrgPaths': organization.path === undefined ? undefined : [organization.path],
      }
    : {}),
  'aws:ResourceAccount': account,
  'aws:RequestedRegion': parseArn(arn)?.region,
  'aws:CurrentTime': now,
  'aws:EpochTime': Math.floor(now.getTime() / 1000),
});

export const keySubject = ({ arn, account, policy = '' }: KeyFacts): Subject => ({
  arn,
  account,
  kind: 'kms',
  policy: { id: 'key policy', document: policy },
});
