import { formatHash, type Hash, parseHash } from './hashing.ts';
import { type CheckpointSigner, isKeyName, isSignedBy, type VerifierKey } from './keys.ts';

/** The state of a log at one moment (https://c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

// The note of one key has some 250 characters; the specification wants 16 signatures accepted.
const LONGEST_NOTE = 20_000;
const MOST_SIGNATURES = 16;
const SIZE = /^(?:0|[1-9]\d{0,15})$/;
const SIGNATURE_LINE = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/;

const bodyOf = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${formatHash(root)}\n`;

/** A signed note: the checkpoint, an empty line, one signature line. Ends with a newline. */
export const signCheckpoint = async (
  { size, root }: Pick<Checkpoint, 'size' | 'root'>,
  signer: CheckpointSigner,
): Promise<string> => {
  const body = bodyOf({ origin: signer.name, size, root });
  const id = Buffer.from(signer.verifierKey.split('+')[1] ?? '', 'hex');
  const signature = await signer.sign(Buffer.from(body));
  const line = Buffer.concat([id, signature]).toString('base64');
  return `${body}\n\u2014 ${signer.name} ${line}\n`;
};

export type OpenedCheckpoint =
  | { readonly valid: true; readonly checkpoint: Checkpoint }
  | {
      readonly valid: false;
      readonly because: 'malformed' | 'unknown-key' | 'wrong-signature';
      /** What an unsigned text claims; for messages only. */
      readonly claimed?: Checkpoint | undefined;
    };

/** The checkpoint in a note, if one of `keys` has signed it and no known key's signature is wrong. */
export const openCheckpoint = (note: string, keys: readonly VerifierKey[]): OpenedCheckpoint => {
  const parts = note.length > LONGEST_NOTE ? undefined : splitNote(note);
  const claimed = parts && parseBody(parts.body);
  if (parts === undefined || claimed === undefined) return { valid: false, because: 'malformed' };
  const text = Buffer.from(parts.body);
  let known = 0;
  for (const { name, bytes } of parts.signatures) {
    const key = isSignedBy(keys, name, bytes.subarray(0, 4));
    if (key === undefined) continue;
    if (!key.verifies(text, bytes.subarray(4))) {
      return { valid: false, because: 'wrong-signature', claimed };
    }
    known += 1;
  }
  return known > 0
    ? { valid: true, checkpoint: claimed }
    : { valid: false, because: 'unknown-key', claimed };
};

interface Note {
  readonly body: string;
  readonly signatures: readonly { readonly name: string; readonly bytes: Buffer }[];
}

const splitNote = (note: string): Note | undefined => {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) return undefined;
  const signatures = lines.map((line) => {
    const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
    return { name, bytes: Buffer.from(encoded, 'base64') };
  });
  const complete = signatures.every(({ name, bytes }) => isKeyName(name) && bytes.length > 4);
  return complete ? { body: note.slice(0, end + 1), signatures } : undefined;
};

const parseBody = (body: string): Checkpoint | undefined => {
  const [origin = '', size = '', encoded = '', ...rest] = body.slice(0, -1).split('\n');
  const root = parseHash(encoded);
  // Extension lines are allowed, empty ones are not.
  if (!isKeyName(origin) || !SIZE.test(size) || root === undefined || rest.includes('')) {
    return undefined;
  }
  const count = Number(size);
  return Number.isSafeInteger(count) ? { origin, size: count, root } : undefined;
};
