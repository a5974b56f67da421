import type {
  Parameter as ShownParameter,
  ParameterHistory,
  ParameterInlinePolicy,
  ParameterMetadata,
} from '@aws-sdk/client-ssm';
import type { Call } from '@gatehouse/service-kit';
import type { Parameter, ParameterPolicy, Version } from './model.ts';
import type { SsmParts } from './parts.ts';

const shownPolicies = (policies: readonly ParameterPolicy[]): ParameterInlinePolicy[] =>
  policies.map(({ text, type, status }) => ({
    PolicyText: text,
    PolicyType: type,
    PolicyStatus: status,
  }));

const facts = (name: string, version: Version) => ({
  Name: name,
  Type: version.type,
  KeyId: version.keyId,
  LastModifiedDate: new Date(version.modifiedAt),
  LastModifiedUser: version.modifiedBy,
  Description: version.description,
  AllowedPattern: version.allowedPattern,
  Version: version.version,
  Tier: version.tier,
  Policies: shownPolicies(version.policies),
  DataType: version.dataType,
});

export const described = ({ name, arn, latest }: Parameter): ParameterMetadata => ({
  ...facts(name, latest),
  ARN: arn,
});

export const shownVersion = async (
  { values }: SsmParts,
  call: Call,
  parameter: Parameter,
  version: Version,
  { labels, decrypts }: { readonly labels: readonly string[]; readonly decrypts: boolean },
): Promise<ParameterHistory> => ({
  ...facts(parameter.name, version),
  Value: await values.read(call, { ...parameter, version: version.version }, version, decrypts),
  Labels: [...labels],
});

/** A parameter as it is read; `name` is how the caller named it. */
export const shownParameter = async (
  { values }: SsmParts,
  call: Call,
  parameter: Parameter,
  version: Version,
  {
    name = parameter.name,
    selector,
    decrypts,
  }: {
    readonly name?: string | undefined;
    readonly selector?: string | undefined;
    readonly decrypts: boolean;
  },
): Promise<ShownParameter> => ({
  Name: name,
  Type: version.type,
  Value: await values.read(call, { ...parameter, version: version.version }, version, decrypts),
  Version: version.version,
  Selector: selector === undefined ? undefined : `:${selector}`,
  LastModifiedDate: new Date(version.modifiedAt),
  ARN: parameter.arn,
  DataType: version.dataType,
});
