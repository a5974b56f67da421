import type { ValidatePolicyFinding, ValidatePolicyResponse } from '@aws-sdk/client-accessanalyzer';
import { useEffect, useState } from 'react';
import { type ApiError, toApiError } from '../api/api-error.ts';
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

export interface PolicyCheck {
  /** What was found last; it stays until the next answer, so that nothing jumps while one types. */
  readonly remarks: readonly Remark[];
  /** Whether that is about the text as it is now. */
  readonly current: boolean;
  readonly error: ApiError | undefined;
}

interface Answered extends Omit<PolicyCheck, 'current'> {
  readonly question: string;
}

const NO_ANSWER: Answered = { question: '', remarks: NOTHING, error: undefined };

/** What IAM Access Analyzer says about a policy while it is written. */
export const usePolicyCheck = (
  document: string,
  policyType: ValidatedType,
  resourceType?: string,
): PolicyCheck => {
  const aws = useAwsClient();
  const [answered, setAnswered] = useState(NO_ANSWER);
  const isReadable = document.trim() !== '' && jsonFault(document) === undefined;
  const question = JSON.stringify({
    policyDocument: document,
    policyType,
    validatePolicyResourceType: resourceType,
  });
  useEffect(() => {
    if (!isReadable) return undefined;
    const abort = new AbortController();
    const ask = async (): Promise<Answered> => {
      try {
        const { findings } = await aws.call<ValidatePolicyResponse>(
          'access-analyzer',
          'ValidatePolicy',
          JSON.parse(question),
          abort.signal,
        );
        return { question, remarks: (findings ?? []).map(toRemark), error: undefined };
      } catch (error) {
        return { question, remarks: NOTHING, error: toApiError(error) };
      }
    };
    const start = async (): Promise<void> => {
      const found = await ask();
      if (!abort.signal.aborted) setAnswered(found);
    };
    const timer = setTimeout(() => void start(), PAUSE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [aws, question, isReadable]);
  return {
    remarks: isReadable ? answered.remarks : NOTHING,
    current: isReadable && answered.question === question,
    error: answered.error,
  };
};

/** The same for forms in which it is help, not the matter: nothing, where the person may not ask. */
export const usePolicyRemarks = (...policy: Parameters<typeof usePolicyCheck>): readonly Remark[] =>
  usePolicyCheck(...policy).remarks;
