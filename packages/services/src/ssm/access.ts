import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import {
  type AuthorizeOptions,
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import { parameterNotFound } from './errors.ts';
import type { Parameter, ParameterRef } from './model.ts';
import type { NamedRef } from './names.ts';
import { parameters } from './repositories/parameters.ts';

const policyOf = ({ arn, sharing }: Parameter): NamedPolicy | undefined =>
  sharing === undefined
    ? undefined
    : {
        id: arn,
        policy: compilePolicy(sharing.document, 'resource', { principalIds: sharing.principals }),
      };

export const sharingOptions = (
  { account }: ParameterRef,
  parameter: Parameter | undefined,
): AuthorizeOptions => ({
  resourceAccount: account,
  resourcePolicy: parameter === undefined ? undefined : policyOf(parameter),
});

/** Throws unless the caller's policies, and the parameter's own, let him; the parameter need not be there. */
export const authorizeParameter = async (
  call: Call,
  action: string,
  ref: ParameterRef,
  parameter: Parameter | undefined,
  keys: ConditionKeys = {},
): Promise<Tags> => {
  const tags: Tags = parameter === undefined ? new Map() : await tagStore.of(call.tx, ref.arn);
  await call.authorize(
    `ssm:${action}`,
    ref.arn,
    { ...resourceTagKeys('ssm', tags), ...keys },
    sharingOptions(ref, parameter),
  );
  return tags;
};

export const touched = (call: Call, { account, arn, key }: ParameterRef): void => {
  if (account !== call.account) call.alsoRecordIn(account);
  call.touch({ type: 'AWS::SSM::Parameter', name: key, arn, account });
};

export interface PermittedParameter {
  readonly parameter: Parameter;
  readonly tags: Tags;
}

/** The parameter that an operation is for, once the caller may; only then does he hear that there is none. */
export const permittedParameter = async (
  call: Call,
  action: string,
  { ref, given }: NamedRef,
  missing: (given: string) => Error = parameterNotFound,
): Promise<PermittedParameter> => {
  const parameter = await parameters.find(call.tx, ref);
  const tags = await authorizeParameter(call, action, ref, parameter);
  if (parameter === undefined) throw missing(given);
  touched(call, ref);
  return { parameter, tags };
};
