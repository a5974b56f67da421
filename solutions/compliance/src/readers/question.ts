import {
  type Asked,
  type Circumstances,
  commonKeys,
  lowered,
  type OrganizationFacts,
  type ReadPolicy,
  type Subject,
  type Wording,
} from '@gatehouse/access';
import { conditionKeysFor } from '@gatehouse/policy';
import type { SecretFacts } from '../model.ts';

/** Under what circumstances somebody would read. */
export interface ReadQuestion {
  /** The staging label that is asked for; of a call that names none it is AWSCURRENT. */
  readonly stage: string;
  /** More condition keys with their values, such as `aws:SourceIp`. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

export const CURRENT_VALUE: ReadQuestion = { stage: 'AWSCURRENT', conditions: new Map() };

const ACTION = 'secretsmanager:GetSecretValue';

const WORDING: Wording = {
  policy: 'the resource policy',
  notByPolicy: 'the resource policy does not let it',
  notByIdentity: 'neither an identity policy nor the resource policy allows it',
  root: 'the root user of the account may do what no policy denies',
};

const subjectOf = ({ arn, account, policy }: SecretFacts): Subject => ({
  arn,
  account,
  kind: 'delegates',
  policy: policy === '' ? undefined : { id: 'resource policy', document: policy ?? '' },
});

const oneOrMany = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] ?? '') : values;

const secretKeys = ({ arn, rotation, primaryRegion, tags }: SecretFacts) => ({
  'secretsmanager:SecretId': arn,
  'secretsmanager:SecretPrimaryRegion': primaryRegion,
  'secretsmanager:resource/AllowRotationLambdaArn': rotation.lambdaArn,
  ...Object.fromEntries(
    [...tags].flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`secretsmanager:ResourceTag/${key}`, value],
    ]),
  ),
});

const circumstancesOf = async (
  { stage, conditions }: ReadQuestion,
  secret: SecretFacts,
  organization: OrganizationFacts | undefined,
  now: Date,
): Promise<Circumstances> => {
  const listed = (await conditionKeysFor(ACTION)).map(({ name }) => name.toLowerCase());
  const ofAction = new Set(listed);
  return {
    action: ACTION,
    keys: lowered({
      ...secretKeys(secret),
      'secretsmanager:VersionStage': stage,
      ...Object.fromEntries([...conditions].map(([name, values]) => [name, oneOrMany(values)])),
      ...commonKeys(secret, organization, now),
      // A key of KMS's requests, which its candidates bring along.
      'kms:CallerAccount': undefined,
    }),
    isAbsent: (name) => {
      if (name.startsWith('kms:') || name.startsWith('aws:requesttag/')) return true;
      if (name.startsWith('aws:resourcetag/') || name.startsWith('secretsmanager:resourcetag/'))
        return true;
      if (name === 'secretsmanager:versionid') return false;
      return name.startsWith('secretsmanager:') && isOfSecret(name, ofAction);
    },
  };
};

/** What the secret itself would have answered, or what no such request has. */
const isOfSecret = (name: string, ofAction: ReadonlySet<string>): boolean =>
  name.startsWith('secretsmanager:resource/') ||
  name === 'secretsmanager:secretprimaryregion' ||
  !ofAction.has(name);

/** The question of GetSecretValue, to be asked of candidates one by one. */
export const askAboutSecret = async (
  question: ReadQuestion,
  {
    secret,
    organization,
  }: { readonly secret: SecretFacts; readonly organization: OrganizationFacts | undefined },
  now: Date,
  readPolicies: ReadPolicy,
): Promise<Asked> => ({
  subject: subjectOf(secret),
  circumstances: await circumstancesOf(question, secret, organization, now),
  organization,
  usable: new Map(),
  readPolicies,
  wording: WORDING,
});
