import { isRecord, kindOf, own } from '../json.ts';
import { at, wrong } from './case-error.ts';

/** `resource_policy`, `ResourcePolicy` and `resourcePolicy` are the same member. */
export const plainName = (name: string): string => name.replaceAll(/[-_ ]/g, '').toLowerCase();

/** Members of an object by the names that we call them, whatever of their spellings was used. */
export interface Members {
  readonly get: (name: string) => unknown;
  /** As it was written: `policies.resource_policy`. */
  readonly place: (name: string) => string;
  /** Members that no spelling covers. */
  readonly unknown: readonly string[];
}

/** Each of our names with the other spellings of it. */
export type Spellings = Readonly<Record<string, readonly string[]>>;

/** Throws CaseError for what is no object, and for one member under two spellings. */
export const readMembers = (value: unknown, member: string, spellings: Spellings): Members => {
  const record = isRecord(value)
    ? value
    : wrong(member, `expected an object, not ${kindOf(value)}`);
  const names = new Map(
    Object.entries(spellings).flatMap(([name, others]) =>
      [name, ...others].map((spelling) => [plainName(spelling), name] as const),
    ),
  );
  const written = new Map<string, string>();
  const unknown: string[] = [];
  for (const key of Object.keys(record)) {
    const name = names.get(plainName(key));
    const earlier = name === undefined ? undefined : written.get(name);
    if (earlier !== undefined) wrong(at(member, key), `the same as ${earlier}`);
    if (name === undefined) unknown.push(key);
    else written.set(name, key);
  }
  return {
    get: (name) => {
      const found = own(record, written.get(name) ?? name);
      // JSON has no undefined: null is how programs write that there is none.
      return found === null ? undefined : found;
    },
    place: (name) => at(member, written.get(name) ?? name),
    unknown,
  };
};

export const requireKnown = ({ unknown }: Members, member: string, names: Spellings): void => {
  const [first] = unknown;
  if (first !== undefined)
    wrong(at(member, first), `no such member; there are ${Object.keys(names).join(', ')}`);
};

export const readText = (value: unknown, member: string): string =>
  typeof value === 'string' && value !== ''
    ? value
    : wrong(member, value === undefined ? 'is missing' : `expected a text, not ${kindOf(value)}`);

export const readOptionalText = (value: unknown, member: string): string | undefined =>
  value === undefined ? undefined : readText(value, member);
