import type { AwsError } from '@gatehouse/core';
import {
  inputRequired,
  invalidEnum,
  invalidPattern,
  invalidPolicyId,
  invalidPolicyType,
  invalidTargetId,
  tooLarge,
  tooLong,
  tooShort,
  tooSmall,
} from './errors.ts';
import { CREATE_STATES, isPolicyType, type PolicyType } from './model.ts';

/** What the API model says of a member. Organizations answers a violation with a Reason, not with the usual list. */
export interface Rule {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  /** Matches the whole value. */
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
  /** What a value that is none of `oneOf`, or does not match, is answered with. */
  readonly otherwise?: () => AwsError;
}

const requireText = (rule: Rule, text: string): void => {
  if (rule.oneOf !== undefined && !rule.oneOf.includes(text))
    throw (rule.otherwise ?? invalidEnum)();
  const length = Array.from(text).length;
  if (length < (rule.minLength ?? 0)) throw tooShort();
  if (length > (rule.maxLength ?? Infinity)) throw (rule.otherwise ?? tooLong)();
  if (rule.pattern !== undefined && !rule.pattern.test(text))
    throw (rule.otherwise ?? invalidPattern)();
};

const requireNumber = (rule: Rule, value: number): void => {
  if (value < (rule.minValue ?? -Infinity)) throw tooSmall();
  if (value > (rule.maxValue ?? Infinity)) throw tooLarge();
};

/** Throws AWS's InvalidInputException for the first member that breaks its rule; absent members break none. */
export const check = <Input extends object>(
  input: Input,
  rules: { readonly [Member in keyof Input]?: Rule },
): void => {
  for (const [member, rule] of Object.entries<Rule | undefined>(rules)) {
    const value: unknown = Reflect.get(input, member);
    if (rule === undefined) continue;
    if (typeof value === 'string') requireText(rule, value);
    else if (typeof value === 'number') requireNumber(rule, value);
    else if (Array.isArray(value)) for (const item of value) requireText(rule, String(item));
  }
};

/** A member that the model requires; the wire has seen to it that it is there. */
export const required = (value: string | undefined): string => {
  if (value === undefined) throw inputRequired();
  return value;
};

export const policyTypeOf = (value: string | undefined): PolicyType => {
  const type = required(value);
  if (!isPolicyType(type)) throw invalidPolicyType();
  return type;
};

const ROOT = 'r-[0-9a-z]{4,32}';
const UNIT = 'ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}';
const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');

export const ACCOUNT_ID: Rule = { maxLength: 12, pattern: /^\d{12}$/ };
export const ROOT_ID: Rule = { maxLength: 34, pattern: whole(ROOT) };
export const UNIT_ID: Rule = { maxLength: 68, pattern: whole(UNIT) };
export const PARENT_ID: Rule = { maxLength: 100, pattern: whole(`${ROOT}|${UNIT}`) };
export const CHILD_ID: Rule = { maxLength: 100, pattern: whole(`\\d{12}|${UNIT}`) };
export const TARGET_ID: Rule = {
  maxLength: 100,
  pattern: whole(`${ROOT}|\\d{12}|${UNIT}`),
  otherwise: invalidTargetId,
};
export const POLICY_ID: Rule = {
  maxLength: 130,
  pattern: /^p-[0-9a-zA-Z_]{8,128}$/,
  otherwise: invalidPolicyId,
};
export const TAGGABLE_ID: Rule = {
  maxLength: 130,
  pattern: whole(`${ROOT}|\\d{12}|${UNIT}|p-[0-9a-zA-Z_]{8,128}|rp-[0-9a-zA-Z_]{4,128}`),
};
export const HANDSHAKE_ID: Rule = { maxLength: 34, pattern: /^h-[0-9a-z]{8,32}$/ };
export const REQUEST_ID: Rule = { maxLength: 36, pattern: /^car-[a-z0-9]{8,32}$/ };
export const NAME: Rule = { minLength: 1, maxLength: 128 };
export const DESCRIPTION: Rule = { maxLength: 512 };
export const CONTENT: Rule = { minLength: 1 };
export const SERVICE_PRINCIPAL: Rule = {
  minLength: 1,
  maxLength: 128,
  pattern: /^[\w+=,.@-]*$/,
};
export const CREATE_STATE: Rule = { oneOf: CREATE_STATES };
export const EMAIL: Rule = {
  minLength: 6,
  maxLength: 64,
  pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
};
export const PAGE = {
  NextToken: { maxLength: 100_000 },
  MaxResults: { minValue: 1, maxValue: 20 },
} as const satisfies Record<string, Rule>;
