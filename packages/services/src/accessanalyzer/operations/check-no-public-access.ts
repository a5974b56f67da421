import type {
  CheckNoPublicAccessRequest,
  CheckNoPublicAccessResponse,
} from '@aws-sdk/client-accessanalyzer';
import { checkNoPublicAccess as noPublicAccess } from '@gatehouse/policy';
import { reads } from '@gatehouse/service-kit';
import { answerCheck } from '../checks.ts';
import { requireValid } from '../input.ts';
import { CHECKED_RESOURCE_TYPES } from '../model.ts';

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoPublicAccess.html */
export const checkNoPublicAccess = () =>
  reads<CheckNoPublicAccessRequest, CheckNoPublicAccessResponse>(
    { redact: ['policyDocument'] },
    async ({ policyDocument = '', resourceType }, call) => {
      await call.authorize('access-analyzer:CheckNoPublicAccess', '*');
      requireValid([{ name: 'resourceType', value: resourceType, oneOf: CHECKED_RESOURCE_TYPES }]);
      return answerCheck('policyDocument', () => noPublicAccess(policyDocument));
    },
  );
