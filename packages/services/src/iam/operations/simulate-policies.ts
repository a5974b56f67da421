import type {
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse,
  GetContextKeysForPrincipalPolicyRequest,
  SimulateCustomPolicyRequest,
  SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import { parseArn } from '@gatehouse/core';
import {
  type CompiledPolicy,
  contextKeysOf,
  principalContext,
  requestContext,
  type RequestPrincipal,
} from '@gatehouse/policy';
import {
  type Call,
  type PrincipalPolicies,
  reads,
  resourceTagKeys,
  tagStore,
} from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { policiesOfHolder } from '../identity.ts';
import { policyNameOf } from '../managed-policies.ts';
import { ARN, required } from '../names.ts';
import { paging } from '../paging.ts';
import { invalidSimulation, noSuchPolicySource } from '../policy-errors.ts';
import { type Holder, holders } from '../repositories/holders.ts';
import { arnOfRole, roles } from '../repositories/roles.ts';
import {
  callerOf,
  type Combination,
  combinations,
  inputContext,
  inputPolicies,
  inputResourcePolicy,
  ownerAccount,
  simulationLimits,
} from '../simulation-input.ts';
import {
  type SimulatedPolicy,
  type Simulation,
  type SimulationResult,
  simulate,
} from '../simulation.ts';
import { compiledTrust } from '../trust-policy.ts';

interface SimulateResponse {
  readonly EvaluationResults: readonly SimulationResult[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

type Deps = Pick<AccessDeps, 'pages' | 'compiled' | 'managed' | 'organizations'>;

/** What both simulations take from their request. */
const common = (
  deps: Deps,
  input: SimulateCustomPolicyRequest | SimulatePrincipalPolicyRequest,
) => ({
  extra: inputPolicies(deps.compiled, input.PolicyInputList, 'identity'),
  boundary: inputPolicies(deps.compiled, input.PermissionsBoundaryPolicyInputList, 'boundary'),
  resource: inputResourcePolicy(deps.compiled, input.ResourcePolicy),
  given: inputContext(input.ContextEntries),
  owner: ownerAccount(input.ResourceOwner),
});

/**
 * Unlike AWS's simulator ours knows that assuming a role takes its trust policy's consent; but only where the caller may
 * read that policy, which the answers would tell piece by piece.
 */
const withTrust = async (
  deps: Deps,
  call: Call,
  simulation: Simulation,
  { action, resource }: Combination,
): Promise<Simulation> => {
  if (simulation.resource !== undefined || !/^sts:AssumeRole/i.test(action)) return simulation;
  const parts = parseArn(resource);
  if (parts?.service !== 'iam' || !parts.resource.startsWith('role/')) return simulation;
  const name = parts.resource.slice(parts.resource.lastIndexOf('/') + 1);
  if (parts.account !== call.account) return simulation;
  const role = await roles.find(call.tx, parts.account, name);
  if (role === undefined || arnOfRole(role) !== resource) return simulation;
  const tags = resourceTagKeys('iam', await tagStore.of(call.tx, resource));
  if (!(await call.decide('iam:GetRole', resource, tags)).allowed) return simulation;
  const policy = compiledTrust(deps.compiled, role);
  return {
    ...simulation,
    resource: { id: resource, sourceId: `${role.name} trust policy`, policy },
    resourceKind: 'trust',
    resourceAccount: role.account,
  };
};

const answer = async (
  deps: Deps,
  call: Call,
  operation: string,
  input: SimulateCustomPolicyRequest | SimulatePrincipalPolicyRequest,
  simulation: Simulation,
): Promise<SimulateResponse> => {
  const { Marker: _marker, MaxItems: _items, ...question } = input;
  const page = paging(deps.pages, call, operation, input, { question });
  const done = Number(page.after?.[0] ?? 0);
  const numbered = combinations(input).map((one, index) => ({ ...one, place: index + 1 }));
  const { items, more } = page.cut(numbered.slice(done, done + page.fetch), ({ place }) => [place]);
  const named = (input.ResourceArns ?? []).length > 0;
  const results: SimulationResult[] = [];
  for (const one of items) {
    const whole = await withTrust(deps, call, simulation, one);
    results.push(simulate(whole, one.action, one.resource, named));
  }
  return { EvaluationResults: results, ...more };
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html */
export const simulateCustomPolicy = (deps: Deps) =>
  reads<SimulateCustomPolicyRequest, SimulateResponse>(
    { limits: simulationLimits },
    async (input, call) => {
      await call.authorize('iam:SimulateCustomPolicy', '*');
      if (input.ResourcePolicy !== undefined && input.CallerArn === undefined)
        throw invalidSimulation('CallerArn is required when a ResourcePolicy is given.');
      const { extra, boundary, resource, given, owner } = common(deps, input);
      const principal = callerOf(input.CallerArn ?? `arn:aws:iam::${call.account}:user/caller`);
      const account = 'account' in principal ? (principal.account ?? call.account) : call.account;
      return answer(deps, call, 'SimulateCustomPolicy', input, {
        principal,
        identity: extra,
        boundary,
        resource,
        resourceKind: 'delegates',
        scps: undefined,
        context: requestContext(given),
        resourceAccount: owner ?? account,
      });
    },
  );

/** The user, group or role whose policies are asked for, once the caller may ask. */
const policySource = async (
  call: Call,
  action: string,
  sourceArn: string | undefined,
): Promise<Holder> => {
  const arn = required('policySourceArn', sourceArn);
  const parts = parseArn(arn);
  if (parts?.service !== 'iam' || !/^(?:user|group|role)\//.test(parts.resource))
    throw invalidSimulation(`Invalid Entity Arn: ${arn}`);
  const tags = await tagStore.of(call.tx, arn);
  await call.authorize(action, arn, resourceTagKeys('iam', tags));
  const holder = await holders.byArn(call.tx, arn);
  if (holder === undefined || holder.account !== call.account) throw noSuchPolicySource(arn);
  return holder;
};

const asPrincipal = ({ kind, account, arn, id, name }: Holder): RequestPrincipal => {
  if (kind !== 'role') return { kind: 'user', account, arn, id };
  return {
    kind: 'assumed-role',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/simulation`,
    id: `${id}:simulation`,
    roleArn: arn,
    roleId: id,
  };
};

const simulated = ({ identity }: PrincipalPolicies): readonly SimulatedPolicy[] =>
  identity.map((policy) => ({
    ...policy,
    sourceId: policy.id.startsWith('arn:') ? policyNameOf(policy.id) : policy.id,
  }));

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export const simulatePrincipalPolicy = (deps: Deps) =>
  reads<SimulatePrincipalPolicyRequest, SimulateResponse>(
    { limits: { PolicySourceArn: ARN, ...simulationLimits } },
    async (input, call) => {
      const action = 'iam:SimulatePrincipalPolicy';
      const holder = await policySource(call, action, input.PolicySourceArn);
      const { extra, boundary, resource, given, owner } = common(deps, input);
      const own = await policiesOfHolder(call.tx, deps, holder);
      const principal =
        input.CallerArn === undefined ? asPrincipal(holder) : callerOf(input.CallerArn);
      const tags = await tagStore.of(call.tx, holder.arn);
      const principalTags = [...tags].map(([key, value]) => [`aws:PrincipalTag/${key}`, value]);
      const organization = await deps.organizations?.of(call.account);
      const bound = own.boundary;
      return answer(deps, call, 'SimulatePrincipalPolicy', input, {
        principal,
        identity: [...simulated(own), ...extra],
        boundary:
          boundary.length > 0 || bound === undefined
            ? boundary
            : [{ ...bound, sourceId: policyNameOf(bound.id) }],
        resource,
        resourceKind: 'delegates',
        scps: organization?.managementAccount === call.account ? undefined : organization?.scps,
        context: requestContext({
          ...principalContext(principal),
          ...Object.fromEntries(principalTags),
          ...given,
        }),
        resourceAccount: owner ?? call.account,
      });
    },
  );

/** Each key once, as first written. */
const keysOf = (policies: readonly CompiledPolicy[]): string[] => {
  const found = new Map<string, string>();
  for (const key of policies.flatMap(contextKeysOf)) {
    const name = key.toLowerCase();
    if (!found.has(name)) found.set(name, key);
  }
  return [...found.values()];
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html */
export const getContextKeysForCustomPolicy = ({ compiled }: Pick<AccessDeps, 'compiled'>) =>
  reads<GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponse>(
    { limits: simulationLimits },
    async (input, call) => {
      await call.authorize('iam:GetContextKeysForCustomPolicy', '*');
      const policies = inputPolicies(compiled, input.PolicyInputList, 'identity');
      return { ContextKeyNames: keysOf(policies.map(({ policy }) => policy)) };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html */
export const getContextKeysForPrincipalPolicy = (deps: Pick<AccessDeps, 'compiled' | 'managed'>) =>
  reads<GetContextKeysForPrincipalPolicyRequest, GetContextKeysForPolicyResponse>(
    { limits: { PolicySourceArn: ARN, ...simulationLimits } },
    async (input, call) => {
      const action = 'iam:GetContextKeysForPrincipalPolicy';
      const holder = await policySource(call, action, input.PolicySourceArn);
      const { identity } = await policiesOfHolder(call.tx, deps, holder);
      const extra = inputPolicies(deps.compiled, input.PolicyInputList, 'identity');
      return { ContextKeyNames: keysOf([...identity, ...extra].map(({ policy }) => policy)) };
    },
  );
