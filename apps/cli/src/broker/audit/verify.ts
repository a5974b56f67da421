import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Evidence,
  type Fault,
  LogVerifier,
  type LogVerdict,
  LONGEST_LEAF,
  splitNotes,
  type StoredHead,
} from '@gatehouse/merkle-log';
import { type Arguments, type Command, type ExitCode, NO, YES } from '../../command.ts';
import { Failure, messageOf, UsageError } from '../../errors.ts';
import { readText } from '../../files.ts';
import { dataFolder } from '../../place.ts';
import { printable, styled, type Terminal } from '../../terminal.ts';
import { counted } from '../../words.ts';
import { openLogDatabase, type StoredEntry } from './database.ts';
import { linesOf } from './lines.ts';

const LONGEST_HASH_LINE = 128;
const PROGRESS_ENTRIES = 20_000;

/** Where the evidence and the entries are. */
interface Files {
  readonly checkpoints: string;
  readonly key: string;
  readonly hashes: string | undefined;
  /** An export; undefined: `database`. */
  readonly log: string | undefined;
  readonly database: string | undefined;
}

const filesOf = (given: Arguments, terminal: Terminal): Files => {
  const path = (name: string): string | undefined => {
    const text = given.one(name);
    return text === undefined ? undefined : resolve(terminal.folder, text);
  };
  if (given.positionals.length > 0) throw new UsageError('name the files by options');
  const [log, checkpoints, key, hashes] = ['log', 'checkpoints', 'key', 'hashes'].map(path);
  if (log !== undefined && checkpoints !== undefined && key !== undefined)
    return { checkpoints, key, hashes, log, database: undefined };
  const isAlone = [log, checkpoints, key, hashes].every((one) => one === undefined);
  if (given.one('data') === undefined && !isAlone)
    throw new UsageError('--log, --checkpoints and --key go together; or name a --data folder');
  const data = dataFolder(given.one('data'), terminal);
  const list = join(data, 'audit', 'leaf-hashes');
  return {
    checkpoints: checkpoints ?? join(data, 'audit', 'checkpoints'),
    key: key ?? join(data, 'audit', 'checkpoint-key.pub'),
    hashes: hashes ?? (existsSync(list) ? list : undefined),
    log,
    database: log === undefined ? join(data, 'gatehouse.db') : undefined,
  };
};

/**
 * What was anchored, as far as it is there now. Read before the entries: a server that runs appends to the log first, then
 * to the hashes, then to the checkpoints.
 */
const evidenceOf = async (files: Files, terminal: Terminal): Promise<Evidence> => {
  const publicKey = await readText(files.key, terminal);
  const text = await readText(files.checkpoints, terminal);
  const { notes, length } = splitNotes(text);
  if (text.slice(length).trim() !== '')
    terminal.err('The last checkpoint in the file is unfinished; it is left out.\n');
  const { hashes } = files;
  return {
    checkpoints: notes,
    publicKey,
    hashLines:
      hashes === undefined
        ? undefined
        : linesOf(hashes, { longest: LONGEST_HASH_LINE, size: sizeOf(hashes) }),
  };
};

const sizeOf = (file: string): number => {
  try {
    return statSync(file).size;
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};

const newVerifier = (evidence: Evidence, key: string): LogVerifier => {
  try {
    return new LogVerifier(evidence);
  } catch (error) {
    throw new Failure(`${key} holds no public key: ${messageOf(error)}`, { cause: error });
  }
};

async function* exported(file: string): AsyncGenerator<StoredEntry | { readonly leaf: string }> {
  for await (const leaf of linesOf(file, { longest: LONGEST_LEAF, size: sizeOf(file) }))
    yield { leaf };
}

const readEntries = async (
  entries: AsyncIterable<{ readonly leaf: string; readonly rowAgrees?: boolean }>,
  verifier: LogVerifier,
  terminal: Terminal,
): Promise<void> => {
  let count = 0;
  for await (const { leaf, rowAgrees } of entries) {
    await verifier.add(leaf, rowAgrees);
    count += 1;
    if (terminal.interactive && count % PROGRESS_ENTRIES === 0)
      terminal.err(`${count} entries ...\n`);
  }
};

async function* stored(entries: Iterable<StoredEntry>): AsyncGenerator<StoredEntry> {
  yield* entries;
}

const verify = async (files: Files, terminal: Terminal): Promise<LogVerdict> => {
  const verifier = newVerifier(await evidenceOf(files, terminal), files.key);
  if (files.log !== undefined) {
    await readEntries(exported(files.log), verifier, terminal);
    return verifier.finish();
  }
  const database = openLogDatabase(files.database ?? '');
  try {
    await readEntries(stored(database.entries()), verifier, terminal);
    const head: StoredHead = database.head;
    return await verifier.finish(head);
  } finally {
    database.close();
  }
};

/** Entries of which nothing vouches for a single one prove nothing: whoever takes all checkpoints away must not pass. */
const isUnanchored = ({ intact, size, anchored }: LogVerdict): boolean =>
  intact && size > 0 && anchored === 0;

const faultText = ({ reason, sequence, message }: Fault, terminal: Terminal): string => {
  const where = sequence === undefined ? 'the log' : `entry ${sequence}`;
  return `${styled(terminal, 'red', 'BAD')} ${where}: ${reason}. ${printable(message)}\n`;
};

const text = (verdict: LogVerdict, terminal: Terminal): string => {
  const { intact, faults, size, anchored, checkpoints } = verdict;
  const read = `${counted(size, 'entry', 'entries')} read, ${anchored} of them vouched for by ${counted(checkpoints, 'checkpoint', 'checkpoints')}`;
  if (isUnanchored(verdict))
    return `${styled(terminal, 'red', 'BAD')} the log: not-anchored. No checkpoint vouches for any entry.\n${read}\n`;
  if (!intact) return `${faults.map((fault) => faultText(fault, terminal)).join('')}${read}\n`;
  const later =
    size > anchored
      ? `; ${counted(size - anchored, 'entry is', 'entries are')} not signed yet`
      : '';
  return `${styled(terminal, 'green', 'INTACT')} ${read}${later}\n`;
};

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const verdict = await verify(filesOf(given, terminal), terminal);
  const intact = verdict.intact && !isUnanchored(verdict);
  terminal.out(
    given.flag('json') ? `${JSON.stringify({ ...verdict, intact })}\n` : text(verdict, terminal),
  );
  return intact ? YES : NO;
};

export const auditVerify: Command = {
  name: 'audit verify',
  summary: 'Is the audit log what was signed? Offline; names the first bad entry',
  usage: '[--data DIR] [--log FILE --checkpoints FILE --key FILE] [options]',
  options: {
    log: { value: 'FILE', help: 'entries, as "audit log" writes them' },
    checkpoints: { value: 'FILE', help: 'signed checkpoints; default: <data>/audit/checkpoints' },
    key: { value: 'FILE', help: 'public key; default: <data>/audit/checkpoint-key.pub' },
    hashes: { value: 'FILE', help: 'hashes of the entries; default: <data>/audit/leaf-hashes' },
    data: { value: 'DIR', help: "the server's data folder; without --log its database is read" },
  },
  details: `
Speaks to nobody. The server may be running. Without the hashes a fault can be a range of entries. docs/audit-log.md
explains the reasons. Exit code 1 on any fault, and when no checkpoint vouches for anything.`,
  run,
};
