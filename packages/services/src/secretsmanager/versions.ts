import type { Call } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import {
  tokenInUse,
  tokenLength,
  tokenMissing,
  tooManyLabels,
  valueMissing,
  valueTooLong,
  valueTwice,
} from './errors.ts';
import { CURRENT, PENDING, PREVIOUS, type Secret } from './model.ts';
import type { SecretsParts } from './parts.ts';
import { prune } from './pruning.ts';
import { labels } from './repositories/labels.ts';
import { versions } from './repositories/versions.ts';
import { currentChanged } from './rotation/current-changed.ts';
import { isSameValue, type PlainValue } from './values.ts';

export const VALUE = {
  SecretString: { maxLength: 65_536, sensitive: true },
  SecretBinary: { maxLength: 65_536, sensitive: true },
} as const;

interface ValueRequest {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
}

/** The value that a request carries; undefined: none. */
export const requestValue = (
  { SecretString, SecretBinary }: ValueRequest,
  mostBytes: number,
): PlainValue | undefined => {
  const hasString = SecretString !== undefined && SecretString !== '';
  const hasBinary = SecretBinary !== undefined && SecretBinary.length > 0;
  if (hasString && hasBinary) throw valueTwice();
  const value: PlainValue | undefined = hasString
    ? { kind: 'string', bytes: Buffer.from(SecretString) }
    : hasBinary
      ? { kind: 'binary', bytes: SecretBinary }
      : undefined;
  if (value !== undefined && value.bytes.length > mostBytes) throw valueTooLong();
  return value;
};

export const requiredValue = (request: ValueRequest, mostBytes: number): PlainValue => {
  const value = requestValue(request, mostBytes);
  if (value === undefined) throw valueMissing();
  return value;
};

const SHORTEST_TOKEN = 32;
const LONGEST_TOKEN = 64;

/** SDKs make one where the caller gives none; it is the id of the version. */
export const requireToken = (token: string | undefined): string => {
  if (token === undefined) throw tokenMissing();
  if (token.length < SHORTEST_TOKEN || token.length > LONGEST_TOKEN) throw tokenLength();
  return token;
};

const moved = async (
  tx: Tx,
  secretId: string,
  held: Map<string, string>,
  label: string,
  to: string | undefined,
): Promise<void> => {
  const from = held.get(label);
  if (from === to) return;
  // Transactions are serializable, so what was read just now is still so.
  if (!(await labels.move(tx, secretId, label, { from, to })))
    throw new Error(`label ${label} of a secret was moved meanwhile`);
  if (to === undefined) held.delete(label);
  else held.set(label, to);
};

/**
 * Puts labels on a version, wherever they were; with AWSCURRENT, AWSPREVIOUS goes to the version that was current.
 * Answers all labels of the secret.
 */
export const placeLabels = async (
  tx: Tx,
  secretId: string,
  versionId: string,
  stages: Iterable<string>,
  mostLabels: number,
): Promise<Map<string, string>> => {
  const held = new Map(await labels.of(tx, secretId));
  const wanted = new Set(stages);
  for (const label of wanted)
    if (label !== CURRENT) await moved(tx, secretId, held, label, versionId);
  const before = held.get(CURRENT);
  if (wanted.has(CURRENT) && before !== versionId) {
    await moved(tx, secretId, held, CURRENT, versionId);
    if (before !== undefined) await moved(tx, secretId, held, PREVIOUS, before);
  }
  if (held.size > mostLabels) throw tooManyLabels();
  return held;
};

export interface WrittenVersion {
  readonly versionId: string;
  /** Labels of the version. */
  readonly stages: readonly string[];
  /** False: the request was made before, and nothing has changed. */
  readonly isNew: boolean;
}

const stagesOf = (held: ReadonlyMap<string, string>, versionId: string): readonly string[] =>
  [...held].filter(([, id]) => id === versionId).map(([label]) => label);

/** The version that a token names already, if it has this very value. */
const repeated = async (
  { values }: SecretsParts,
  call: Call,
  secret: Secret,
  token: string,
  value: PlainValue,
): Promise<WrittenVersion | undefined> => {
  const found = await versions.find(call.tx, secret.id, token);
  if (found?.value === undefined) return undefined;
  const earlier = await values.open(call, secret, token, found.value);
  if (!isSameValue(earlier, value)) throw tokenInUse(token, secret.arn);
  const held = await labels.of(call.tx, secret.id);
  return { versionId: token, stages: stagesOf(held, token), isNew: false };
};

const store = async (
  { values }: SecretsParts,
  call: Call,
  secret: Secret,
  token: string,
  value: PlainValue,
): Promise<void> => {
  const sealed = await values.seal(call, secret, token, value);
  const version = {
    secretId: secret.id,
    versionId: token,
    createdAt: call.now.getTime(),
    accessedAt: undefined,
    value: sealed,
  };
  // A rotation makes its version before it has a value.
  if (await versions.insert(call.tx, version)) return;
  if (!(await versions.fill(call.tx, secret.id, token, sealed)))
    throw tokenInUse(token, secret.arn);
};

/**
 * Writes a value as a version whose id is the token, with labels. A first version is always the current one; a value that
 * becomes current without a rotation ends the one that is under way, so AWSPENDING goes.
 */
export const writeVersion = async (
  parts: SecretsParts,
  call: Call,
  secret: Secret,
  {
    token,
    value,
    stages,
  }: {
    readonly token: string;
    readonly value: PlainValue;
    readonly stages: readonly string[];
  },
): Promise<WrittenVersion> => {
  const earlier = await repeated(parts, call, secret, token, value);
  if (earlier !== undefined) return earlier;
  await store(parts, call, secret, token, value);
  const { tx } = call;
  const isFirst = (await labels.versionOf(tx, secret.id, CURRENT)) === undefined;
  const wanted = isFirst ? [...new Set([...stages, CURRENT])] : [...new Set(stages)];
  const held = await placeLabels(tx, secret.id, token, wanted, parts.limits.labels);
  if (wanted.includes(CURRENT)) {
    const abandons = held.has(PENDING) && held.get(PENDING) !== token;
    if (abandons) await moved(tx, secret.id, held, PENDING, undefined);
    await currentChanged(parts, tx, secret, { versionId: token, isNew: true, abandons });
  }
  await prune(tx, secret.id, parts.limits.versions, call.now);
  // In the order of the request; AWSPREVIOUS cannot stay on what becomes current.
  return {
    versionId: token,
    stages: wanted.filter((label) => held.get(label) === token),
    isNew: true,
  };
};

/** The labels by version, as DescribeSecret shows them. */
export const stagesByVersion = (
  held: ReadonlyMap<string, string>,
): Record<string, string[]> | undefined => {
  if (held.size === 0) return undefined;
  const grouped = new Map<string, string[]>();
  for (const [label, versionId] of held)
    grouped.set(versionId, [...(grouped.get(versionId) ?? []), label]);
  return Object.fromEntries(grouped);
};
