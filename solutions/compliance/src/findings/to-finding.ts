import { createHash } from 'node:crypto';
import type { AwsSecurityFinding } from '@gatehouse/clients';
import type { Judgement, Rule, SecretFacts } from '../model.ts';
import { RULE_FACTS, type RuleFacts } from '../rules/rules.ts';

/** By which our findings are found again. */
export const GENERATOR = 'gatehouse/secrets/';

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** The same for a rule and a secret, whatever it says of it. A secret that is made anew with the same name has another ARN. */
export const findingId = (rule: Rule, { arn, account, region }: SecretFacts): string => {
  const hash = createHash('sha256').update(arn).digest('hex').slice(0, 32);
  return `${GENERATOR}${region}/${account}/${rule}/${hash}`;
};

export const productArn = (partition: string, account: string, region: string): string =>
  `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;

type Resource = NonNullable<AwsSecurityFinding['Resources']>[number];

// ASFF: 50 tags, keys of 128 and values of 256 characters.
const MOST_TAGS = 50;

const resourceOf = (secret: SecretFacts): Resource => {
  const { arn, name, region, partition, rotation, keyId, tags } = secret;
  return {
    Type: 'AwsSecretsManagerSecret',
    Id: arn,
    Partition: partition === 'aws-cn' || partition === 'aws-us-gov' ? partition : 'aws',
    Region: region,
    ...(tags.size === 0 ? {} : { Tags: Object.fromEntries([...tags].slice(0, MOST_TAGS)) }),
    Details: {
      AwsSecretsManagerSecret: {
        Name: name,
        RotationEnabled: rotation.enabled,
        ...(rotation.lambdaArn === undefined ? {} : { RotationLambdaArn: rotation.lambdaArn }),
        ...(rotation.days === undefined
          ? {}
          : { RotationRules: { AutomaticallyAfterDays: rotation.days } }),
        ...(keyId === undefined ? {} : { KmsKeyId: keyId }),
      },
    },
  };
};

// ASFF: 50 product fields, keys of 128 and values of 2048 characters.
const LONGEST_VALUE = 2048;

const productFields = (
  { rule, evidence, until }: Judgement,
  { control }: RuleFacts,
): Record<string, string> =>
  Object.fromEntries(
    [
      ['ProviderName', 'Gatehouse'],
      ['gatehouse/rule', rule],
      ...(control === undefined ? [] : [['gatehouse/control', control] as const]),
      ...(until === undefined ? [] : [['gatehouse/until', until.toISOString()] as const]),
      ...evidence.map(({ name, value }) => [`gatehouse/evidence/${name}`, value] as const),
    ].map(([key = '', value = '']) => [key, cut(value, LONGEST_VALUE)]),
  );

const COMPLIANCE = { failed: 'FAILED', passed: 'PASSED' } as const;

export interface Told {
  readonly now: Date;
  /** Of the finding that is there already. */
  readonly firstAt: string | undefined;
}

/** A rule's word on a secret in the AWS Security Finding Format; what has passed is archived. */
export const toFinding = (
  secret: SecretFacts,
  judgement: Judgement & { readonly status: 'failed' | 'passed' },
  { now, firstAt }: Told,
): AwsSecurityFinding => {
  const { account, region, partition, name } = secret;
  const { rule, status, text } = judgement;
  const facts = RULE_FACTS[rule];
  const hasFailed = status === 'failed';
  const severity = { Label: hasFailed ? judgement.severity : 'INFORMATIONAL' } as const;
  const types = [facts.type];
  const at = now.toISOString();
  const first = firstAt ?? at;
  return {
    SchemaVersion: '2018-10-08',
    Id: findingId(rule, secret),
    ProductArn: productArn(partition, account, region),
    GeneratorId: `${GENERATOR}${rule}`,
    AwsAccountId: account,
    Region: region,
    Types: types,
    FirstObservedAt: first,
    LastObservedAt: at,
    CreatedAt: first,
    UpdatedAt: at,
    Severity: severity,
    FindingProviderFields: { Severity: severity, Types: types },
    Title: cut(facts.title, 256),
    Description: cut(`${name}: ${text}`, 1024),
    Remediation: { Recommendation: { Text: cut(facts.remedy, 512) } },
    ProductFields: productFields(judgement, facts),
    Resources: [resourceOf(secret)],
    Compliance: {
      Status: COMPLIANCE[status],
      ...(facts.requirements.length === 0 ? {} : { RelatedRequirements: [...facts.requirements] }),
    },
    RecordState: hasFailed ? 'ACTIVE' : 'ARCHIVED',
  };
};

/** A finding whose secret is gone, or that no rule is about any more. */
export const outlived = (found: AwsSecurityFinding, now: Date): AwsSecurityFinding => {
  // Only what its provider tells: what people have made of it since stays as it is.
  const { SchemaVersion, Id, ProductArn, GeneratorId, AwsAccountId, Region, Types } = found;
  const { CreatedAt, FirstObservedAt, Severity, Title, Description, Resources } = found;
  const { ProductFields, Remediation, Compliance } = found;
  return {
    SchemaVersion,
    Id,
    ProductArn,
    GeneratorId,
    AwsAccountId,
    ...(Region === undefined ? {} : { Region }),
    ...(Types === undefined ? {} : { Types }),
    CreatedAt,
    ...(FirstObservedAt === undefined ? {} : { FirstObservedAt }),
    UpdatedAt: now.toISOString(),
    Severity: { Label: Severity?.Label ?? 'INFORMATIONAL' },
    Title,
    Description,
    ...(Remediation === undefined ? {} : { Remediation }),
    ...(ProductFields === undefined ? {} : { ProductFields: ownFields(ProductFields) }),
    Resources,
    Compliance: {
      Status: 'NOT_AVAILABLE',
      ...(Compliance?.RelatedRequirements === undefined
        ? {}
        : { RelatedRequirements: Compliance.RelatedRequirements }),
    },
    RecordState: 'ARCHIVED',
  };
};

/** Security Hub adds fields of its own, which nobody else may write. */
const ownFields = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !key.startsWith('aws/')));
