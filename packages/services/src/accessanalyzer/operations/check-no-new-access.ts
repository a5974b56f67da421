import type {
  CheckNoNewAccessRequest,
  CheckNoNewAccessResponse,
} from '@aws-sdk/client-accessanalyzer';
import { checkNoNewAccess as noNewAccess } from '@gatehouse/policy';
import { reads } from '@gatehouse/service-kit';
import { answerCheck } from '../checks.ts';
import { requireValid } from '../input.ts';
import { CHECKED_POLICY_TYPES, memberOf } from '../model.ts';

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoNewAccess.html */
export const checkNoNewAccess = () =>
  reads<CheckNoNewAccessRequest, CheckNoNewAccessResponse>(
    { redact: ['existingPolicyDocument', 'newPolicyDocument'] },
    async (input, call) => {
      await call.authorize('access-analyzer:CheckNoNewAccess', '*');
      const { existingPolicyDocument = '', newPolicyDocument = '', policyType } = input;
      requireValid([{ name: 'policyType', value: policyType, oneOf: CHECKED_POLICY_TYPES }]);
      const type = memberOf(CHECKED_POLICY_TYPES, policyType);
      return answerCheck('policy document', () =>
        noNewAccess(existingPolicyDocument, newPolicyDocument, type),
      );
    },
  );
