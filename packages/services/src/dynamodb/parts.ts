import type { TableKeys } from './contents.ts';
import type { DynamoDbDeps } from './deps.ts';
import type { Item } from './values/value.ts';

/** Keys of items that an operation was given, for its record: what of the input is the key only the table tells. */
export interface RecordedKeys {
  note(input: object, keys: readonly (Item | undefined)[]): void;
  of(input: object): readonly (Item | undefined)[];
}

export const createRecordedKeys = (): RecordedKeys => {
  const keys = new WeakMap<object, readonly (Item | undefined)[]>();
  return {
    note: (input, found) => void keys.set(input, found),
    of: (input) => keys.get(input) ?? [],
  };
};

/** What operations are made of. */
export interface DynamoDbParts extends DynamoDbDeps {
  readonly tableKeys: TableKeys;
  readonly recordedKeys: RecordedKeys;
}
