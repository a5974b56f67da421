import { createHash } from 'node:crypto';
import { canonicalJson } from '@gatehouse/core';
import { LONGEST_LEAF } from '@gatehouse/merkle-log';
import type { AuditLeaf, RequestId } from '../model/index.ts';

/** An entry as readers get it. */
export interface StoredLeaf {
  /** Its place in the log, from 0. */
  readonly sequence: number;
  readonly at: Date;
  readonly type: string;
  readonly actor: string;
  readonly requestId: RequestId | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  /** The entry as it is hashed and exported. */
  readonly text: string;
}

const DEEPEST = 12;
const LONGEST_WORD = 200;
const REMOVED = '[removed]';
// Whole names, letters only: `accessKeyId` is not a secret, `secretAccessKey` is.
const SECRET_NAMES = new Set([
  'accesstoken',
  'authorization',
  'clientsecret',
  'cookie',
  'credentials',
  'idtoken',
  'password',
  'privatekey',
  'refreshtoken',
  'secret',
  'secretaccesskey',
  'sessiontoken',
  'signintoken',
  'token',
]);
// A JSON web token: header and payload are JSON objects in base64url.
const WEB_TOKEN = /\beyJ[\w-]{8,400}\.eyJ[\w.-]+/g;
const SIGN_IN_TOKEN = /([?&]SigninToken=)[^&\s]+/gi;

/**
 * The text of an entry. People write into it what they like, and nobody can clean the log afterwards: tokens and members
 * named like secrets are left out, and of more than 64 KiB the largest members are represented by their digests. Throws
 * where the caller is wrong: no time, no type, a Map.
 */
export const leafText = (leaf: AuditLeaf, sequence: number): string => {
  const { type, actor, requestId } = leaf;
  for (const word of [type, actor, requestId ?? 'none']) requireWord(type, word);
  const at = leaf.at.getTime();
  if (!Number.isSafeInteger(at)) throw new Error(`audit leaf "${type}" has no time`);
  const head = { sequence, at, type, actor, requestId };
  const members = Object.entries(cleanedMembers(leaf.data));
  const textOf = (): string => canonicalJson({ ...head, data: Object.fromEntries(members) });
  // One at a time and the largest first, so that long words about a deed do not take the deed out of the log.
  while (Buffer.byteLength(textOf()) > LONGEST_LEAF) {
    const index = largest(members);
    const member = members[index];
    if (member === undefined)
      return canonicalJson({ ...head, data: { omitted: digestOf(Object.fromEntries(members)) } });
    members[index] = [member[0], { omitted: digestOf(member[1]) }];
  }
  return textOf();
};

const SHORTEST_OMITTED = 256;

/** Where the largest member stands; -1 where none is worth a digest. */
const largest = (members: readonly (readonly [string, unknown])[]): number => {
  const sizes = members.map(([, value]) => sizeOf(value));
  const most = Math.max(...sizes);
  return most > SHORTEST_OMITTED ? sizes.indexOf(most) : -1;
};

const sizeOf = (value: unknown): number =>
  value === undefined ? 0 : Buffer.byteLength(canonicalJson(value));

const digestOf = (value: unknown): { readonly bytes: number; readonly sha256: string } => {
  const whole = canonicalJson(value);
  const sha256 = createHash('sha256').update(whole).digest('hex');
  return { bytes: Buffer.byteLength(whole), sha256 };
};

const cleanedMembers = (data: AuditLeaf['data']): Readonly<Record<string, unknown>> => {
  const members = cleaned(data, 'data', 0);
  return isRecord(members) ? members : {};
};

const requireWord = (type: string, value: string): void => {
  if (value === '' || value.length > LONGEST_WORD) {
    throw new Error(
      `audit leaf "${type.slice(0, 50)}": a name has 1 to ${LONGEST_WORD} characters`,
    );
  }
};

const cleaned = (value: unknown, path: string, depth: number): unknown => {
  if (depth > DEEPEST) return REMOVED;
  if (typeof value === 'string') {
    return value.replace(WEB_TOKEN, REMOVED).replace(SIGN_IN_TOKEN, `$1${REMOVED}`);
  }
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object') {
    throw new Error(`audit leaf: ${path} is a ${typeof value} that JSON has not`);
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => cleaned(item, `${path}[]`, depth + 1));
  // A Map or a Set would become {} without a word.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new Error(`audit leaf: ${path} is not a plain object`);
  }
  const members = Object.entries(value).map(([name, member]) => [
    name,
    isSecret(name) ? REMOVED : cleaned(member, `${path}.${name}`, depth + 1),
  ]);
  return Object.fromEntries(members);
};

const isSecret = (name: string): boolean =>
  SECRET_NAMES.has(name.toLowerCase().replaceAll(/[^a-z]/g, ''));

/** Throws where the text is no entry: somebody has written into the table. */
export const parseLeaf = (text: string): StoredLeaf => {
  const value: unknown = JSON.parse(text);
  if (value !== null && typeof value === 'object') {
    const { sequence, at, type, actor, requestId, data } = value as Record<string, unknown>;
    if (
      typeof sequence === 'number' &&
      typeof at === 'number' &&
      typeof type === 'string' &&
      typeof actor === 'string' &&
      (requestId === undefined || typeof requestId === 'string') &&
      isRecord(data)
    ) {
      return { sequence, at: new Date(at), type, actor, requestId, data, text };
    }
  }
  throw new Error('a row of the audit log does not hold an entry');
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
