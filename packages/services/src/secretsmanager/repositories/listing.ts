import type { SqlValue, Tx } from '@gatehouse/store';
import type { Secret } from '../model.ts';
import { type SecretRow, toSecret } from './secrets.ts';

export type SortBy = 'created-date' | 'last-accessed-date' | 'last-changed-date' | 'name';

export interface Order {
  readonly by: SortBy;
  readonly descending: boolean;
}

export interface ListingScope {
  readonly account: string;
  readonly region: string;
  readonly withDeleted: boolean;
}

/** Where a page ended. */
export type ListingPosition = readonly [at: number, name: string];

const COLUMNS: Readonly<Record<SortBy, string>> = {
  'created-date': 'created_at',
  'last-accessed-date': 'accessed_at',
  'last-changed-date': 'changed_at',
  // A constant in the place of a date: names alone are an order.
  name: '0',
};

export const positionOf = (secret: Secret, by: SortBy): ListingPosition => {
  switch (by) {
    case 'created-date':
      return [secret.createdAt, secret.name];
    case 'last-accessed-date':
      return [secret.accessedAt ?? 0, secret.name];
    case 'last-changed-date':
      return [secret.changedAt, secret.name];
    case 'name':
      return [0, secret.name];
    default:
      return by satisfies never;
  }
};

// Beyond every character that a name can have.
const END = '~';

export const listing = {
  /** Secrets after a position, in order. */
  async after(
    tx: Tx,
    { account, region, withDeleted }: ListingScope,
    { by, descending }: Order,
    position: ListingPosition | undefined,
    limit: number,
  ): Promise<readonly Secret[]> {
    const direction = descending ? 'DESC' : 'ASC';
    const sign = descending ? '<' : '>';
    const parameters: SqlValue[] = [account, region];
    const column = COLUMNS[by];
    let where = '';
    if (position !== undefined && by === 'name') {
      where = ` AND name ${sign} ?`;
      parameters.push(position[1]);
    } else if (position !== undefined) {
      where = ` AND (${column}, name) ${sign} (?, ?)`;
      parameters.push(...position);
    }
    const order = by === 'name' ? `name ${direction}` : `${column} ${direction}, name ${direction}`;
    const rows = await tx.all<SecretRow>(
      `SELECT * FROM secretsmanager_secret WHERE account = ? AND region = ?${where}${
        withDeleted ? '' : ' AND deletion_at IS NULL'
      } ORDER BY ${order} LIMIT ?`,
      [...parameters, limit],
    );
    return rows.map(toSecret);
  },

  /** Where the secrets whose names begin so stand in an order. */
  async places(
    tx: Tx,
    { account, region, withDeleted }: ListingScope,
    by: SortBy,
    prefix: string,
    limit: number,
  ): Promise<readonly ListingPosition[]> {
    const rows = await tx.all<{ readonly at: number; readonly name: string }>(
      `SELECT ${COLUMNS[by]} AS at, name FROM secretsmanager_secret
       WHERE account = ? AND region = ? AND name >= ? AND name < ?${
         withDeleted ? '' : ' AND deletion_at IS NULL'
       } ORDER BY name LIMIT ?`,
      [account, region, prefix, `${prefix}${END}`, limit],
    );
    return rows.map(({ at, name }) => [at, name]);
  },

  /** Secrets by their names. */
  async named(
    tx: Tx,
    { account, region }: ListingScope,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, Secret>> {
    if (names.length === 0) return new Map();
    const rows = await tx.all<SecretRow>(
      `SELECT * FROM secretsmanager_secret WHERE account = ? AND region = ? AND name IN (${names.map(() => '?').join(', ')})`,
      [account, region, ...names],
    );
    return new Map(rows.map((row) => [row.name, toSecret(row)]));
  },
};
