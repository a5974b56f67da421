import type { AttributeValueUpdate } from '@aws-sdk/client-dynamodb';
import { enumInvalid, parametersInvalid } from '../errors.ts';
import type { Path } from '../expressions/path.ts';
import type { Update } from '../expressions/update.ts';
import { checkedValue } from '../values/checked.ts';
import { type Value, typeOf, type ValueType } from '../values/value.ts';

const ACTIONS: readonly string[] = ['ADD', 'PUT', 'DELETE'];
const ADDABLE: ReadonlySet<ValueType> = new Set(['N', 'SS', 'NS', 'BS', 'L']);
const SETS: ReadonlySet<ValueType> = new Set(['SS', 'NS', 'BS']);

const requireType = (action: string, value: Value, allowed: ReadonlySet<ValueType>): void => {
  const type = typeOf(value);
  if (!allowed.has(type))
    throw parametersInvalid(`${action} action is not supported for the type ${type}`);
};

/** AttributeUpdates, as the update that an expression would be. */
export const updateOf = (
  updates: Readonly<Record<string, AttributeValueUpdate>> | undefined,
): Update => {
  const set: { path: Path; source: { kind: 'value'; value: Value } }[] = [];
  const remove: Path[] = [];
  const add: { path: Path; value: Value }[] = [];
  const deleted: { path: Path; value: Value }[] = [];
  for (const [name, { Action: action = 'PUT', Value: given }] of Object.entries(updates ?? {})) {
    const path: Path = [name];
    if (!ACTIONS.includes(action))
      throw enumInvalid(action, `attributeUpdates.${name}.member.action`, ACTIONS);
    if (given === undefined) {
      if (action !== 'DELETE')
        throw parametersInvalid(
          'Only DELETE action is allowed when no attribute value is specified',
        );
      remove.push(path);
      continue;
    }
    const value = checkedValue(given);
    if (action === 'PUT') set.push({ path, source: { kind: 'value', value } });
    else if (action === 'ADD') {
      requireType(action, value, ADDABLE);
      add.push({ path, value });
    } else {
      requireType(action, value, SETS);
      deleted.push({ path, value });
    }
  }
  const onlyDeletes = set.length === 0 && add.length === 0 && remove.length + deleted.length > 0;
  return { set, remove, add, delete: deleted, leavesMissing: onlyDeletes };
};
