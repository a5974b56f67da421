import { createHash } from 'node:crypto';
import { canonicalJson } from '@gatehouse/core';
import { compilePolicy, PolicySyntaxError } from '@gatehouse/policy';
import { sessionPolicyFits } from '../aws/index.ts';
import type { Extension, FieldRule, NewRequest, Requirement } from '../model/index.ts';
import { fieldRefusal } from '../policy/index.ts';
import { invalid } from './errors.ts';
import {
  FARTHEST_START_MILLISECONDS,
  LONGEST_COMMENT,
  LONGEST_JUSTIFICATION,
  LONGEST_SESSION_POLICY,
  MOST_TARGETS,
  SHORTEST_SECONDS,
} from './limits.ts';

/** What of a new request can be judged without the policy; the justification comes back trimmed. Throws `invalid`. */
export const checkInput = (input: NewRequest, now: Date): NewRequest => {
  if (input.targets.length === 0 || input.targets.length > MOST_TARGETS)
    throw invalid('targets', `A request names 1 to ${MOST_TARGETS} targets.`);
  if (new Set(input.targets.map(({ roleArn }) => roleArn)).size < input.targets.length)
    throw invalid('targets', 'A request names each target once.');
  requireStart(input.startAt, now);
  if (input.breakGlass && input.startAt !== undefined)
    throw invalid('startAt', 'Break-glass starts at once.');
  if (input.sessionPolicy !== undefined) requireSessionPolicy(input.sessionPolicy);
  return { ...input, justification: justificationOf(input) };
};

export const justificationOf = ({
  justification,
}: Pick<NewRequest | Extension, 'justification'>): string => {
  const trimmed = justification.trim();
  if (trimmed === '' || trimmed.length > LONGEST_JUSTIFICATION)
    throw invalid(
      'justification',
      `A justification has 1 to ${LONGEST_JUSTIFICATION} characters that are not white space.`,
    );
  return trimmed;
};

/** What the policy's answer says about duration and fields. Throws `invalid`, with the maximum that counts. */
export const checkTerms = (
  { durationSeconds, fields }: Pick<NewRequest, 'durationSeconds' | 'fields'>,
  { maxDurationSeconds: max }: Requirement,
  rules: readonly FieldRule[],
): void => {
  if (
    !Number.isInteger(durationSeconds) ||
    durationSeconds < SHORTEST_SECONDS ||
    durationSeconds > max
  ) {
    const message = `The duration is ${SHORTEST_SECONDS} to ${max} whole seconds.`;
    throw invalid('durationSeconds', message, { min: SHORTEST_SECONDS, max });
  }
  const refusal = fieldRefusal(rules, fields);
  if (refusal !== undefined) throw invalid('fields', refusal.message);
};

export const commentOf = (comment: string, field = 'comment'): string => {
  const trimmed = comment.trim();
  if (trimmed.length > LONGEST_COMMENT)
    throw invalid(field, `It has at most ${LONGEST_COMMENT} characters.`);
  return trimmed;
};

const requireStart = (startAt: Date | undefined, now: Date): void => {
  if (startAt === undefined) return;
  const ahead = startAt.getTime() - now.getTime();
  // An invalid date compares as false.
  if (!(ahead > 0 && ahead <= FARTHEST_START_MILLISECONDS))
    throw invalid('startAt', 'The start is in the future, at most 30 days ahead.');
};

const requireSessionPolicy = (text: string): void => {
  if (text.length > LONGEST_SESSION_POLICY)
    throw invalid(
      'sessionPolicy',
      `A session policy has at most ${LONGEST_SESSION_POLICY} characters.`,
    );
  try {
    compilePolicy(text, 'session');
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw invalid('sessionPolicy', error.message, { path: error.path });
  }
  const fit = sessionPolicyFits(text);
  if (!fit.fits) throw invalid('sessionPolicy', fit.because);
};

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;

export const checkIdempotencyKey = (key: string): string => {
  if (!IDEMPOTENCY_KEY.test(key))
    throw invalid('Idempotency-Key', 'An idempotency key has 1 to 128 printable characters.');
  return key;
};

/** Equal for inputs that ask for the same. */
export const digestOf = (operation: string, input: NewRequest | Extension): Uint8Array => {
  const { fields, ...others } = input;
  const sorted = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(canonicalJson([operation, others, sorted]))
    .digest();
};
