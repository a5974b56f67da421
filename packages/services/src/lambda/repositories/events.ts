import type { Tx } from '@gatehouse/store';
import type { KeptEvent } from '../model.ts';

interface EventRow {
  readonly id: string;
  readonly function_id: string;
  readonly qualifier: string | null;
  readonly arn: string;
  readonly payload: Uint8Array;
  readonly accepted_at: number;
  readonly due_at: number;
  readonly runs: number;
  readonly delays: number;
  readonly outcome: Uint8Array | null;
}

const toEvent = (row: EventRow): KeptEvent => ({
  id: row.id,
  functionId: row.function_id,
  qualifier: row.qualifier ?? undefined,
  arn: row.arn,
  payload: row.payload,
  acceptedAt: new Date(row.accepted_at),
  runs: row.runs,
  delays: row.delays,
  outcome: row.outcome ?? undefined,
});

/** Asynchronous invocations. Whoever takes one moves its due time past the end of its run: if he falls, it is due again then. */
export const events = {
  async insert(tx: Tx, event: KeptEvent, dueAt: Date): Promise<void> {
    await tx.run(
      `INSERT INTO lambda_event (id, function_id, qualifier, arn, payload, accepted_at, due_at, runs, delays, taken)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0)`,
      [
        event.id,
        event.functionId,
        event.qualifier ?? null,
        event.arn,
        event.payload,
        event.acceptedAt.getTime(),
        dueAt.getTime(),
      ],
    );
  },

  /** Due ones, the longest first, without those of `except`. */
  async due(
    tx: Tx,
    now: Date,
    limit: number,
    except: readonly string[],
  ): Promise<readonly { readonly id: string; readonly dueAt: number }[]> {
    const others =
      except.length === 0 ? '' : ` AND id NOT IN (${except.map(() => '?').join(', ')})`;
    const rows = await tx.all<{ id: string; due_at: number }>(
      `SELECT id, due_at FROM lambda_event WHERE due_at <= ?${others} ORDER BY due_at, id LIMIT ?`,
      [now.getTime(), ...except, limit],
    );
    return rows.map(({ id, due_at }) => ({ id, dueAt: due_at }));
  },

  /** The event, unless somebody else has taken it since `dueAt` was read. */
  async take(tx: Tx, id: string, dueAt: number, until: Date): Promise<KeptEvent | undefined> {
    const { changes } = await tx.run(
      'UPDATE lambda_event SET due_at = ?, taken = 1 WHERE id = ? AND due_at = ?',
      [until.getTime(), id, dueAt],
    );
    if (changes === 0) return undefined;
    const row = await tx.get<EventRow>('SELECT * FROM lambda_event WHERE id = ?', [id]);
    return row === undefined ? undefined : toEvent(row);
  },

  async again(tx: Tx, event: KeptEvent, dueAt: Date): Promise<void> {
    await tx.run(
      'UPDATE lambda_event SET due_at = ?, runs = ?, delays = ?, outcome = ?, taken = 0 WHERE id = ?',
      [dueAt.getTime(), event.runs, event.delays, event.outcome ?? null, event.id],
    );
  },

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM lambda_event WHERE id = ?', [id]);
  },

  /** After a fall of the only node: what it had taken is nobody's. */
  async release(tx: Tx, now: Date): Promise<void> {
    await tx.run('UPDATE lambda_event SET due_at = ?, taken = 0 WHERE taken = 1', [now.getTime()]);
  },
};
