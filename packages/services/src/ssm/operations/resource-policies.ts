import type {
  DeleteResourcePolicyRequest,
  GetResourcePoliciesRequest,
  GetResourcePoliciesResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
} from '@aws-sdk/client-ssm';
import { parseArn } from '@gatehouse/core';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { authorizeParameter, touched } from '../access.ts';
import {
  nextToken,
  sharedNotFound,
  sharingConflict,
  sharingLimit,
  sharingNotFound,
  sharingParameter,
} from '../errors.ts';
import { DEFAULT_KEY, type Parameter, type SharingPolicy } from '../model.ts';
import { refOf } from '../names.ts';
import type { SsmParts } from '../parts.ts';
import { parameters } from '../repositories/parameters.ts';
import { checkedSharing } from '../sharing.ts';

const ARN = { ResourceArn: { minLength: 20, maxLength: 2048 } } as const;
const PARTIAL = 'policies of parameters, one each';
const RESOURCE = 'parameter/';

const permitted = async (call: Call, action: string, given = ''): Promise<Parameter> => {
  const arn = parseArn(given);
  if (arn?.service !== 'ssm')
    throw sharingParameter(
      ['ResourceArn'],
      `${given} is not the ARN of a resource of Systems Manager.`,
    );
  const isHere =
    arn.region === call.region && arn.account === call.account && arn.resource.startsWith(RESOURCE);
  if (!isHere) {
    await call.authorize(`ssm:${action}`, given);
    throw sharedNotFound();
  }
  const ref = refOf(call, arn.resource.slice(RESOURCE.length), call.partition);
  const parameter = await parameters.find(call.tx, ref);
  await authorizeParameter(call, action, ref, parameter);
  if (parameter === undefined) throw sharedNotFound();
  touched(call, ref);
  return parameter;
};

/** User Guide, "Working with shared parameters": an advanced one, under a key that others can be let use. */
const requireShareable = ({ latest }: Parameter): void => {
  if (latest.tier !== 'Advanced')
    throw sharingParameter(
      ['ResourceArn'],
      'To share a parameter, it must be in the advanced parameter tier.',
    );
  if (latest.type === 'SecureString' && (latest.keyId ?? DEFAULT_KEY) === DEFAULT_KEY)
    throw sharingParameter(
      ['ResourceArn'],
      'To share a SecureString parameter, it must be encrypted with a customer managed key.',
    );
};

const requireSame = (
  { sharing }: Parameter,
  id: string | undefined,
  hash: string | undefined,
): SharingPolicy => {
  if (sharing === undefined || sharing.id !== id) throw sharingNotFound();
  if (sharing.hash !== hash) throw sharingConflict();
  return sharing;
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutResourcePolicy.html */
export const putResourcePolicy = (parts: SsmParts) =>
  writes<PutResourcePolicyRequest, PutResourcePolicyResponse>(
    { limits: { ...ARN, Policy: { minLength: 1 } }, partial: PARTIAL },
    async (input, call) => {
      const parameter = await permitted(call, 'PutResourcePolicy', input.ResourceArn);
      requireShareable(parameter);
      const { PolicyId: id, PolicyHash: hash } = input;
      const isNew = id === undefined && hash === undefined;
      if (isNew && parameter.sharing !== undefined)
        throw sharingLimit(1, 'Policies of a parameter');
      const { policy, accounts } = await checkedSharing(parts, call, input.Policy ?? '');
      const kept = isNew ? policy : { ...policy, id: requireSame(parameter, id, hash).id };
      await parameters.setSharing(call.tx, parameter.id, kept, accounts, call.region);
      return { PolicyId: kept.id, PolicyHash: kept.hash };
    },
  );

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetResourcePolicies.html */
export const getResourcePolicies = () =>
  reads<GetResourcePoliciesRequest, GetResourcePoliciesResponse>(
    { limits: { ...ARN, MaxResults: { minValue: 1, maxValue: 50 } }, partial: PARTIAL },
    async (input, call) => {
      const { sharing } = await permitted(call, 'GetResourcePolicies', input.ResourceArn);
      // A parameter has one: no page has a next.
      if (input.NextToken !== undefined) throw nextToken();
      return {
        Policies:
          sharing === undefined
            ? []
            : [{ PolicyId: sharing.id, PolicyHash: sharing.hash, Policy: sharing.document }],
      };
    },
  );

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy = () =>
  writes<DeleteResourcePolicyRequest, object>(
    { limits: ARN, partial: PARTIAL },
    async (input, call) => {
      const parameter = await permitted(call, 'DeleteResourcePolicy', input.ResourceArn);
      requireSame(parameter, input.PolicyId, input.PolicyHash);
      await parameters.setSharing(call.tx, parameter.id, undefined, new Set(), call.region);
      return {};
    },
  );
