import { InexactNumber, type Scalar } from '../model.ts';
import { mayHoldLongNumber, parseKeepingNumbers } from '../raw-json.ts';
import type { Selector } from './model.ts';

/** The value of a JSON message; undefined when it is none, or no object or array. */
export const jsonOf = (message: string): object | undefined => {
  const first = /\S/.exec(message)?.[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    const value: unknown = JSON.parse(message);
    const exact = mayHoldLongNumber(message) ? (parseKeepingNumbers(message) ?? value) : value;
    return typeof exact === 'object' && exact !== null ? exact : undefined;
  } catch {
    // Whoever wrote the message may write what he likes: it is no JSON.
    return undefined;
  }
};

export interface Selected {
  /** Something is there, be it an object or an array. */
  readonly exists: boolean;
  readonly values: readonly Scalar[];
}

/** What a selector finds: several values where it has a wildcard. */
export const select = (root: object, { steps }: Selector): Selected => {
  let found: readonly unknown[] = [root];
  for (const step of steps) {
    switch (step.kind) {
      case 'name':
        found = found.flatMap((value) => memberOf(value, step.name));
        break;
      case 'index':
        found = found.flatMap((value) =>
          Array.isArray(value) && step.index < value.length ? [value[step.index]] : [],
        );
        break;
      case 'every-element':
        found = found.flatMap((value) => (Array.isArray(value) ? value : []));
        break;
      case 'every-member':
        found = found.flatMap((value) =>
          isObject(value) && !Array.isArray(value) ? Object.values(value) : [],
        );
        break;
      default:
        step satisfies never;
    }
    if (found.length === 0) return { exists: false, values: [] };
  }
  return { exists: true, values: found.filter(isScalar) };
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof InexactNumber);

const isScalar = (value: unknown): value is Scalar => value !== undefined && !isObject(value);

const memberOf = (value: unknown, name: string): readonly unknown[] => {
  if (!isObject(value) || Array.isArray(value) || !Object.hasOwn(value, name)) return [];
  const member: unknown = Reflect.get(value, name);
  return [member];
};
