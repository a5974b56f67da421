import type { JsonObject, TrailEvent } from '../model.ts';
import type { FieldName } from './model.ts';

/** An own member of a record, step by step; elements of arrays by number. Undefined where there is none. */
export const valueAt = (record: JsonObject, path: readonly string[]): unknown => {
  let value: unknown = record;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = Reflect.get(value, name);
  }
  return value;
};

export const pathOf = (selector: string): readonly string[] =>
  selector
    .replace(/^\$\.?/, '')
    .replaceAll(/\[([0-9]+)\]/g, '.$1')
    .split('.');

const LONGEST = 200;

/** What a sentence shows of a value. */
const shown = (value: unknown): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

export type ReadField = (event: TrailEvent) => string | undefined;

/** How a field of an event is read; of selectors only names and numbers. */
export const fieldReader = (name: FieldName): ReadField => {
  if (name.startsWith('$')) {
    const path = pathOf(name);
    return ({ record }) => shown(valueAt(record, path));
  }
  const reader = READERS.get(name);
  if (reader === undefined) throw new Error(`there is no field ${name}`);
  return reader;
};

export const isField = (name: string): boolean => name.startsWith('$') || READERS.has(name);

const MOST_ACTIONS = 10_000;

/** `ec2:RunInstances`: put together once for each call. */
const createActionTexts = (): ReadField => {
  const byService = new Map<string, Map<string, string>>();
  let count = 0;
  return ({ service, name }) => {
    const known = byService.get(service)?.get(name);
    if (known !== undefined) return known;
    const text = `${service}:${name}`;
    if (text.length > LONGEST) return text;
    if (count >= MOST_ACTIONS) {
      byService.clear();
      count = 0;
    }
    count += 1;
    const names = byService.get(service);
    if (names === undefined) byService.set(service, new Map([[name, text]]));
    else names.set(name, text);
    return text;
  };
};

const READERS: ReadonlyMap<string, ReadField> = new Map<string, ReadField>([
  ['actor', ({ actor }) => actor.key],
  ['session', ({ actor }) => actor.session],
  ['account', ({ account }) => account],
  ['region', ({ region }) => region],
  ['ip', ({ sourceIp }) => sourceIp],
  ['agent', ({ userAgent }) => userAgent],
  ['action', createActionTexts()],
  ['error', ({ errorCode }) => errorCode],
]);

/** `{actor} stopped {$.requestParameters.name}.` as a function. */
export const sentence = (template: string): ((event: TrailEvent) => string) => {
  const parts = template
    .split(/(\{[^{}]+\})/)
    .map((part) => (part.startsWith('{') ? fieldReader(part.slice(1, -1)) : part));
  return (event) =>
    parts.map((part) => (typeof part === 'string' ? part : (part(event) ?? '(not told)'))).join('');
};
