import { createHash } from 'node:crypto';

/** Where the next answer goes on: with what happened until then, without what of that second was told. */
export interface Continuation {
  readonly to: number;
  readonly told: readonly string[];
}

const MOST_TOLD = 500;

const hashOf = (question: unknown): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 16);

const shortOf = (id: string): string =>
  createHash('sha256').update(id).digest('base64url').slice(0, 8);

export const writeContinuation = (question: unknown, { to, told }: Continuation): string =>
  Buffer.from(JSON.stringify([hashOf(question), to, told.slice(-MOST_TOLD).map(shortOf)])).toString(
    'base64url',
  );

/** Undefined: it is not of this question. */
export const readContinuation = (
  question: unknown,
  token: string,
): { readonly to: number; readonly isTold: (id: string) => boolean } | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const [hash, to, told]: readonly unknown[] = value;
  if (hash !== hashOf(question) || typeof to !== 'number' || !Array.isArray(told)) return undefined;
  const known = new Set<unknown>(told);
  return { to, isTold: (id) => known.has(shortOf(id)) };
};
