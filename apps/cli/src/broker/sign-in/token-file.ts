import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, messageOf } from '../../errors.ts';
import { isRecord, own } from '../../json.ts';
import type { Terminal } from '../../terminal.ts';
import { configFolder, makePrivateFolder } from './config-folder.ts';
import type { Configuration } from './configuration.ts';
import { textIn, type Tokens } from './oauth.ts';
import { writePrivately } from './private-file.ts';

/** A person's sign-in to one broker, as it is kept. */
export interface SignIn {
  readonly broker: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string | undefined;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The place of the sign-in to a broker: one file that only its owner reads. */
export interface TokenFile {
  readonly path: string;
  readonly lock: string;
  /** Undefined where nobody is signed in. @throws Failure where others can read the file, or it is unreadable */
  read(): SignIn | undefined;
  write(signIn: SignIn): void;
  remove(): void;
}

const FOLDER = 'sign-ins';
const DIGEST = 8;

const nameOf = (broker: string): string => {
  const host = broker.replace(/^https?:\/\//, '').replaceAll(/[^a-zA-Z0-9.-]/g, '-');
  // The name is for people; the digest tells apart what it does not.
  return `${host}-${createHash('sha256').update(broker).digest('hex').slice(0, DIGEST)}.json`;
};

const OTHERS = 0o077;

/** Whether somebody else may read or write it; Windows has no such bits. */
export const isOpenToOthers = (path: string): boolean =>
  process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0;

const signInIn = (text: string): SignIn | undefined => {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) return undefined;
  const word = (name: string): string | undefined => textIn(value, name);
  const [broker, issuer, clientId, tokenEndpoint, accessToken, expiresAt] = [
    word('broker'),
    word('issuer'),
    word('clientId'),
    word('tokenEndpoint'),
    word('accessToken'),
    own(value, 'expiresAt'),
  ];
  if (
    broker === undefined ||
    issuer === undefined ||
    clientId === undefined ||
    tokenEndpoint === undefined ||
    accessToken === undefined ||
    typeof expiresAt !== 'number'
  )
    return undefined;
  return {
    broker,
    issuer,
    clientId,
    tokenEndpoint,
    accessToken,
    expiresAt,
    refreshToken: word('refreshToken'),
    revocationEndpoint: word('revocationEndpoint'),
  };
};

const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Failure(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};

export const tokenFile = (broker: string, terminal: Terminal): TokenFile => {
  const folder = join(configFolder(terminal), FOLDER);
  const path = join(folder, nameOf(broker));
  return {
    path,
    lock: `${path}.lock`,
    read: () => {
      const text = contentOf(path);
      if (text === undefined) return undefined;
      if (isOpenToOthers(path))
        throw new Failure(`others can read ${path}: sign out and in again, or "chmod 600" it`);
      let found: SignIn | undefined;
      try {
        found = signInIn(text);
      } catch {
        // What the parser says would quote the file.
        found = undefined;
      }
      if (found?.broker !== broker)
        throw new Failure(`${path} does not hold a sign-in to ${broker}: delete it and sign in`);
      return found;
    },
    write: (signIn) => {
      makePrivateFolder(folder);
      writePrivately(path, `${JSON.stringify(signIn, undefined, 2)}\n`);
    },
    remove: () => rmSync(path, { force: true }),
  };
};

/** The sign-in that new tokens make. */
export const signInOf = (
  broker: string,
  { issuer, clientId, tokenEndpoint }: Configuration,
  { accessToken, refreshToken, expiresInSeconds }: Tokens,
  more: { readonly revocationEndpoint: string | undefined; readonly now: Date },
): SignIn => ({
  broker,
  issuer,
  clientId,
  tokenEndpoint,
  revocationEndpoint: more.revocationEndpoint,
  accessToken,
  refreshToken,
  expiresAt: more.now.getTime() + expiresInSeconds * 1000,
});
