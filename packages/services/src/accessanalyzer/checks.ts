import { type AccessCheckResult, PolicySyntaxError, TooComplexError } from '@gatehouse/policy';
import { policyTooComplex, policyUnreadable } from './errors.ts';

/** The answer's form: no list of reasons where there are none. */
export interface CheckAnswer {
  readonly result: 'PASS' | 'FAIL';
  readonly message: string;
  readonly reasons?: { description: string; statementIndex: number; statementId?: string }[];
}

/** Runs a check of the engine; `member` names the policy that cannot be read. */
export const answerCheck = (member: string, check: () => AccessCheckResult): CheckAnswer => {
  try {
    const { result, message, reasons } = check();
    return { result, message, ...(reasons.length === 0 ? {} : { reasons: [...reasons] }) };
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw policyUnreadable(member, error);
    if (error instanceof TooComplexError) throw policyTooComplex(error);
    throw error;
  }
};
