import { RotationFailure } from '../frame/errors.ts';

const PATH = /^\$(?:\.[A-Za-z_][\w-]*|\[\d{1,6}\]|\['[^'\\]+'\])+$/;
const STEP = /\.([A-Za-z_][\w-]*)|\[(\d{1,6})\]|\['([^'\\]+)'\]/g;

/** The text, number or truth at a path such as `$.data[0].token` (RFC 9535, one node). @throws RotationFailure */
export const textAt = (value: unknown, path: string): string => {
  if (path.length > 1024 || !PATH.test(path))
    throw new RotationFailure(`"${path}" is not a path such as $.data[0].token`);
  let at = value;
  for (const [, name, index, quoted] of path.matchAll(STEP)) {
    const key = name ?? quoted ?? Number(index);
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? new Map(Object.entries(at)).get(String(key))
        : undefined;
  }
  if (typeof at === 'string' && at !== '') return at;
  if (typeof at === 'number' || typeof at === 'boolean') return String(at);
  throw new RotationFailure(`The answer has no text at ${path}`);
};
