import type { EventShape } from '@gatehouse/service-kit';

const HIDDEN: ReadonlySet<string> = new Set([
  'MasterUserPassword',
  'PreSignedUrl',
  'TdeCredentialPassword',
]);

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const shaped = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shaped);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      lowerFirst(name),
      HIDDEN.has(name) && member !== undefined ? '****' : shaped(member),
    ]),
  );
};

/** CloudTrail shows what an operation answers without its outermost member: `responseElements.dBInstanceArn`. */
const unwrapped = (output: unknown): unknown => {
  if (output === null || typeof output !== 'object') return output;
  const members: readonly unknown[] = Object.values(output);
  const [only] = members;
  const wraps = members.length === 1 && only !== null && typeof only === 'object';
  return wraps && !Array.isArray(only) ? only : output;
};

export const EVENT_SHAPE: EventShape = {
  request: (_operation, input) => shaped(input),
  response: (_operation, output) => shaped(unwrapped(output)),
  errorCode: (code) => code,
};
