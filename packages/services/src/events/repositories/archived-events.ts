import type { Vault } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Archive } from '../model.ts';
import { inBatches, insertRows } from './batches.ts';

/** What an archive's events are stored under: one that has the name of a deleted one is another. */
export const archiveKey = ({ arn, createdAt }: Pick<Archive, 'arn' | 'createdAt'>): string =>
  `${arn}#${createdAt.getTime()}`;

export interface NewArchivedEvent {
  readonly archiveKey: string;
  readonly time: Date;
  readonly sizeBytes: number;
  readonly forwarded: boolean;
  readonly text: string;
}

export interface ArchivedEvent {
  readonly id: number;
  readonly time: Date;
  readonly forwarded: boolean;
  readonly text: string;
}

/** Behind which event of an archive. */
export interface ArchivePosition {
  readonly time: number;
  readonly id: number;
}

interface ArchivedRow {
  readonly id: number;
  readonly event_time: number;
  readonly forwarded: number;
  readonly content: Uint8Array;
}

const context = (key: string): string => `events-archived:${key}`;

export const archivedEvents = {
  async insert(tx: Tx, vault: Vault, events: readonly NewArchivedEvent[]): Promise<void> {
    await insertRows(
      tx,
      'events_archived (archive_key, event_time, size_bytes, forwarded, content)',
      events.map(({ archiveKey: key, time, sizeBytes, forwarded, text }) => [
        key,
        time.getTime(),
        sizeBytes,
        forwarded ? 1 : 0,
        vault.seal(Buffer.from(text), context(key)),
      ]),
    );
  },

  /** Events of `from <= time < to` behind a position, in the order of their times. */
  async after(
    tx: Tx,
    vault: Vault,
    key: string,
    range: { readonly position: ArchivePosition; readonly to: number; readonly limit: number },
  ): Promise<readonly ArchivedEvent[]> {
    const { position, to, limit } = range;
    const rows = await tx.all<ArchivedRow>(
      `SELECT id, event_time, forwarded, content FROM events_archived
       WHERE archive_key = ? AND (event_time, id) > (?, ?) AND event_time < ? ORDER BY event_time, id LIMIT ?`,
      [key, position.time, position.id, to, limit],
    );
    return rows.map((row) => {
      const text = vault.open(row.content, context(key));
      if (text === undefined) throw new Error(`archived event ${row.id} cannot be opened`);
      return {
        id: row.id,
        time: new Date(row.event_time),
        forwarded: row.forwarded === 1,
        text: text.toString('utf8'),
      };
    });
  },

  /** Deletes up to `limit` events older than `before`; answers how many, and their bytes. */
  async expire(
    tx: Tx,
    key: string,
    before: number,
    limit: number,
  ): Promise<{ readonly count: number; readonly bytes: number }> {
    const rows = await tx.all<{ readonly id: number; readonly size_bytes: number }>(
      'SELECT id, size_bytes FROM events_archived WHERE archive_key = ? AND event_time < ? ORDER BY event_time, id LIMIT ?',
      [key, before, limit],
    );
    await inBatches(rows, async (some, marks) => {
      await tx.run(
        `DELETE FROM events_archived WHERE id IN (${marks})`,
        some.map(({ id }) => id),
      );
    });
    return { count: rows.length, bytes: rows.reduce((sum, row) => sum + row.size_bytes, 0) };
  },

  async position(tx: Tx, replayArn: string): Promise<ArchivePosition | undefined> {
    const row = await tx.get<{ readonly event_time: number; readonly event_id: number }>(
      'SELECT event_time, event_id FROM events_replay_position WHERE replay_arn = ?',
      [replayArn],
    );
    return row === undefined ? undefined : { time: row.event_time, id: row.event_id };
  },

  async setPosition(tx: Tx, replayArn: string, { time, id }: ArchivePosition): Promise<void> {
    await tx.run(
      `INSERT INTO events_replay_position (replay_arn, event_time, event_id) VALUES (?, ?, ?)
       ON CONFLICT (replay_arn) DO UPDATE SET event_time = excluded.event_time, event_id = excluded.event_id`,
      [replayArn, time, id],
    );
  },

  async forgetPosition(tx: Tx, replayArn: string): Promise<void> {
    await tx.run('DELETE FROM events_replay_position WHERE replay_arn = ?', [replayArn]);
  },
};
