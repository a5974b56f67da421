import type { Tx } from '@gatehouse/store';
import type { PersonId, RequestId } from '../../model/index.ts';
import { idempotencyMismatch } from '../errors.ts';
import { IDEMPOTENCY_MILLISECONDS } from '../limits.ts';

/** What a person sent under a key of theirs. */
export interface Keyed {
  readonly person: PersonId;
  readonly key: string;
  /** SHA-256 of the operation and its input. */
  readonly body: Uint8Array;
}

interface Row {
  readonly body: Uint8Array;
  readonly request_id: string;
}

/** The request that the same key and content made in the last 24 hours; other content is refused. */
export const findRepeated = async (
  tx: Tx,
  { person, key, body }: Keyed,
  now: Date,
): Promise<RequestId | undefined> => {
  const row = await tx.get<Row>(
    `SELECT body, request_id FROM broker_idempotency
     WHERE person = ? AND idempotency_key = ? AND expires_at > ?`,
    [person, key, now.getTime()],
  );
  if (row === undefined) return undefined;
  if (!Buffer.from(row.body).equals(body)) throw idempotencyMismatch();
  return row.request_id;
};

/** After `findRepeated` in the same transaction: a row that is there has expired. */
export const remember = async (
  tx: Tx,
  { person, key, body }: Keyed,
  requestId: RequestId,
  now: Date,
): Promise<void> => {
  await tx.run(
    `INSERT INTO broker_idempotency (person, idempotency_key, body, request_id, expires_at)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (person, idempotency_key) DO UPDATE SET
       body = excluded.body, request_id = excluded.request_id, expires_at = excluded.expires_at`,
    [person, key, body, requestId, now.getTime() + IDEMPOTENCY_MILLISECONDS],
  );
};

export const forgetExpired = (tx: Tx, now: Date): Promise<unknown> =>
  tx.run('DELETE FROM broker_idempotency WHERE expires_at <= ?', [now.getTime()]);
