import {
  policiesUnreadable,
  policyAttribute,
  policyConflict,
  policyType,
  tooManyPolicies,
} from '../errors.ts';
import type { ParameterPolicy } from '../model.ts';

const MOST = 10;
const VERSION = '1.0';
const HOUR_MILLISECONDS = 60 * 60 * 1000;
const UNITS: ReadonlyMap<unknown, number> = new Map([
  ['Days', 24 * HOUR_MILLISECONDS],
  ['Hours', HOUR_MILLISECONDS],
]);
const NUMBER = /^[0-9]{1,6}$/;
const TIMESTAMP =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})$/;

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members => {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw policiesUnreadable();
  return Object.fromEntries(Object.entries(value));
};

const parsed = (text: string): readonly Members[] => {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw policiesUnreadable();
  }
  if (!Array.isArray(found)) throw policiesUnreadable();
  // `[{}]` is how the command line says that there are to be none.
  return found.map(membersOf).filter((members) => Object.keys(members).length > 0);
};

const attributesOf = (policy: Members): Members => membersOf(policy['Attributes'] ?? {});

const spanOf = (type: string, attributes: Members, member: 'After' | 'Before'): number => {
  const { [member]: many, Unit: unit } = attributes;
  const factor = UNITS.get(unit);
  if (factor === undefined) throw policyAttribute(type, 'Unit must be Days or Hours.');
  if (typeof many !== 'string' || !NUMBER.test(many) || Number(many) < 1)
    throw policyAttribute(type, `${member} must be a number of at least 1, as a string.`);
  return Number(many) * factor;
};

const expiryOf = (attributes: Members): number => {
  const { Timestamp: text } = attributes;
  const at = typeof text === 'string' && TIMESTAMP.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw policyAttribute(
      'Expiration',
      'Timestamp must be a time such as 2018-12-02T21:34:33.000Z.',
    );
  return at;
};

/** Throws unless it is a policy that Parameter Store has. */
const requirePolicy = (policy: Members, now: number): string => {
  const { Type: type, Version: version } = policy;
  if (typeof type !== 'string') throw policiesUnreadable();
  const attributes = attributesOf(policy);
  switch (type) {
    case 'Expiration':
      if (expiryOf(attributes) <= now)
        throw policyAttribute(type, 'Timestamp must be in the future.');
      break;
    case 'ExpirationNotification':
      spanOf(type, attributes, 'Before');
      break;
    case 'NoChangeNotification':
      spanOf(type, attributes, 'After');
      break;
    default:
      throw policyType(type);
  }
  if (version !== VERSION) throw policyAttribute(type, `Version must be ${VERSION}.`);
  return type;
};

/** The policies of a request; undefined: what the parameter has stays. */
export const requestPolicies = (
  text: string | undefined,
  now: Date,
): readonly ParameterPolicy[] | undefined => {
  if (text === undefined) return undefined;
  const given = parsed(text);
  if (given.length > MOST) throw tooManyPolicies();
  const createdAt = now.getTime();
  const found = given.map((policy): ParameterPolicy => ({
    type: requirePolicy(policy, createdAt),
    text: JSON.stringify(policy),
    status: 'Pending',
    createdAt,
  }));
  const expirations = found.filter(({ type }) => type === 'Expiration').length;
  if (expirations > 1) throw policyConflict('a parameter can have one Expiration policy.');
  if (expirations === 0 && found.some(({ type }) => type === 'ExpirationNotification'))
    throw policyConflict('an ExpirationNotification policy needs an Expiration policy.');
  return found;
};

/** What test suites of emulators send: names of policies instead of policies, or no JSON at all. */
export const loosePolicies = (
  text: string | undefined,
  now: Date,
): readonly ParameterPolicy[] | undefined => {
  if (text === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(text);
    if (Array.isArray(found) && found.every((one) => typeof one === 'string'))
      return found.map((type) => ({
        type,
        text: type,
        status: 'Finished',
        createdAt: now.getTime(),
      }));
  } catch {
    return [];
  }
  return requestPolicies(text, now);
};

/** When a policy acts, in milliseconds since 1970; undefined: it has, or nothing says when. */
export const dueAt = (
  { status, type, text }: ParameterPolicy,
  all: readonly ParameterPolicy[],
  modifiedAt: number,
): number | undefined => {
  if (status === 'Finished') return undefined;
  const attributes = attributesOf(membersOf(JSON.parse(text)));
  if (type === 'Expiration') return expiryOf(attributes);
  if (type === 'NoChangeNotification') return modifiedAt + spanOf(type, attributes, 'After');
  const expiration = all.find((other) => other.type === 'Expiration');
  if (expiration === undefined) return undefined;
  const at = expiryOf(attributesOf(membersOf(JSON.parse(expiration.text))));
  return at - spanOf(type, attributes, 'Before');
};

/** What a new version takes over: waiting for a change begins anew. */
export const carriedOver = (policies: readonly ParameterPolicy[]): readonly ParameterPolicy[] =>
  policies.map((policy) =>
    policy.type === 'NoChangeNotification' ? { ...policy, status: 'Pending' } : policy,
  );

/** `2 hours`, for the reason that an event gives. */
export const spanText = ({ text }: ParameterPolicy): string => {
  const { After: many, Unit: unit } = attributesOf(membersOf(JSON.parse(text)));
  return `${String(many)} ${String(unit).toLowerCase()}`;
};
