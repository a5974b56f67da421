import type {
  CheckAccessNotGrantedRequest,
  CheckAccessNotGrantedResponse,
} from '@aws-sdk/client-accessanalyzer';
import { type Access, checkAccessNotGranted as accessNotGranted } from '@gatehouse/policy';
import { reads } from '@gatehouse/service-kit';
import { answerCheck } from '../checks.ts';
import { accessEmpty, actionInvalid, resourceInvalid, resourceWildcard } from '../errors.ts';
import { requireValid } from '../input.ts';
import { CHECKED_POLICY_TYPES, memberOf } from '../model.ts';

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckAccessNotGranted.html */
export const checkAccessNotGranted = () =>
  reads<CheckAccessNotGrantedRequest, CheckAccessNotGrantedResponse>(
    { redact: ['policyDocument'] },
    async ({ policyDocument = '', policyType, access = [] }, call) => {
      await call.authorize('access-analyzer:CheckAccessNotGranted', '*');
      const [{ actions, resources } = {}] = access;
      requireValid([
        { name: 'policyType', value: policyType, oneOf: CHECKED_POLICY_TYPES },
        { name: 'access', value: access, maxLength: 1 },
        { name: 'access.1.member.actions', value: actions, maxLength: 100 },
        { name: 'access.1.member.resources', value: resources, maxLength: 100 },
        ...(resources ?? []).map((value, index) => ({
          name: `access.1.member.resources.${index + 1}.member`,
          value,
          maxLength: 2048,
        })),
      ]);
      const type = memberOf(CHECKED_POLICY_TYPES, policyType);
      const asked = requireAccess({ actions, resources });
      return answerCheck('policyDocument', () => accessNotGranted(policyDocument, asked, type));
    },
  );

/** An empty list is no list: any action, any resource. */
const requireAccess = ({ actions = [], resources = [] }: Access): Access => {
  if (actions.length === 0 && resources.length === 0) throw accessEmpty();
  for (const action of actions)
    if (action !== '*' && !/^[a-zA-Z0-9*?-]+:[a-zA-Z0-9*?]+$/.test(action))
      throw actionInvalid(action);
  for (const resource of resources) requireResource(resource);
  return {
    actions: actions.length === 0 ? undefined : actions,
    resources: resources.length === 0 ? undefined : resources,
  };
};

const requireResource = (resource: string): void => {
  if (resource === '*') return;
  const [arn, partition, service, region, account, ...id] = resource.split(':');
  if (arn !== 'arn' || id.length === 0) throw resourceInvalid(resource);
  if (/[*?]/.test([partition, service, region, account].join(':')))
    throw resourceWildcard(resource);
};
