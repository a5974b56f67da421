import type { ValidateResourcePolicyResponse } from '@aws-sdk/client-secrets-manager';
import { useAwsClient } from '../../../session/session-context.tsx';
import { jsonFault } from '../../../shared/json-fault.ts';
import type { Remark } from '../../../shared/remark.ts';
import { useLoad } from '../../../shared/use-aws.ts';
import { useLater } from '../../../shared/use-later.ts';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';

/** What IAM Access Analyzer says of a policy while it is written, and what Secrets Manager does. */
export const usePolicyFindings = (document: string, SecretId?: string): readonly Remark[] => {
  const aws = useAwsClient();
  const remarks = usePolicyRemarks(document, 'RESOURCE_POLICY');
  const later = useLater(document);
  const { data } = useLoad(
    `validate ${aws.region} ${SecretId ?? ''} ${later}`,
    async (signal): Promise<readonly Remark[]> => {
      if (later.trim() === '' || jsonFault(later) !== undefined) return [];
      const { ValidationErrors = [] } = await aws.call<ValidateResourcePolicyResponse>(
        'secretsmanager',
        'ValidateResourcePolicy',
        { ResourcePolicy: later, ...(SecretId === undefined ? {} : { SecretId }) },
        signal,
      );
      return ValidationErrors.map(({ CheckName = '', ErrorMessage = '' }) => ({
        severity: 'error',
        title: CheckName,
        text: ErrorMessage,
      }));
    },
  );
  return later === document ? [...(data ?? []), ...remarks] : remarks;
};
