import { existsSync } from 'node:fs';
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

/** SQLite keeps whatever was written, of whatever type: who tampers with it is not bound to the columns' types. */
interface LeafRow {
  readonly sequence: unknown;
  readonly leaf: unknown;
  readonly hash: unknown;
  readonly at: unknown;
  readonly type: unknown;
  readonly actor: unknown;
  readonly request_id: unknown;
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

const numberOf = (value: unknown): number =>
  typeof value === 'bigint' ? Number(value) : Number.NaN;

/** The columns are what readers find an entry by: they must say what it says. */
const rowAgrees = (row: LeafRow, leaf: string): boolean => {
  const members = membersOf(leaf);
  return (
    row.hash instanceof Uint8Array &&
    sameHash(row.hash, leafHash(leaf)) &&
    parseEntryHead(leaf)?.sequence === numberOf(row.sequence) &&
    own(members, 'at') === numberOf(row.at) &&
    own(members, 'type') === row.type &&
    own(members, 'actor') === row.actor &&
    (own(members, 'requestId') ?? null) === row.request_id
  );
};

const entryOf = (row: LeafRow): StoredEntry =>
  typeof row.leaf === 'string'
    ? { leaf: row.leaf, rowAgrees: rowAgrees(row, row.leaf) }
    : { leaf: '', rowAgrees: false };

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
  select.setReadBigInts(true);
  let after: unknown = BigInt(Number.MIN_SAFE_INTEGER);
  while (typeof after === 'bigint') {
    // The columns are those of the statement.
    const rows = select.all(after) as unknown as readonly LeafRow[];
    for (const row of rows) {
      const sequence = numberOf(row.sequence);
      if (sequence >= head.size && headOf(database).size > sequence) return;
      yield entryOf(row);
    }
    after = rows.at(-1)?.sequence;
  }
}

/** @throws Failure where it cannot be read, or has no audit log */
export const openLogDatabase = (file: string): LogDatabase => {
  if (!existsSync(file))
    throw new Failure(`there is no database ${file}: give the entries with --log`);
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
