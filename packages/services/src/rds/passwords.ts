import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Vault } from '@gatehouse/service-kit';
import { invalidValue, missing } from './errors.ts';
import type { Resource } from './model.ts';

const LEAST = 8;

/** API_CreateDBInstance, "MasterUserPassword": at most so many characters. */
const MOST: readonly (readonly [engines: RegExp, most: number])[] = [
  [/mysql|mariadb/, 41],
  [/^oracle/, 30],
  [/^aurora-postgresql/, 99],
];
const MOST_OTHERS = 128;

/** A new master user's password, by the rules of its engine; the message never shows it. */
export const checkedPassword = (engine: string, password: string | undefined): string => {
  if (password === undefined || password === '') throw missing('MasterUserPassword');
  const bad = 'The parameter MasterUserPassword is not a valid password';
  if (password.length < LEAST)
    throw invalidValue(`${bad} because it is shorter than ${LEAST} characters.`);
  const most = MOST.find(([engines]) => engines.test(engine))?.[1] ?? MOST_OTHERS;
  if (password.length > most)
    throw invalidValue(`${bad} because it is longer than ${most} characters.`);
  if (!/^[!-~]+$/.test(password) || /[/@"]/.test(password))
    throw invalidValue(
      `${bad}. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`,
    );
  return password;
};

type Owner = Pick<Resource<'db' | 'cluster' | 'snapshot' | 'cluster-snapshot'>, 'account'> & {
  readonly details: { readonly resourceId: string };
};

const context = ({ account, details }: Owner): string => `rds ${account} ${details.resourceId}`;

export const sealPassword = (vault: Vault, owner: Owner, password: string): Uint8Array =>
  vault.seal(Buffer.from(password), context(owner));

/** A snapshot holds the database's users, so what is restored from it has the password that it had. */
export const carryPassword = (
  vault: Vault,
  from: Owner & { readonly secret?: Uint8Array | undefined },
  to: Owner,
): Uint8Array | undefined => {
  if (from.secret === undefined) return undefined;
  const password = vault.open(from.secret, context(from));
  if (password === undefined) throw new Error('a master password was not sealed for its database');
  return vault.seal(password, context(to));
};

/** Whether this is the password that was sealed. */
export const isPassword = (
  vault: Vault,
  owner: Owner & { readonly secret?: Uint8Array | undefined },
  password: string,
): boolean => {
  const kept = owner.secret === undefined ? undefined : vault.open(owner.secret, context(owner));
  const given = Buffer.from(password);
  return kept !== undefined && kept.length === given.length && timingSafeEqual(kept, given);
};

// Without what URLs, shells and engines treat as special. RDS for Oracle takes at most 30 characters.
const CHARACTERS =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%()*+,-.:;<=>?[]^_{|}~';
const MADE_LENGTH = 28;

/** A password that every engine takes. Chance here is a secret: it comes from the operating system. */
export const newPassword = (): string =>
  Array.from({ length: MADE_LENGTH }, () => CHARACTERS.charAt(randomInt(CHARACTERS.length))).join(
    '',
  );
