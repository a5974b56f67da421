import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import { type Call, type ConditionKeys, resourceTagKeys, tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { type NamedFunction, namedFunction, qualifiedArn } from './arns.ts';
import { functionNotFound } from './errors.ts';
import {
  type Alias,
  type FunctionRef,
  type FunctionVersion,
  LATEST,
  type LambdaFunction,
} from './model.ts';
import { aliases } from './repositories/aliases.ts';
import { functions } from './repositories/functions.ts';
import { policies, type PolicyStatement } from './repositories/policies.ts';

/** Actions that no policy of a function can give to others: they are for its account. */
const OWNERS_ONLY = new Set(['lambda:AddPermission', 'lambda:RemovePermission']);

export const policyDocument = (statements: readonly PolicyStatement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });

const policyKey = (qualifier: string | undefined): string =>
  qualifier === undefined || qualifier === LATEST ? '' : qualifier;

/** The policy of a function, or of one of its versions and aliases. */
export const functionPolicy = async (
  tx: Tx,
  owner: LambdaFunction,
  qualifier: string | undefined,
): Promise<NamedPolicy | undefined> => {
  const policy = await policies.find(tx, owner.id, policyKey(qualifier));
  return policy === undefined
    ? undefined
    : {
        id: qualifiedArn(owner, qualifier),
        policy: compilePolicy(policyDocument(policy.statements), 'resource'),
      };
};

/** Throws unless the caller's policies and the function's own let him do it. */
export const authorizeFunction = async (
  call: Call,
  action: string,
  { ref, qualifier }: NamedFunction,
  keys: ConditionKeys = {},
): Promise<LambdaFunction | undefined> => {
  const found = await functions.find(call.tx, ref);
  const tags =
    found === undefined ? new Map<string, string>() : await tagStore.of(call.tx, ref.arn);
  const resourcePolicy =
    found === undefined || OWNERS_ONLY.has(action)
      ? undefined
      : await functionPolicy(call.tx, found, qualifier);
  await call.authorize(
    action,
    qualifiedArn(ref, qualifier),
    { ...resourceTagKeys(undefined, tags), ...keys },
    { resourceAccount: ref.account, resourcePolicy },
  );
  return found;
};

export interface PermittedFunction extends NamedFunction {
  readonly found: LambdaFunction;
}

const noted = (call: Call, ref: FunctionRef): void => {
  if (ref.account !== call.account) call.alsoRecordIn(ref.account);
  call.touch({ type: 'AWS::Lambda::Function', name: ref.name });
};

/** The function that an action is for, once the caller may; only then does he hear that there is none. */
export const permittedFunction = async (
  call: Call,
  action: string,
  name: string | undefined,
  qualifier?: string,
  keys: ConditionKeys = {},
): Promise<PermittedFunction> => {
  const named = namedFunction(call, name, qualifier);
  const found = await authorizeFunction(call, action, named, keys);
  if (found === undefined) throw functionNotFound(qualifiedArn(named.ref, named.qualifier));
  noted(call, named.ref);
  return { ...named, found };
};

export interface Resolved {
  readonly version: FunctionVersion;
  readonly alias: Alias | undefined;
}

/** The version that a qualifier means; `chance` in [0, 1) picks among the versions of an alias. */
export const resolveVersion = async (
  tx: Tx,
  found: LambdaFunction,
  qualifier: string | undefined,
  chance = 1,
): Promise<Resolved | undefined> => {
  // One spelling: policies know a version by the one in its ARN.
  if (qualifier === undefined || qualifier === LATEST || /^[1-9]\d*$/.test(qualifier)) {
    const number = qualifier === undefined || qualifier === LATEST ? 0 : Number(qualifier);
    if (number > found.lastNumber) return undefined;
    const version = await functions.version(tx, found.id, number);
    return version === undefined ? undefined : { version, alias: undefined };
  }
  const alias = await aliases.find(tx, found, qualifier);
  if (alias === undefined) return undefined;
  const { routing } = alias;
  const number = routing !== undefined && chance < routing.weight ? routing.number : alias.number;
  const version = await functions.version(tx, found.id, number);
  return version === undefined ? undefined : { version, alias };
};

export const requireVersion = async (
  tx: Tx,
  { found, ref, qualifier }: PermittedFunction,
): Promise<FunctionVersion> => {
  const resolved = await resolveVersion(tx, found, qualifier);
  if (resolved === undefined) throw functionNotFound(qualifiedArn(ref, qualifier));
  return resolved.version;
};
