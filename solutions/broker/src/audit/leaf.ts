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
 * named like secrets are left out, and data of more than 64 KiB is represented by its digest. Throws where the caller is
 * wrong: no time, no type, a Map.
 */
export const leafText = (leaf: AuditLeaf, sequence: number): string => {
  const { type, actor, requestId } = leaf;
  for (const word of [type, actor, requestId ?? 'none']) requireWord(type, word);
  const at = leaf.at.getTime();
  if (!Number.isSafeInteger(at)) throw new Error(`audit leaf "${type}" has no time`);
  const head = { sequence, at, type, actor, requestId };
  const data = cleaned(leaf.data, 'data', 0);
  const text = canonicalJson({ ...head, data });
  if (Buffer.byteLength(text) <= LONGEST_LEAF) return text;
  const whole = canonicalJson(data);
  const sha256 = createHash('sha256').update(whole).digest('hex');
  return canonicalJson({ ...head, data: { omitted: { bytes: Buffer.byteLength(whole), sha256 } } });
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
