import type { SecretFacts } from '../model.ts';
import { isManagedKey, keyIdOf } from '../readers/gather.ts';
import { isOutside, type Reader } from '../readers/who-can-read.ts';
import { failed, type Judge, line, notApplicable, passed, unknown } from './verdicts.ts';

const SHOWN = 30;

const listed = (names: readonly string[]): string | undefined => {
  if (names.length === 0) return undefined;
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
};

const named = ({ name, result }: Reader): string =>
  result === 'allowed' ? name : `${name} (${result})`;

/** The account whose reader it is, where it is another than the secret's. */
const accountOf = ({ account }: Reader, own: string): string | undefined =>
  account === own ? undefined : account;

const UNASKED = unknown('Who can read it was not asked.');

/** The readers that are counted: the account's root user can read everything, and is one person's worry. */
const counted = (readers: readonly Reader[]): readonly Reader[] =>
  readers.filter(({ kind, result }) => result !== 'denied' && kind !== 'root');

export const tooManyReaders: Judge = (secret, { parameters, readers: found }) => {
  if (found === undefined) return UNASKED;
  const { mostReaders, trustedAccounts } = parameters;
  const readers = counted(found.readers);
  const outside = readers.filter((reader) => isOutside(reader, secret.account));
  const strangers = outside.filter((reader) => {
    const account = accountOf(reader, secret.account);
    return account === undefined || !trustedAccounts.includes(account);
  });
  const evidence = [
    line('Readers', String(readers.length)),
    line('Most that are allowed', String(mostReaders)),
    line('Outside of the account', listed(outside.map(named))),
    line('In the account', listed(readers.filter((one) => !outside.includes(one)).map(named))),
    line(
      'Not known',
      found.unread.length === 0 ? undefined : listed(found.unread.map(({ what }) => what)),
    ),
  ];
  if (strangers.some(({ kind }) => kind === 'everybody'))
    return failed(
      'Anybody in AWS can read it, as far as their own account lets them.',
      evidence,
      'CRITICAL',
    );
  if (strangers.length > 0)
    return failed(
      `Other accounts can read it: ${listed(strangers.map(({ name }) => name)) ?? ''}.`,
      evidence,
      'HIGH',
    );
  if (readers.length > mostReaders)
    return failed(`${readers.length} can read it; ${mostReaders} are allowed.`, evidence);
  if (found.unread.length > 0)
    return unknown(
      `${readers.length} can read it for all that is known; not everything could be read.`,
      evidence,
    );
  return passed(
    readers.length === 1 ? 'One can read it.' : `${readers.length} can read it.`,
    evidence,
  );
};

/** Principals of other accounts may not use the key that AWS manages (Secrets Manager User Guide, "Cross-account access"). */
export const managedKeyShared: Judge = (secret: SecretFacts, { readers: found }) => {
  if (found === undefined) return UNASKED;
  const evidence = [line('Key', keyIdOf(secret)), line('Shared with', listed(found.sharedWith))];
  if (secret.policy === undefined)
    return unknown('Its resource policy could not be read.', evidence);
  if (found.sharedWith.length === 0)
    return notApplicable('It is shared with no other account.', evidence);
  return isManagedKey(secret)
    ? failed(
        `It is shared with ${listed(found.sharedWith) ?? ''} but encrypted with the key that AWS manages, which nobody of another account may use: either the sharing is a leftover, or they cannot read what they should.`,
        evidence,
      )
    : passed('It is shared, and encrypted with a key of its own.', evidence);
};
