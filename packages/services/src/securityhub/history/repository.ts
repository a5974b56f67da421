import type { FindingHistoryUpdate } from '@aws-sdk/client-securityhub';
import type { Tx } from '@gatehouse/store';
import { inSlices, marks, valueLists } from '../findings/repositories/slices.ts';
import type { FindingEditor } from '../ports.ts';

/** A change of one finding. */
export interface HistoryEntry {
  readonly number: number;
  readonly at: Date;
  /** The change's place in the order of all. */
  readonly sequence: number;
  readonly by: FindingEditor;
  readonly updates: readonly FindingHistoryUpdate[];
}

interface Row {
  readonly number: number;
  readonly made_at: number;
  readonly sequence: number;
  readonly source: string;
  readonly identity: string;
  readonly updates: string;
}

const toEntry = (row: Row): HistoryEntry => ({
  number: row.number,
  at: new Date(row.made_at),
  sequence: row.sequence,
  by: { type: row.source as FindingEditor['type'], identity: row.identity },
  updates: JSON.parse(row.updates) as readonly FindingHistoryUpdate[],
});

export interface HistoryPage {
  readonly number: number;
  /** Milliseconds since 1970, both ends included. */
  readonly from: number;
  readonly to: number;
  /** Only entries before this one. */
  readonly before: { readonly at: number; readonly sequence: number } | undefined;
  readonly limit: number;
}

export const history = {
  async add(tx: Tx, entries: readonly HistoryEntry[]): Promise<void> {
    for (const slice of inSlices(entries))
      await tx.run(
        `INSERT INTO securityhub_finding_history (number, made_at, sequence, source, identity, updates)
         VALUES ${valueLists(6, slice.length)} ON CONFLICT DO NOTHING`,
        slice.flatMap(({ number, at, sequence, by, updates }) => [
          number,
          at.getTime(),
          sequence,
          by.type,
          by.identity,
          JSON.stringify(updates),
        ]),
      );
  },

  /** Newest first. */
  async page(
    tx: Tx,
    { number, from, to, before, limit }: HistoryPage,
  ): Promise<readonly HistoryEntry[]> {
    const edge = before ?? { at: to, sequence: Number.MAX_SAFE_INTEGER };
    const rows = await tx.all<Row>(
      `SELECT * FROM securityhub_finding_history
       WHERE number = ? AND made_at >= ? AND made_at <= ? AND (made_at, sequence) < (?, ?)
       ORDER BY made_at DESC, sequence DESC LIMIT ?`,
      [number, from, to, edge.at, edge.sequence, limit],
    );
    return rows.map(toEntry);
  },

  async forget(tx: Tx, before: number, limit: number): Promise<number> {
    const { changes } = await tx.run(
      `DELETE FROM securityhub_finding_history WHERE (number, made_at, sequence) IN (
         SELECT number, made_at, sequence FROM securityhub_finding_history WHERE made_at < ?
         ORDER BY made_at LIMIT ?)`,
      [before, limit],
    );
    return changes;
  },

  async remove(tx: Tx, numbers: readonly number[]): Promise<void> {
    for (const slice of inSlices(numbers))
      await tx.run(
        `DELETE FROM securityhub_finding_history WHERE number IN (${marks(slice.length)})`,
        slice,
      );
  },
};
