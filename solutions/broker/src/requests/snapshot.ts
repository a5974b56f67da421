import type { Store, Tx } from '@gatehouse/store';
import type { AccessRequest, RequestId, Sessions } from '../model/index.ts';
import type { Snapshot } from './invariants.ts';
import { findRequest } from './repositories/requests.ts';

export interface SnapshotParts {
  readonly store: Store;
  readonly sessions: Pick<Sessions, 'ofRequest'>;
  /** The leaves of one request in the order of the log. */
  leavesOf(tx: Tx, requestId: RequestId): Promise<Snapshot['leaves']>;
}

const PAGE = 200;
const MOST_READS = 20;

/** All requests, oldest first, each with what belongs to the same version of it: for `checkInvariants` on live data. */
export async function* readSnapshots(parts: SnapshotParts): AsyncGenerator<Snapshot> {
  let after = { at: -1, id: '' };
  for (;;) {
    const { at, id } = after;
    const rows = await parts.store.read((tx) =>
      tx.all<{ id: string; created_at: number }>(
        `SELECT id, created_at FROM broker_request WHERE (created_at, id) > (?, ?)
         ORDER BY created_at, id LIMIT ?`,
        [at, id, PAGE],
      ),
    );
    for (const row of rows) {
      const snapshot = await parts.store.read((tx) => readSnapshot(parts, tx, row.id));
      if (snapshot !== undefined) yield snapshot;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = { at: last.created_at, id: last.id };
  }
}

/** Read again where the request changed meanwhile: a difference must not look like a broken promise. */
const readSnapshot = async (
  parts: SnapshotParts,
  tx: Tx,
  id: RequestId,
): Promise<Snapshot | undefined> => {
  let request: AccessRequest | undefined = await findRequest(tx, id);
  for (let reads = 0; request !== undefined && reads < MOST_READS; reads += 1) {
    const leaves = await parts.leavesOf(tx, id);
    const sessions = await parts.sessions.ofRequest(tx, id);
    const again = await findRequest(tx, id);
    if (again?.version === request.version) return { request, sessions, leaves };
    request = again;
  }
  return undefined;
};
