import { DatabaseSync } from 'node:sqlite';
import {
  leafHash,
  parseEntryHead,
  parseFrontier,
  rootOf,
  sameHash,
  type StoredHead,
} from '@gatehouse/merkle-log';
import { Failure, messageOf } from '../../errors.ts';
import { isRecord, own } from '../../json.ts';

/** One entry, and whether what the database keeps beside it fits it. */
export interface StoredEntry {
  readonly leaf: string;
  readonly rowAgrees: boolean;
}

/** The audit log in a server's database, read only; the server may be running. */
export interface LogDatabase {
  readonly head: StoredHead;
  entries(): Generator<StoredEntry>;
  close(): void;
}

interface LeafRow {
  readonly sequence: number;
  readonly leaf: string;
  readonly hash: Uint8Array;
  readonly at: number;
  readonly type: string;
  readonly actor: string;
  readonly request_id: string | null;
}

const ROWS_AT_ONCE = 500;
const SELECT = `SELECT sequence, leaf, hash, at, type, actor, request_id FROM broker_audit_leaf
  WHERE sequence > ? ORDER BY sequence LIMIT ${ROWS_AT_ONCE}`;

const membersOf = (leaf: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(leaf);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
};

/** The columns are what readers find an entry by: they must say what it says. */
const rowAgrees = (row: LeafRow): boolean => {
  const members = membersOf(row.leaf);
  return (
    sameHash(row.hash, leafHash(row.leaf)) &&
    parseEntryHead(row.leaf)?.sequence === row.sequence &&
    own(members, 'at') === row.at &&
    own(members, 'type') === row.type &&
    own(members, 'actor') === row.actor &&
    (own(members, 'requestId') ?? null) === row.request_id
  );
};

const NO_ROOT = new Uint8Array(32);

/** A head that was removed or damaged fits no entries; the first bad one of them is looked for all the same. */
const headOf = (database: DatabaseSync): StoredHead => {
  // As text: a number of any size can have been written there.
  const row = database
    .prepare(
      'SELECT CAST(size AS TEXT) AS size, CAST(peaks AS TEXT) AS peaks FROM broker_audit_head WHERE id = 1',
    )
    .get() as { readonly size: string | null; readonly peaks: string | null } | undefined;
  const claimed = Number(row?.size ?? Number.NaN);
  const size = Number.isSafeInteger(claimed) && claimed >= 0 ? claimed : 0;
  const frontier = parseFrontier(size, row?.peaks ?? '');
  return { size, root: frontier === undefined ? NO_ROOT : rootOf(frontier) };
};

/** Rows of the log as it was; those of a later one do not count, but those behind a head that has not moved do. */
function* rowsOf(database: DatabaseSync, head: StoredHead): Generator<StoredEntry> {
  // Each batch is a statement of its own, so that a running server is not kept from tidying up.
  const select = database.prepare(SELECT);
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    // The columns are those of the statement.
    const rows = select.all(after) as unknown as readonly LeafRow[];
    for (const row of rows) {
      if (row.sequence >= head.size && headOf(database).size > row.sequence) return;
      yield { leaf: row.leaf, rowAgrees: rowAgrees(row) };
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.sequence;
  }
}

/** @throws Failure where it cannot be read, or has no audit log */
export const openLogDatabase = (file: string): LogDatabase => {
  let database: DatabaseSync | undefined;
  const failure = (error: unknown): Failure =>
    new Failure(`the audit log in ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    const open = database;
    const head = headOf(open);
    return {
      head,
      entries: function* entries() {
        try {
          yield* rowsOf(open, head);
        } catch (error) {
          throw failure(error);
        }
      },
      close: () => open.close(),
    };
  } catch (error) {
    database?.close();
    throw failure(error);
  }
};
