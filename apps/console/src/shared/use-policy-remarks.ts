import type { ValidatePolicyFinding, ValidatePolicyResponse } from '@aws-sdk/client-accessanalyzer';
import { useEffect, useState } from 'react';
import type { Json } from '../api/json.ts';
import { useAwsClient } from '../session/session-context.tsx';
import { jsonFault } from './json-fault.ts';
import type { Remark } from './remark.ts';

export type ValidatedType =
  | 'IDENTITY_POLICY'
  | 'RESOURCE_POLICY'
  | 'SERVICE_CONTROL_POLICY'
  | 'RESOURCE_CONTROL_POLICY';

const SEVERITIES: Readonly<Record<string, Remark['severity']>> = {
  ERROR: 'error',
  SECURITY_WARNING: 'warning',
  WARNING: 'warning',
  SUGGESTION: 'info',
};

const toRemark = (finding: Json<ValidatePolicyFinding>): Remark => {
  const start = finding.locations?.[0]?.span?.start;
  return {
    severity: SEVERITIES[finding.findingType ?? ''] ?? 'info',
    title: (finding.issueCode ?? '').toLowerCase().replaceAll('_', ' '),
    text: finding.findingDetails ?? '',
    line: start?.line,
    column: start?.column === undefined ? undefined : start.column + 1,
  };
};

const PAUSE_MILLISECONDS = 400;
const NOTHING: readonly Remark[] = [];

/** What IAM Access Analyzer says about a policy while it is written. Nothing, where the person may not ask it. */
export const usePolicyRemarks = (
  document: string,
  policyType: ValidatedType,
  resourceType?: string,
): readonly Remark[] => {
  const aws = useAwsClient();
  const [remarks, setRemarks] = useState<readonly Remark[]>([]);
  const isReadable = document.trim() !== '' && jsonFault(document) === undefined;
  useEffect(() => {
    if (!isReadable) return undefined;
    const abort = new AbortController();
    const ask = async (): Promise<readonly Remark[]> => {
      const input = {
        policyDocument: document,
        policyType,
        ...(resourceType === undefined ? {} : { validatePolicyResourceType: resourceType }),
      };
      try {
        const { findings } = await aws.call<ValidatePolicyResponse>(
          'access-analyzer',
          'ValidatePolicy',
          input,
          abort.signal,
        );
        return (findings ?? []).map(toRemark);
      } catch {
        return [];
      }
    };
    const start = async (): Promise<void> => {
      const found = await ask();
      if (!abort.signal.aborted) setRemarks(found);
    };
    const timer = setTimeout(() => void start(), PAUSE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [aws, document, isReadable, policyType, resourceType]);
  return isReadable ? remarks : NOTHING;
};
