import { gzipSync } from 'node:zlib';
import { type Chance, chanceFrom } from '../chance.ts';
import { person } from './people.ts';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const SYMBOLS = '!#%&*+-=?';
const DOMAINS = ['corp', 'office', 'intra', 'hq'] as const;
// The header of a KeePass database, version 4: after it everything is noise without its key.
const KEEPASS = Buffer.from('03d9a29a67fb4bb501000400', 'hex');
const ROWS = 40;
const CONTAINER_BYTES = 24_576;

/** A password that opens nothing. */
export const worthlessPassword = (chance: Chance): string =>
  `${chance.letters(LETTERS, 18)}${chance.letters(SYMBOLS, 1)}${chance.letters(LETTERS, 5)}`;

export interface DecoyObject {
  readonly key: string;
  readonly body: Buffer;
  readonly type: string;
}

const customers = (chance: Chance, domain: string): string => {
  const rows = Array.from({ length: ROWS }, () => person(chance, domain));
  return ['customer_id,name,email,phone,customer_since,balance']
    .concat(
      rows.map(({ id, name, email, phone, since, balance }) =>
        [id, name, email, phone, since, balance].join(','),
      ),
    )
    .join('\n');
};

const dump = (chance: Chance, domain: string): Buffer => {
  const rows = Array.from({ length: ROWS }, () => {
    const { id, name, email } = person(chance, domain);
    const hash = `$2b$12$${chance.letters(`${LETTERS}./`, 53)}`;
    return `INSERT INTO users VALUES ('${id}', '${name}', '${email}', '${hash}');`;
  });
  return gzipSync(
    [
      'CREATE TABLE users (id text primary key, name text, email text, password_hash text);',
      ...rows,
    ].join('\n'),
  );
};

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** What lies in a bucket: plausible, and of no use to anybody. */
export const decoyObjects = (seed: string, madeAt: Date): readonly DecoyObject[] => {
  const chance = chanceFrom(seed, 'objects');
  const domain = chance.pick(DOMAINS);
  const month = `${madeAt.getUTCFullYear()}-${twoDigits(madeAt.getUTCMonth() + 1)}`;
  const day = `${month}-${twoDigits(1 + chance.below(28))}`;
  return [
    {
      key: `PasswordBackup/${chance.pick(['it', 'ops', 'admin'])}-passwords-${day}.kdbx`,
      body: Buffer.concat([KEEPASS, chance.bytes(CONTAINER_BYTES)]),
      type: 'application/octet-stream',
    },
    {
      key: `exports/${month}/customers.csv`,
      body: Buffer.from(customers(chance, domain)),
      type: 'text/csv',
    },
    {
      key: `db/${chance.pick(['users', 'accounts', 'main'])}-${day}.sql.gz`,
      body: dump(chance, domain),
      type: 'application/gzip',
    },
    {
      key: `db/${chance.pick(['restore', 'README', 'howto'])}.txt`,
      body: Buffer.from(
        `Restore: gunzip -c *.sql.gz | psql -h db01.${domain}.internal -U postgres main\nContainer password: see the ops safe\n`,
      ),
      type: 'text/plain',
    },
  ];
};

export interface DecoyItem {
  readonly [attribute: string]: { readonly S: string } | { readonly N: string };
}

const ITEMS = 24;

/** What lies in a table; `CustomerId` is the key. */
export const decoyItems = (seed: string): readonly DecoyItem[] => {
  const chance = chanceFrom(seed, 'items');
  const domain = chance.pick(DOMAINS);
  const items = Array.from({ length: ITEMS }, (): [string, DecoyItem] => {
    const { id, name, email, phone, since, balance } = person(chance, domain);
    return [
      id,
      {
        CustomerId: { S: id },
        Name: { S: name },
        Email: { S: email },
        Phone: { S: phone },
        CustomerSince: { S: since },
        Balance: { N: balance },
      },
    ];
  });
  return [...new Map(items).values()];
};

/** The value of a secret. */
export const decoySecret = (seed: string): string => {
  const chance = chanceFrom(seed, 'secret');
  const domain = chance.pick(DOMAINS);
  return JSON.stringify({
    engine: 'postgres',
    host: `db0${1 + chance.below(8)}.${domain}.internal`,
    port: 5432,
    username: chance.pick(['postgres', 'master', 'app_admin', 'dbadmin']),
    password: worthlessPassword(chance),
    dbname: chance.pick(['main', 'core', 'accounts', 'billing']),
  });
};

/** The value of a parameter. */
export const decoyValue = (seed: string): string => worthlessPassword(chanceFrom(seed, 'value'));

/** A password for the console that meets every password policy of IAM's defaults. */
export const consolePassword = (bytes: Buffer): string => {
  const chance = chanceFrom(bytes.toString('hex'), 'password');
  return `${worthlessPassword(chance)}7aZ`;
};
