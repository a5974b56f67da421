import {
  updateAttributeMissing,
  updateOperandType,
  updatePathInvalid,
  updateTooLarge,
} from '../errors.ts';
import { addDecimals, decimalText, negated, parseDecimal } from '../values/number.ts';
import { LARGEST_ITEM } from '../values/size.ts';
import { emptyItem, type Item, type Value } from '../values/value.ts';
import { valueAt } from './path.ts';
import type { Source, Update } from './update.ts';

const sum = (left: Value, right: Value, sign: 1 | -1): Value => {
  if (left.N === undefined || right.N === undefined) throw updateOperandType();
  const addend = parseDecimal(right.N);
  const result = addDecimals(parseDecimal(left.N), sign < 0 ? negated(addend) : addend);
  return { N: decimalText(result) };
};

/** All sources see the item as it was before the update. */
const evaluated = (source: Source, before: Item): Value => {
  switch (source.kind) {
    case 'value':
      return source.value;
    case 'path': {
      const value = valueAt(before, source.path);
      if (value === undefined) throw updateAttributeMissing();
      return value;
    }
    case 'if-not-exists':
      return valueAt(before, source.path) ?? evaluated(source.otherwise, before);
    case 'append': {
      const left = evaluated(source.left, before);
      const right = evaluated(source.right, before);
      if (left.L === undefined || right.L === undefined) throw updateOperandType();
      // Each element has a byte at least, so that the item would be too large: it need not be made to know that.
      if (left.L.length + right.L.length > LARGEST_ITEM) throw updateTooLarge();
      return { L: [...left.L, ...right.L] };
    }
    case '+':
    case '-': {
      const left = evaluated(source.left, before);
      return sum(left, evaluated(source.right, before), source.kind === '+' ? 1 : -1);
    }
    default:
      return source satisfies never;
  }
};

const keyed = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const union = (old: Value | undefined, value: Value): Value => {
  if (value.N !== undefined) return old === undefined ? value : sum(old, value, 1);
  if (old === undefined) return value;
  if (value.SS !== undefined && old.SS !== undefined)
    return { SS: [...new Set([...old.SS, ...value.SS])] };
  if (value.NS !== undefined && old.NS !== undefined)
    return { NS: [...new Set([...old.NS, ...value.NS])] };
  if (value.BS !== undefined && old.BS !== undefined) {
    const all = [...old.BS, ...value.BS];
    return { BS: [...new Map(all.map((one) => [keyed(one), one])).values()] };
  }
  throw updateOperandType();
};

/** What is left of a set; undefined: nothing, and then the attribute goes. */
const difference = (old: Value, value: Value): Value | undefined => {
  if (value.SS !== undefined && old.SS !== undefined) {
    const gone = new Set(value.SS);
    const left = old.SS.filter((one) => !gone.has(one));
    return left.length === 0 ? undefined : { SS: left };
  }
  if (value.NS !== undefined && old.NS !== undefined) {
    const gone = new Set(value.NS);
    const left = old.NS.filter((one) => !gone.has(one));
    return left.length === 0 ? undefined : { NS: left };
  }
  if (value.BS !== undefined && old.BS !== undefined) {
    const gone = new Set(value.BS.map(keyed));
    const left = old.BS.filter((one) => !gone.has(keyed(one)));
    return left.length === 0 ? undefined : { BS: left };
  }
  throw updateOperandType();
};

/** A change of one place: a value to be there, or nothing. */
interface Change {
  readonly steps: readonly (string | number)[];
  readonly value: Value | undefined;
}

const nextSteps = (changes: readonly Change[]): readonly Change[] =>
  changes.map(({ steps, value }) => ({ steps: steps.slice(1), value }));

const changedList = (items: readonly Value[], changes: readonly Change[]): Value => {
  const result: (Value | undefined)[] = [...items];
  const added: [number, Value][] = [];
  for (const [step, below] of Map.groupBy(changes, ({ steps: [first] }) => first)) {
    if (typeof step !== 'number') throw updatePathInvalid();
    const value = changedValue(items[step], nextSteps(below));
    if (step < items.length) result[step] = value;
    else if (value !== undefined) added.push([step, value]);
  }
  // What is set beyond the end is appended, in the order of the positions.
  const beyond = added.toSorted(([one], [other]) => one - other).map(([, value]) => value);
  return { L: [...result.filter((value) => value !== undefined), ...beyond] };
};

const changedMembers = (members: Item, changes: readonly Change[]): Record<string, Value> => {
  const result = Object.assign(emptyItem(), members);
  for (const [step, below] of Map.groupBy(changes, ({ steps: [first] }) => first)) {
    if (typeof step !== 'string') throw updatePathInvalid();
    const old = Object.hasOwn(members, step) ? members[step] : undefined;
    const value = changedValue(old, nextSteps(below));
    if (value === undefined) delete result[step];
    else result[step] = value;
  }
  return result;
};

const changedValue = (old: Value | undefined, changes: readonly Change[]): Value | undefined => {
  const whole = changes.find(({ steps }) => steps.length === 0);
  if (whole !== undefined) return whole.value;
  if (old?.M !== undefined) return { M: changedMembers(old.M, changes) };
  if (old?.L !== undefined) return changedList(old.L, changes);
  throw updatePathInvalid();
};

/** The item after an update. @throws ValidationException where it does not fit the item that is there */
export const updated = (before: Item, update: Update): Item => {
  const changes: Change[] = [];
  for (const { path, source } of update.set)
    changes.push({ steps: path, value: evaluated(source, before) });
  for (const path of update.remove) changes.push({ steps: path, value: undefined });
  for (const { path, value } of update.add)
    changes.push({ steps: path, value: union(valueAt(before, path), value) });
  for (const { path, value } of update.delete) {
    const old = valueAt(before, path);
    // Of a set that is not there nothing can be taken.
    if (old !== undefined) changes.push({ steps: path, value: difference(old, value) });
  }
  return changedMembers(before, changes);
};
