import { createHash } from 'node:crypto';
import { RotationFailure } from '../frame/errors.ts';

/** A user and the hosts that it logs in from, `'app'@'%'`. */
export interface Account {
  readonly user: string;
  readonly host: string;
}

/** A text in SQL, of a session that takes `\` as an escape: see `SESSION`. @throws RotationFailure */
export const textLiteral = (text: string): string => {
  if (text.includes('\0')) throw new RotationFailure('A name or password holds a zero letter');
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
};

export const accountLiteral = ({ user, host }: Account): string =>
  `${textLiteral(user)}@${textLiteral(host)}`;

const sha1 = (data: string | Buffer): Buffer => createHash('sha1').update(data).digest();

/** What MariaDB's mysql_native_password stores, so that the password itself is in no statement. */
export const nativeHash = (password: string): string =>
  `*${sha1(sha1(password)).toString('hex').toUpperCase()}`;

/** A word, a quoted name or text with its quotes, or another letter. */
const TOKEN =
  /`(?:[^`]|``)*`|'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"|[A-Za-z0-9_$]+|\s+|[^]/g;

const tokensOf = (statement: string): readonly string[] =>
  [...statement.matchAll(TOKEN)].map(([token]) => token);

const isQuoted = (token: string | undefined): token is string =>
  token !== undefined && token.length > 1 && /^[`'"]/.test(token);

/** What a quoted token says. */
const unquoted = (token: string): string => {
  const quote = token.charAt(0);
  const inner = token.slice(1, -1).replaceAll(`${quote}${quote}`, quote);
  return quote === '`' ? inner : inner.replaceAll(/\\([^])/g, '$1');
};

const isKeyword = (token: string | undefined, ...words: readonly string[]): boolean =>
  token !== undefined && words.includes(token.toUpperCase());

const significant = (tokens: readonly string[]): readonly string[] =>
  tokens.filter((token) => token.trim() !== '');

/** `IDENTIFIED BY PASSWORD '…'` of MariaDB's `SHOW GRANTS`, with `OR` for a second way to log in. */
const withoutPassword = (tokens: readonly string[]): readonly string[] => {
  const from = tokens.findIndex((token) => isKeyword(token, 'IDENTIFIED'));
  if (from === -1) return tokens;
  const after = tokens.findIndex(
    (token, at) =>
      at > from && isKeyword(token, 'REQUIRE', 'WITH') && !isKeyword(tokens[at - 1], 'IDENTIFIED'),
  );
  return [...tokens.slice(0, from), ...(after === -1 ? [] : tokens.slice(after))];
};

/**
 * A statement of `SHOW GRANTS` for another account: only the account that the grant is to is replaced, and a password is left out.
 * @throws RotationFailure where the statement is not one for `from`
 */
export const grantFor = (statement: string, from: Account, to: Account): string => {
  const tokens = withoutPassword(significant(tokensOf(statement)));
  const at = tokens.findLastIndex(
    (token, index) =>
      isKeyword(token, 'TO', 'FOR', 'FROM') &&
      isQuoted(tokens[index + 1]) &&
      tokens[index + 2] === '@' &&
      isQuoted(tokens[index + 3]),
  );
  const [user, , host] = tokens.slice(at + 1, at + 4);
  if (
    at === -1 ||
    user === undefined ||
    host === undefined ||
    unquoted(user) !== from.user ||
    unquoted(host) !== from.host
  )
    throw new RotationFailure(`A grant of ${from.user} was not understood`);
  return [...tokens.slice(0, at + 1), accountLiteral(to), ...tokens.slice(at + 4)].join(' ');
};

const END_OF_REQUIRE = [
  'WITH',
  'PASSWORD',
  'ACCOUNT',
  'DEFAULT',
  'COMMENT',
  'ATTRIBUTE',
  'FAILED_LOGIN_ATTEMPTS',
];

/** `SSL`, `SUBJECT '…' AND …`: what `SHOW CREATE USER` says that connections of the account must have; undefined: nothing. */
export const requirementOf = (statement: string): string | undefined => {
  const tokens = significant(tokensOf(statement));
  const from = tokens.findIndex((token) => isKeyword(token, 'REQUIRE'));
  if (from === -1) return undefined;
  const end = tokens.findIndex((token, at) => at > from && isKeyword(token, ...END_OF_REQUIRE));
  const text = tokens.slice(from + 1, end === -1 ? undefined : end).join(' ');
  return text === '' || text.toUpperCase() === 'NONE' ? undefined : text;
};

/** Whether a statement of MariaDB's `SHOW CREATE USER` is of an account with mysql_native_password alone. */
export const isNative = (statement: string): boolean => {
  const tokens = significant(tokensOf(statement)).map((token) => token.toUpperCase());
  const at = tokens.indexOf('IDENTIFIED');
  if (at === -1 || tokens.includes('OR')) return false;
  return tokens[at + 1] === 'BY' || tokens[at + 2] === 'MYSQL_NATIVE_PASSWORD';
};
