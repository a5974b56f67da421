import type { ContextEntry, SimulateCustomPolicyRequest } from '@aws-sdk/client-iam';
import { parseArn } from '@gatehouse/core';
import { PolicySyntaxError, type RawContext, type RequestPrincipal } from '@gatehouse/policy';
import type { Limits } from '@gatehouse/service-kit';
import { type CompiledPolicies, DOCUMENT } from './documents.ts';
import { pageLimits } from './names.ts';
import { invalidSimulation } from './policy-errors.ts';
import type { SimulatedPolicy } from './simulation.ts';

export const simulationLimits: Limits = {
  'PolicyInputList[]': DOCUMENT,
  'PermissionsBoundaryPolicyInputList[]': DOCUMENT,
  'ActionNames[]': { minLength: 3, maxLength: 128, sensitive: true },
  'ResourceArns[]': { minLength: 1, maxLength: 2048, sensitive: true },
  ResourcePolicy: DOCUMENT,
  ResourceOwner: { minLength: 1, maxLength: 2048, sensitive: true },
  CallerArn: { minLength: 1, maxLength: 2048, sensitive: true },
  ResourceHandlingOption: { minLength: 1, maxLength: 64, sensitive: true },
  'ContextEntries[].ContextKeyName': { minLength: 5, maxLength: 256, sensitive: true },
  ...pageLimits,
};

const ACTION = /^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/;
const MOST_COMBINATIONS = 10_000;

const compiledInput = (
  compiled: CompiledPolicies,
  document: string,
  type: 'identity' | 'boundary' | 'resource',
  sourceId: string,
): SimulatedPolicy => {
  try {
    return { id: sourceId, sourceId, policy: compiled.of(document, type) };
  } catch (error) {
    if (error instanceof PolicySyntaxError)
      throw invalidSimulation(`${sourceId}: ${error.message}`);
    throw error;
  }
};

/** Documents of a request, named as AWS names them: `PolicyInputList.1`. */
export const inputPolicies = (
  compiled: CompiledPolicies,
  documents: readonly string[] | undefined,
  type: 'identity' | 'boundary',
): readonly SimulatedPolicy[] => {
  const list = type === 'identity' ? 'PolicyInputList' : 'PermissionsBoundaryPolicyInputList';
  return (documents ?? []).map((document, index) =>
    compiledInput(compiled, document, type, `${list}.${index + 1}`),
  );
};

export const inputResourcePolicy = (
  compiled: CompiledPolicies,
  document: string | undefined,
): SimulatedPolicy | undefined =>
  document === undefined
    ? undefined
    : compiledInput(compiled, document, 'resource', 'ResourcePolicy');

const isRight = (type: string, value: string): boolean => {
  switch (type) {
    case 'numeric':
      return /^[+-]?\d+(?:\.\d+)?$/.test(value);
    case 'boolean':
      return value === 'true' || value === 'false';
    case 'ip':
      return /^[0-9A-Fa-f.:]+(?:\/\d{1,3})?$/.test(value);
    case 'binary':
      return /^[A-Za-z0-9+/]*={0,2}$/.test(value);
    case 'date':
      return /^\d+$/.test(value) || !Number.isNaN(Date.parse(value));
    default:
      return type === 'string';
  }
};

const contextValue = ({
  ContextKeyName = '',
  ContextKeyValues = [],
  ContextKeyType = 'string',
}: ContextEntry): string | readonly string[] => {
  const isList = ContextKeyType.endsWith('List');
  const type = isList ? ContextKeyType.slice(0, -'List'.length) : ContextKeyType;
  if (!ContextKeyValues.every((value) => isRight(type, value)))
    throw invalidSimulation(
      `Context key ${ContextKeyName} has a value that is not of type ${ContextKeyType}.`,
    );
  if (isList) return ContextKeyValues;
  const [value, ...more] = ContextKeyValues;
  if (value === undefined || more.length > 0)
    throw invalidSimulation(
      `Context key ${ContextKeyName} of type ${ContextKeyType} must have exactly one value.`,
    );
  return value;
};

/** The condition keys of a request; a later entry of the same key wins. */
export const inputContext = (entries: readonly ContextEntry[] | undefined): RawContext =>
  Object.fromEntries(
    (entries ?? []).map((entry) => [entry.ContextKeyName ?? '', contextValue(entry)]),
  );

/** The user that `CallerArn` names; only users call in a simulation. */
export const callerOf = (arn: string): RequestPrincipal => {
  const parts = parseArn(arn);
  if (
    parts?.service !== 'iam' ||
    !/^[0-9]{12}$/.test(parts.account) ||
    !parts.resource.startsWith('user/')
  )
    throw invalidSimulation(`Invalid CallerArn ${arn}: it must be the ARN of an IAM user.`);
  return { kind: 'user', account: parts.account, arn, id: arn };
};

/** `ResourceOwner` is an account, by its number or the ARN of its root user. */
export const ownerAccount = (owner: string | undefined): string | undefined => {
  if (owner === undefined) return undefined;
  const account = /^[0-9]{12}$/.test(owner) ? owner : parseArn(owner)?.account;
  if (account === undefined || !/^[0-9]{12}$/.test(account))
    throw invalidSimulation(`Invalid ResourceOwner ${owner}.`);
  return account;
};

export interface Combination {
  readonly action: string;
  readonly resource: string;
}

/** Every action on every resource; without resources, on `*`. */
export const combinations = ({
  ActionNames,
  ResourceArns,
}: Pick<SimulateCustomPolicyRequest, 'ActionNames' | 'ResourceArns'>): readonly Combination[] => {
  const actions = ActionNames ?? [];
  const resources = ResourceArns === undefined || ResourceArns.length === 0 ? ['*'] : ResourceArns;
  const wrong = actions.find((action) => !ACTION.test(action));
  if (wrong !== undefined) throw invalidSimulation(`Invalid action name ${wrong}.`);
  if (actions.length * resources.length > MOST_COMBINATIONS)
    throw invalidSimulation('The simulation has too many combinations of actions and resources.');
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
};
