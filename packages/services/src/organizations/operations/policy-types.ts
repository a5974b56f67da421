import type {
  DisablePolicyTypeRequest,
  DisablePolicyTypeResponse,
  EnablePolicyTypeRequest,
  EnablePolicyTypeResponse,
} from '@aws-sdk/client-organizations';
import { type Call, writes } from '@gatehouse/service-kit';
import { membershipOf, permit } from '../access.ts';
import { rootArn } from '../arns.ts';
import { organizationChanged } from '../changes.ts';
import { noSuchRoot, typeEnabled, typeNotAvailable, typeNotEnabled } from '../errors.ts';
import { detachType } from '../managed-policies.ts';
import type { Organization, PolicyType } from '../model.ts';
import { policyTypeKey } from '../permitted-policy.ts';
import { policies } from '../repositories/policies.ts';
import { taggedKeys } from '../tags.ts';
import { check, policyTypeOf, required, ROOT_ID } from '../validation.ts';
import { rootView } from '../views.ts';

interface Switch {
  readonly organization: Organization;
  readonly type: PolicyType;
}

const permittedSwitch = async (
  call: Call,
  action: string,
  input: EnablePolicyTypeRequest,
): Promise<Switch> => {
  check(input, { RootId: ROOT_ID });
  const type = policyTypeOf(input.PolicyType);
  const membership = await membershipOf(call, action);
  const { organization } = membership;
  const rootId = required(input.RootId);
  const resource = rootArn(organization, rootId);
  const keys = { ...(await taggedKeys(call, resource)), ...policyTypeKey(type) };
  call.touch({ type: 'AWS::Organizations::Root', name: rootId });
  await permit(call, membership, { action, resource, keys });
  if (rootId !== organization.rootId) throw noSuchRoot();
  return { organization, type };
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html */
export const enablePolicyType = () =>
  writes<EnablePolicyTypeRequest, EnablePolicyTypeResponse>({}, async (input, call) => {
    const action = 'organizations:EnablePolicyType';
    const { organization, type } = await permittedSwitch(call, action, input);
    if (organization.featureSet !== 'ALL') throw typeNotAvailable();
    if (!(await policies.enableType(call.tx, organization.id, type))) throw typeEnabled();
    organizationChanged(call.tx);
    const enabled = await policies.enabledTypes(call.tx, organization.id);
    return { Root: rootView(organization, enabled) };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisablePolicyType.html */
export const disablePolicyType = () =>
  writes<DisablePolicyTypeRequest, DisablePolicyTypeResponse>({}, async (input, call) => {
    const action = 'organizations:DisablePolicyType';
    const { organization, type } = await permittedSwitch(call, action, input);
    if (!(await policies.disableType(call.tx, organization.id, type))) throw typeNotEnabled();
    await detachType(call.tx, organization, type);
    organizationChanged(call.tx);
    const enabled = await policies.enabledTypes(call.tx, organization.id);
    return { Root: rootView(organization, enabled) };
  });
