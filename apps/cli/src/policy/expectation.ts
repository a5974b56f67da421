import type { Decision } from '@gatehouse/policy';
import { isRecord, kindOf, own } from '../json.ts';
import { at, wrong } from './case-error.ts';

/** What a case says about its answer. */
export interface Expectation {
  readonly allowed: boolean;
  readonly because?: string | undefined;
  readonly layer?: string | undefined;
}

const ANSWERS: ReadonlyMap<string, Expectation> = new Map([
  ['allow', { allowed: true }],
  ['allowed', { allowed: true }],
  ['permit', { allowed: true }],
  ['deny', { allowed: false }],
  ['denied', { allowed: false }],
  ['refused', { allowed: false }],
  ['explicitdeny', { allowed: false, because: 'explicit-deny' }],
  ['explicitlydenied', { allowed: false, because: 'explicit-deny' }],
  ['implicitdeny', { allowed: false, because: 'no-allow' }],
  ['implicitlydenied', { allowed: false, because: 'no-allow' }],
  ['noallow', { allowed: false, because: 'no-allow' }],
]);

const ALLOWED = ['allowed', 'allow', 'decision', 'result', 'effect', 'EvalDecision'];

/** `true`, `"allowed"`, `"implicitDeny"`, or `{allowed, because, layer}`; CaseError. */
export const readExpectation = (value: unknown, member: string): Expectation | undefined => {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) return answer(value, member);
  const name = ALLOWED.find((one) => Object.hasOwn(value, one));
  if (name === undefined) return wrong(at(member, 'allowed'), 'is missing');
  const text = (key: string): string | undefined => {
    const found = own(value, key) ?? undefined;
    if (found === undefined || typeof found === 'string') return found;
    return wrong(at(member, key), `expected a text, not ${kindOf(found)}`);
  };
  const { allowed, because } = answer(own(value, name), at(member, name));
  return { allowed, because: text('because') ?? because, layer: text('layer') };
};

const answer = (value: unknown, member: string): Expectation => {
  if (typeof value === 'boolean') return { allowed: value };
  if (typeof value !== 'string')
    return wrong(member, `expected true, false, "allowed" or "denied", not ${kindOf(value)}`);
  return (
    ANSWERS.get(value.replaceAll(/[-_ ]/g, '').toLowerCase()) ??
    wrong(member, `expected true, false, "allowed" or "denied", not "${value}"`)
  );
};

export const agrees = (decision: Decision, expected: Expectation): boolean => {
  if (decision.allowed) return expected.allowed;
  return (
    !expected.allowed &&
    (expected.because ?? decision.because) === decision.because &&
    (expected.layer ?? decision.layer) === decision.layer
  );
};
