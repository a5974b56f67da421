import type { Aws } from '../../api/aws.ts';

export interface ParameterPolicy {
  readonly PolicyText?: string;
  readonly PolicyType?: string;
  readonly PolicyStatus?: string;
}

/** What DescribeParameters answers, as far as the pages show it. */
export interface ParameterFacts {
  readonly Name?: string;
  readonly ARN?: string;
  readonly Type?: string;
  readonly KeyId?: string;
  readonly LastModifiedDate?: string;
  readonly LastModifiedUser?: string;
  readonly Description?: string;
  readonly AllowedPattern?: string;
  readonly Version?: number;
  readonly Tier?: string;
  readonly DataType?: string;
  readonly Policies?: readonly ParameterPolicy[];
}

/** A version, as GetParameterHistory answers it. */
export interface VersionFacts extends ParameterFacts {
  readonly Labels?: readonly string[];
}

export const LIST_PATH = '/systems-manager/parameters';

export const parameterPath = (name: string): string => `${LIST_PATH}/${encodeURIComponent(name)}`;

export const TYPES: readonly (readonly [string, string])[] = [
  ['String', 'String'],
  ['StringList', 'String list: texts between commas'],
  ['SecureString', 'Secure string: encrypted by a key of KMS'],
];

export const TIERS: readonly (readonly [string, string])[] = [
  ['Standard', 'Standard: at most 4 KB'],
  ['Advanced', 'Advanced: at most 8 KB, with policies'],
  ['Intelligent-Tiering', 'Whichever it needs'],
];

export const findParameter = async (
  aws: Aws,
  name: string,
  signal: AbortSignal,
): Promise<ParameterFacts> => {
  const { Parameters = [] } = await aws.call<{ readonly Parameters?: readonly ParameterFacts[] }>(
    'ssm',
    'DescribeParameters',
    { ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [name] }] },
    signal,
  );
  return Parameters[0] ?? {};
};
