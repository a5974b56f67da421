import type { GrantOperation } from '@aws-sdk/client-kms';
import type { Tx } from '@gatehouse/store';
import type { Grant, GrantConstraints, GrantPrincipal, KeyRef } from '../model.ts';
import { granteeKey } from './digests.ts';

interface GrantRow {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly key_id: string;
  readonly grantee: string;
  readonly grantee_given: string;
  readonly retiring: string | null;
  readonly retiring_given: string | null;
  readonly issuing_account: string;
  readonly name: string | null;
  readonly document: string;
  readonly parent: string | null;
  readonly created_at: number | bigint;
}

interface GrantDocument {
  readonly operations: readonly GrantOperation[];
  readonly constraints: GrantConstraints;
}

/** What a grant is found by. */
export interface GrantDigests {
  readonly permits: string;
  readonly describes: string | undefined;
  readonly named: string | undefined;
}

/** Where a page of a list begins: after this grant. */
export interface ListPosition {
  readonly grantee: string;
  readonly id: string;
}

const COLUMNS =
  'id, account, region, key_id, grantee, grantee_given, retiring, retiring_given, issuing_account, name, document, parent, created_at';
const OF_KEY = 'account = ? AND region = ? AND key_id = ?';

const keyOf = ({ account, region, id }: KeyRef): [string, string, string] => [account, region, id];

const toPrincipal = (key: string, given: string): GrantPrincipal => {
  const at = key.indexOf(':');
  // Written by `granteeKey`, so what stands before the colon is a kind.
  const kind = key.slice(0, at) as GrantPrincipal['kind'];
  return { kind, id: key.slice(at + 1), given };
};

const toGrant = (row: GrantRow): Grant => {
  const { operations, constraints } = JSON.parse(row.document) as GrantDocument;
  return {
    key: { account: row.account, region: row.region, id: row.key_id },
    id: row.id,
    name: row.name ?? undefined,
    createdAt: new Date(Number(row.created_at)),
    grantee: toPrincipal(row.grantee, row.grantee_given),
    retiring:
      row.retiring === null ? undefined : toPrincipal(row.retiring, row.retiring_given ?? ''),
    issuingAccount: row.issuing_account,
    operations,
    constraints,
    parent: row.parent ?? undefined,
  };
};

const documentOf = ({ operations, constraints }: Grant): string => {
  const document: GrantDocument = { operations, constraints };
  return JSON.stringify(document);
};

const placeholders = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

export const grants = {
  /** False: a grant with the same `named` digest is there already. */
  async insert(
    tx: Tx,
    grant: Grant,
    { permits, describes, named }: GrantDigests,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO kms_grant (${COLUMNS}, permits, describes, named)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        grant.id,
        ...keyOf(grant.key),
        granteeKey(grant.grantee),
        grant.grantee.given,
        grant.retiring === undefined ? null : granteeKey(grant.retiring),
        grant.retiring?.given ?? null,
        grant.issuingAccount,
        grant.name ?? null,
        documentOf(grant),
        grant.parent ?? null,
        grant.createdAt.getTime(),
        permits,
        describes ?? null,
        named ?? null,
      ],
    );
    return changes > 0;
  },

  async find(tx: Tx, id: string): Promise<Grant | undefined> {
    const row = await tx.get<GrantRow>(`SELECT ${COLUMNS} FROM kms_grant WHERE id = ?`, [id]);
    return row === undefined ? undefined : toGrant(row);
  },

  async findNamed(tx: Tx, named: string): Promise<Grant | undefined> {
    const row = await tx.get<GrantRow>(`SELECT ${COLUMNS} FROM kms_grant WHERE named = ?`, [named]);
    return row === undefined ? undefined : toGrant(row);
  },

  /** The grant of a grantee that has this name, whatever else it says. */
  async idNamed(tx: Tx, key: KeyRef, grantee: string, name: string): Promise<string | undefined> {
    const row = await tx.get<{ readonly id: string }>(
      `SELECT id FROM kms_grant WHERE ${OF_KEY} AND grantee = ? AND name = ? LIMIT 1`,
      [...keyOf(key), grantee, name],
    );
    return row?.id;
  },

  /** Any grant that has one of these digests. */
  async idByDigest(
    tx: Tx,
    column: 'permits' | 'describes',
    digests: readonly string[],
  ): Promise<string | undefined> {
    const row = await tx.get<{ readonly id: string }>(
      `SELECT id FROM kms_grant WHERE ${column} IN (${placeholders(digests)}) LIMIT 1`,
      digests,
    );
    return row?.id;
  },

  /** False: it was gone already. */
  async remove(tx: Tx, id: string): Promise<boolean> {
    return (await tx.run('DELETE FROM kms_grant WHERE id = ?', [id])).changes > 0;
  },

  async removeAll(tx: Tx, key: KeyRef): Promise<void> {
    await tx.run(`DELETE FROM kms_grant WHERE ${OF_KEY}`, keyOf(key));
  },

  /** How many grants a key has, counted no further than `most`. */
  async count(tx: Tx, key: KeyRef, most: number): Promise<number> {
    const row = await tx.get<{ readonly count: number | bigint }>(
      `SELECT COUNT(*) AS count FROM (SELECT 1 FROM kms_grant WHERE ${OF_KEY} LIMIT ?) AS counted`,
      [...keyOf(key), most],
    );
    return Number(row?.count ?? 0);
  },

  async ofKey(
    tx: Tx,
    key: KeyRef,
    grantee: string | undefined,
    after: ListPosition | undefined,
    limit: number,
  ): Promise<readonly Grant[]> {
    const rows = await tx.all<GrantRow>(
      `SELECT ${COLUMNS} FROM kms_grant
       WHERE ${OF_KEY} ${grantee === undefined ? '' : 'AND grantee = ?'} AND (grantee, id) > (?, ?)
       ORDER BY grantee, id LIMIT ?`,
      [
        ...keyOf(key),
        ...(grantee === undefined ? [] : [grantee]),
        after?.grantee ?? '',
        after?.id ?? '',
        limit,
      ],
    );
    return rows.map(toGrant);
  },

  /** Grants of one Region, whatever account their keys are in. */
  async retirable(
    tx: Tx,
    region: string,
    retiring: string,
    after: string,
    limit: number,
  ): Promise<readonly Grant[]> {
    const rows = await tx.all<GrantRow>(
      `SELECT ${COLUMNS} FROM kms_grant
       WHERE retiring = ? AND region = ? AND id > ? ORDER BY id LIMIT ?`,
      [retiring, region, after, limit],
    );
    return rows.map(toGrant);
  },
};

export const shapes = {
  /** The sets of operations that grants of this shape have had. */
  async masks(tx: Tx, node: string): Promise<readonly number[]> {
    const rows = await tx.all<{ readonly operations: number }>(
      'SELECT operations FROM kms_grant_shape WHERE node = ?',
      [node],
    );
    return rows.map(({ operations }) => operations);
  },

  async add(tx: Tx, node: string, operations: number): Promise<void> {
    await tx.run(
      'INSERT INTO kms_grant_shape (node, operations) VALUES (?, ?) ON CONFLICT DO NOTHING',
      [node, operations],
    );
  },
};
