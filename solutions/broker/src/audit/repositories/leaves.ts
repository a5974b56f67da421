import type { CompletedSubtree, Frontier, Hash, Subtree } from '@gatehouse/merkle-log';
import { formatPeaks, parseFrontier } from '@gatehouse/merkle-log';
import type { SqlValue, Store, Tx } from '@gatehouse/store';
import type { AuditLeaf } from '../../model/index.ts';

export interface Head {
  readonly frontier: Frontier;
  readonly checkpointPlanned: boolean;
}

export interface LeafRow {
  readonly sequence: number;
  readonly leaf: string;
  readonly hash: Uint8Array;
  readonly at: number;
  readonly type: string;
  readonly actor: string;
  readonly request_id: string | null;
}

export interface LeafQuery {
  /** Entries behind this one in the direction of reading. */
  readonly after?: number | undefined;
  readonly limit: number;
  readonly requestId?: string | undefined;
  /** At most 50. */
  readonly types?: readonly string[] | undefined;
  readonly newestFirst?: boolean | undefined;
}

interface HeadRow {
  readonly size: number;
  readonly peaks: string;
  readonly checkpoint_planned: number;
}

const HEAD = 'SELECT size, peaks, checkpoint_planned FROM broker_audit_head WHERE id = 1';

/** `lock`: nobody else appends until this transaction has ended. */
export const readHead = async (tx: Tx, lock: Store['dialect'] | 'none' = 'none'): Promise<Head> => {
  const row = await tx.get<HeadRow>(lock === 'postgres' ? `${HEAD} FOR UPDATE` : HEAD);
  const frontier = row && parseFrontier(row.size, row.peaks);
  if (row === undefined || frontier === undefined) {
    throw new Error('the head of the audit log is missing or damaged');
  }
  return { frontier, checkpointPlanned: row.checkpoint_planned === 1 };
};

export const advanceHead = async (tx: Tx, from: Head, to: Frontier): Promise<void> => {
  const { changes } = await tx.run(
    `UPDATE broker_audit_head SET size = ?, peaks = ?, checkpoint_planned = 1
     WHERE id = 1 AND size = ?`,
    [to.size, formatPeaks(to.peaks), from.frontier.size],
  );
  if (changes !== 1) throw new Error('the audit log grew while an entry was appended');
};

export const setCheckpointPlanned = (tx: Tx, planned: boolean): Promise<unknown> =>
  tx.run('UPDATE broker_audit_head SET checkpoint_planned = ? WHERE id = 1', [planned ? 1 : 0]);

export const insertLeaf = async (
  tx: Tx,
  leaf: AuditLeaf,
  stored: { readonly sequence: number; readonly text: string; readonly hash: Hash },
): Promise<void> => {
  await tx.run(
    `INSERT INTO broker_audit_leaf (sequence, leaf, hash, at, type, actor, request_id)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      stored.sequence,
      stored.text,
      stored.hash,
      leaf.at.getTime(),
      leaf.type,
      leaf.actor,
      leaf.requestId ?? null,
    ],
  );
};

export const insertSubtree = async (tx: Tx, subtree: CompletedSubtree): Promise<void> => {
  await tx.run('INSERT INTO broker_audit_subtree (level, position, hash) VALUES (?, ?, ?)', [
    subtree.level,
    subtree.index,
    subtree.hash,
  ]);
};

/** The hashes of neighbouring subtrees of one stored level (0: entries), from `subtree` on; fewer where they do not exist. */
export const readHashes = async (tx: Tx, subtree: Subtree, count: number): Promise<Hash[]> => {
  const { level, index } = subtree;
  const rows =
    level === 0
      ? await tx.all<{ hash: Uint8Array }>(
          'SELECT hash FROM broker_audit_leaf WHERE sequence >= ? AND sequence < ? ORDER BY sequence',
          [index, index + count],
        )
      : await tx.all<{ hash: Uint8Array }>(
          `SELECT hash FROM broker_audit_subtree WHERE level = ? AND position >= ? AND position < ?
           ORDER BY position`,
          [level, index, index + count],
        );
  return rows.map(({ hash }) => hash);
};

export const readSubtrees = (
  tx: Tx,
  after: Subtree,
  limit: number,
): Promise<readonly { level: number; position: number; hash: Uint8Array }[]> =>
  tx.all(
    `SELECT level, position, hash FROM broker_audit_subtree
     WHERE level > ? OR (level = ? AND position > ?) ORDER BY level, position LIMIT ?`,
    [after.level, after.level, after.index, limit],
  );

/** Whole rows in the order of their sequence, for whoever checks or exports them. */
export const readRows = (tx: Tx, after: number, limit: number): Promise<readonly LeafRow[]> =>
  tx.all<LeafRow>(
    `SELECT sequence, leaf, hash, at, type, actor, request_id FROM broker_audit_leaf
     WHERE sequence > ? ORDER BY sequence LIMIT ?`,
    [after, limit],
  );

/** Size of the head and the greatest sequence, as of one moment. */
export const readExtent = async (
  tx: Tx,
): Promise<{ readonly size: number; readonly last: number }> => {
  const row = await tx.get<{ size: number; last: number | null }>(
    `SELECT size, (SELECT max(sequence) FROM broker_audit_leaf) AS last
     FROM broker_audit_head WHERE id = 1`,
  );
  return { size: row?.size ?? 0, last: row?.last ?? -1 };
};

export const findLeaves = async (tx: Tx, query: LeafQuery): Promise<readonly string[]> => {
  const where: string[] = [];
  const parameters: SqlValue[] = [];
  const need = (condition: string, ...values: readonly SqlValue[]): void => {
    where.push(condition);
    parameters.push(...values);
  };
  const newest = query.newestFirst === true;
  if (query.after !== undefined) need(newest ? 'sequence < ?' : 'sequence > ?', query.after);
  if (query.requestId !== undefined) need('request_id = ?', query.requestId);
  if (query.types !== undefined) {
    need(`type IN (${query.types.map(() => '?').join(', ')})`, ...query.types);
  }
  const condition = where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`;
  const rows = await tx.all<{ leaf: string }>(
    `SELECT leaf FROM broker_audit_leaf${condition} ORDER BY sequence ${newest ? 'DESC' : 'ASC'} LIMIT ?`,
    [...parameters, query.limit],
  );
  return rows.map(({ leaf }) => leaf);
};
