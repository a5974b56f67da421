import type { Tx } from '@gatehouse/store';

export interface Change {
  readonly sequence: number;
  /** Numbers of the findings that are new, other or gone. */
  readonly numbers: readonly number[];
  /** By which the node that made it knows it. */
  readonly token?: string | undefined;
}

interface ChangeRow {
  readonly sequence: number;
  readonly numbers: string;
  readonly token: string | null;
}

interface CounterRow {
  readonly last_number: number;
  readonly last_change: number;
}

/** In what order findings changed. */
export const changes = {
  /**
   * Takes `count` numbers for new findings and the next place in the sequence. Whoever changes findings locks this row
   * first, so places are in the order of commits on both databases.
   */
  async take(
    tx: Tx,
    count: number,
  ): Promise<{ readonly firstNumber: number; readonly sequence: number }> {
    const row = await tx.get<CounterRow>(
      `UPDATE securityhub_finding_counter SET last_number = last_number + ?, last_change = last_change + 1
       WHERE id = 1 RETURNING last_number, last_change`,
      [count],
    );
    if (row === undefined) throw new Error('the counter of findings is missing');
    return { firstNumber: row.last_number - count + 1, sequence: row.last_change };
  },

  async record(tx: Tx, { sequence, numbers, token }: Change, now: Date): Promise<void> {
    await tx.run(
      'INSERT INTO securityhub_finding_change (sequence, numbers, made_at, token) VALUES (?, ?, ?, ?)',
      [sequence, numbers.join(','), now.getTime(), token ?? null],
    );
  },

  async last(tx: Tx): Promise<number> {
    const row = await tx.get<Pick<CounterRow, 'last_change'>>(
      'SELECT last_change FROM securityhub_finding_counter WHERE id = 1',
    );
    return row?.last_change ?? 0;
  },

  async after(tx: Tx, sequence: number, limit: number): Promise<readonly Change[]> {
    const rows = await tx.all<ChangeRow>(
      `SELECT sequence, numbers, token FROM securityhub_finding_change WHERE sequence > ?
       ORDER BY sequence LIMIT ?`,
      [sequence, limit],
    );
    return rows.map((row) => ({
      sequence: row.sequence,
      token: row.token ?? undefined,
      numbers: row.numbers === '' ? [] : row.numbers.split(',').map(Number),
    }));
  },

  /** Nodes that have not asked for so long read everything anew. */
  async forget(tx: Tx, before: number, limit: number): Promise<number> {
    const { changes: count } = await tx.run(
      `DELETE FROM securityhub_finding_change WHERE sequence IN (
         SELECT sequence FROM securityhub_finding_change WHERE made_at < ? ORDER BY sequence LIMIT ?)`,
      [before, limit],
    );
    return count;
  },
};
