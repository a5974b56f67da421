import type { Call } from '@gatehouse/service-kit';
import { itemTable, type NamedTable, usableTable } from '../access.ts';
import type { Contents } from '../contents.ts';
import type { Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import type { ItemPlace } from '../repositories/items.ts';

/** The tables of a request that is about several; each is looked for and opened once. */
export interface OpenedTables {
  named(given: string): Promise<NamedTable>;
  /** Once the caller may. */
  usable(named: NamedTable): Table;
  contents(table: Table): Promise<Contents>;
}

export const openedTables = (
  { tableKeys }: Pick<DynamoDbParts, 'tableKeys'>,
  call: Call,
): OpenedTables => {
  const names = new Map<string, NamedTable>();
  const usable = new Map<string, Table>();
  const contents = new Map<string, Contents>();
  return {
    named: async (given) => {
      const known = names.get(given);
      if (known !== undefined) return known;
      const named = await itemTable(call, given);
      names.set(given, named);
      return named;
    },
    usable: (named) => {
      const known = usable.get(named.ref.arn);
      if (known !== undefined) return known;
      const table = usableTable(named);
      usable.set(named.ref.arn, table);
      return table;
    },
    contents: async (table) => {
      const known = contents.get(table.id);
      if (known !== undefined) return known;
      const opened = await tableKeys.open(call, table);
      contents.set(table.id, opened);
      return opened;
    },
  };
};

/** Names an item among those of all tables. */
export const nameOfPlace = (table: Table, { hash, sort }: ItemPlace): string =>
  `${table.id} ${Buffer.from(hash).toString('base64')} ${Buffer.from(sort).toString('base64')}`;
