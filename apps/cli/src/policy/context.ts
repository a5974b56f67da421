import type { RawContext } from '@gatehouse/policy';
import { isRecord, kindOf } from '../json.ts';
import { at, wrong } from './case-error.ts';
import { readOptionalText, readText } from './members.ts';

type Scalar = string | number | boolean;
type Value = Scalar | readonly Scalar[] | undefined;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const readValue = (value: unknown, member: string): Value => {
  if (isScalar(value)) return value;
  if (value === null || value === undefined) return undefined;
  if (!Array.isArray(value))
    return wrong(
      member,
      `expected a text, number, true, false or a list of these, not ${kindOf(value)}`,
    );
  return value.map((item: unknown, index) =>
    isScalar(item)
      ? item
      : wrong(at(member, index), `expected a text, number, true or false, not ${kindOf(item)}`),
  );
};

/** `[{ContextKeyName, ContextKeyValues}]`, as SimulateCustomPolicy takes keys. */
const readEntry = (value: unknown, member: string): readonly [string, Value] => {
  if (!isRecord(value)) return wrong(member, `expected an object, not ${kindOf(value)}`);
  const name = readText(value['ContextKeyName'], at(member, 'ContextKeyName'));
  const values = readValue(value['ContextKeyValues'], at(member, 'ContextKeyValues'));
  const isList = readOptionalText(value['ContextKeyType'], at(member, 'ContextKeyType'))?.endsWith(
    'List',
  );
  return [name, Array.isArray(values) && values.length === 1 && !isList ? values[0] : values];
};

/** Condition keys of a case; null is a key that is absent. Names ignore case, so none may stand twice; CaseError. */
export const readContext = (value: unknown, member: string): RawContext => {
  if (value === undefined || value === null) return {};
  const entries = Array.isArray(value)
    ? value.map((item, index) => readEntry(item, at(member, index)))
    : isRecord(value)
      ? Object.entries(value).map(([key, one]) => [key, readValue(one, at(member, key))] as const)
      : wrong(member, `expected an object, not ${kindOf(value)}`);
  const seen = new Set<string>();
  for (const [name] of entries) {
    const lower = name.toLowerCase();
    if (seen.has(lower)) wrong(at(member, name), 'stands twice: names of keys ignore case');
    seen.add(lower);
  }
  return Object.fromEntries(entries);
};

/** The text of a key in a context that was read, whatever its spelling. */
export const textOf = (context: RawContext, name: string): string | undefined => {
  const found = Object.entries(context).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return typeof found?.[1] === 'string' ? found[1] : undefined;
};

/** Keys of one context over those of another, whatever their spelling. */
export const mergedContext = (base: RawContext, over: RawContext): RawContext => {
  const names = new Set(Object.keys(over).map((name) => name.toLowerCase()));
  return {
    ...Object.fromEntries(Object.entries(base).filter(([name]) => !names.has(name.toLowerCase()))),
    ...over,
  };
};
