import type {
  GetKeyPolicyRequest,
  GetKeyPolicyResponse,
  ListKeyPoliciesRequest,
  ListKeyPoliciesResponse,
  PutKeyPolicyRequest,
} from '@aws-sdk/client-kms';
import { reads, writes } from '@gatehouse/service-kit';
import { administeredKey, affected, KEY_ID, readKey } from '../keys/administered-key.ts';
import { invalidMarker, noSuchPolicy } from '../keys/errors.ts';
import { PAGE } from '../keys/pages.ts';
import type { KmsParts } from '../parts.ts';
import { keys } from '../repositories/keys.ts';
import { checkedPolicy, POLICY } from './checked-policy.ts';
import { shownPolicy } from './principals.ts';

/** A key has one policy, of this name. */
const NAME = 'default';
const POLICY_NAME = { PolicyName: { minLength: 1, maxLength: 128, pattern: '[\\w]+' } } as const;

const requireName = (name: string | undefined): void => {
  if (name !== undefined && name !== NAME) throw noSuchPolicy();
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
export const getKeyPolicy = (parts: KmsParts) =>
  reads<GetKeyPolicyRequest, GetKeyPolicyResponse>(
    { limits: { ...KEY_ID, ...POLICY_NAME } },
    async (input, call) => {
      const key = await readKey(parts, call, 'GetKeyPolicy', input.KeyId);
      requireName(input.PolicyName);
      const Policy = await shownPolicy(parts.principals, call.tx, key.policy);
      return { Policy, PolicyName: NAME };
    },
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
export const putKeyPolicy = (parts: KmsParts) =>
  writes<PutKeyPolicyRequest, object>(
    { limits: { ...KEY_ID, ...POLICY_NAME, Policy: POLICY } },
    async (input, call) => {
      const bypasses = input.BypassPolicyLockoutSafetyCheck === true;
      const key = await administeredKey(parts, call, 'PutKeyPolicy', input.KeyId, {
        'kms:BypassPolicyLockoutSafetyCheck': bypasses,
      });
      requireName(input.PolicyName);
      const policy = await checkedPolicy(parts, call, key, input.Policy ?? '', bypasses);
      await keys.setPolicy(call.tx, key, policy);
      return affected(key);
    },
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html */
export const listKeyPolicies = (parts: KmsParts) =>
  reads<ListKeyPoliciesRequest, ListKeyPoliciesResponse>(
    { limits: { ...KEY_ID, ...PAGE } },
    async (input, call) => {
      await readKey(parts, call, 'ListKeyPolicies', input.KeyId);
      // There is one, so there is no second page, and no marker that was given out.
      if (input.Marker !== undefined) throw invalidMarker();
      return { PolicyNames: [NAME], Truncated: false };
    },
  );
