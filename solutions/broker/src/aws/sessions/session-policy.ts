import { compilePolicy, PolicySyntaxError } from '@gatehouse/policy';
import { isRecord } from '../statements.ts';

/** STS API Reference, AssumeRole, `Policy`: characters of the text that is passed. */
const LONGEST = 2048;
const CURRENT_TIME = 'aws:CurrentTime';
const ANY_END = new Date('2000-01-01T00:00:00Z');

const stamp = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/**
 * An Allow that ends. Where the statement already tests the time in the same way, a second value would widen its test (values are
 * alternatives), so it stays as it is: the Deny beside it ends it as well.
 */
const ending = (
  statement: Readonly<Record<string, unknown>>,
  end: string,
): Readonly<Record<string, unknown>> => {
  if (statement['Effect'] !== 'Allow') return statement;
  const condition = isRecord(statement['Condition']) ? statement['Condition'] : {};
  const isTaken = Object.keys(condition).some((name) => name.toLowerCase() === 'datelessthan');
  if (isTaken) return statement;
  return { ...statement, Condition: { ...condition, DateLessThan: { [CURRENT_TIME]: end } } };
};

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

/** The parts of a narrower policy that a person has asked for. */
const partsOf = (
  narrower: string | undefined,
): { readonly version: unknown; readonly statements: readonly unknown[] } => {
  const parsed: unknown = narrower === undefined ? undefined : JSON.parse(narrower);
  if (!isRecord(parsed)) return { version: '2012-10-17', statements: [EVERYTHING] };
  return { version: parsed['Version'], statements: [parsed['Statement']].flat() };
};

/**
 * What limits a session from inside AWS: the narrower policy, or everything that the role may, until `endsAt`; from then on nothing.
 * Seconds are cut off, so that a session ends with its grant or up to a second before.
 */
export const sessionPolicy = (narrower: string | undefined, endsAt: Date): string => {
  const end = stamp(endsAt);
  const { version, statements } = partsOf(narrower);
  return JSON.stringify({
    ...(version === undefined ? {} : { Version: version }),
    Statement: [
      ...statements.map((statement) => (isRecord(statement) ? ending(statement, end) : statement)),
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateGreaterThanEquals: { [CURRENT_TIME]: end } },
      },
    ],
  });
};

export type SessionPolicyFit =
  | { readonly fits: true; readonly characters: number }
  | { readonly fits: false; readonly because: string };

/** Whether a narrower policy can be passed to STS, asked when a request is made. */
export const sessionPolicyFits = (narrower: string | undefined): SessionPolicyFit => {
  try {
    if (narrower !== undefined) compilePolicy(narrower, 'session');
  } catch (error) {
    if (error instanceof PolicySyntaxError) return { fits: false, because: error.message };
    throw error;
  }
  const policy = sessionPolicy(narrower, ANY_END);
  if (policy.length <= LONGEST) return { fits: true, characters: policy.length };
  const over = policy.length - LONGEST;
  return {
    fits: false,
    because: `The session policy is ${over} characters too long: with the end of the access it would have ${policy.length} of at most ${LONGEST}.`,
  };
};
