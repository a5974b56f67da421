import { decide, type Decision, type PolicySet } from '@gatehouse/policy';
import { CaseError } from './case-error.ts';
import { authorizationRequest, type Case, readCase } from './case.ts';
import { agrees } from './expectation.ts';
import { compileGiven, MalformedPolicyError } from './policy-members.ts';
import type { RawCase } from './read-cases.ts';

/** One line of the answer. */
export interface SimulatedCase {
  readonly name: string;
  readonly allowed: boolean;
  /** `malformed-policy`: IAM would not store one of the policies; `unreadable`: no case at all. */
  readonly because?: string;
  readonly layer?: string;
  /** The organization level that refused. */
  readonly targetId?: string;
  readonly by: readonly object[];
  /** Whether the answer is the expected one; absent without an expectation. */
  readonly ok?: boolean;
  readonly error?: string;
}

/** Policies that a case leaves out, from elsewhere. */
export type PolicySource = (found: Case) => Promise<{
  readonly found: Case;
  readonly policies: PolicySet;
}>;

export const asGiven: PolicySource = async (found) => ({
  found,
  policies: compileGiven(found.policies, found.request.action),
});

/** The answer to one case. Whatever is wrong with it, nothing is allowed then. */
export const simulateCase = async (
  raw: RawCase,
  source: PolicySource = asGiven,
): Promise<SimulatedCase> => {
  if ('fault' in raw.content) return unreadable(raw.place, `${raw.place}: ${raw.content.fault}`);
  let found: Case;
  try {
    found = readCase(raw.content.value, raw.place);
  } catch (error) {
    if (error instanceof CaseError) return unreadable(raw.place, `${raw.place}: ${error.message}`);
    throw error;
  }
  try {
    const complete = await source(found);
    return answered(
      complete.found,
      decide(authorizationRequest(complete.found.request), complete.policies),
    );
  } catch (error) {
    if (error instanceof MalformedPolicyError)
      return malformed(found, `${raw.place}: ${error.message}`);
    throw error;
  }
};

const unreadable = (name: string, error: string): SimulatedCase => ({
  name,
  allowed: false,
  because: 'unreadable',
  by: [],
  ok: false,
  error,
});

const malformed = ({ name, expect }: Case, error: string): SimulatedCase => ({
  name,
  allowed: false,
  because: 'malformed-policy',
  by: [],
  ok: expect !== undefined && !expect.allowed && expect.layer === undefined,
  error,
});

const answered = ({ name, expect }: Case, decision: Decision): SimulatedCase => ({
  name,
  allowed: decision.allowed,
  ...(decision.allowed
    ? {}
    : {
        because: decision.because,
        layer: decision.layer,
        ...(decision.targetId === undefined ? {} : { targetId: decision.targetId }),
      }),
  by: decision.by,
  ...(expect === undefined ? {} : { ok: agrees(decision, expect) }),
});
