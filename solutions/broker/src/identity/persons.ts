import type { Migration, Store, Tx } from '@gatehouse/store';
import type { Membership, Person, PersonId } from '../model/index.ts';

export const identityMigrations: readonly Migration[] = [
  {
    component: 'broker-identity',
    version: 1,
    statements: [
      `CREATE TABLE broker_person (
        id TEXT PRIMARY KEY, issuer TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL,
        email TEXT, active INTEGER NOT NULL, group_names TEXT NOT NULL, attributes TEXT NOT NULL,
        seen_at BIGINT NOT NULL, UNIQUE (issuer, subject))`,
      'CREATE TABLE broker_person_group (group_name TEXT NOT NULL, person_id TEXT NOT NULL, PRIMARY KEY (group_name, person_id))',
    ],
  },
];

interface PersonRow {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly email: string | null;
  readonly active: number;
  readonly group_names: string;
  readonly attributes: string;
  readonly seen_at: number;
}

export interface SeenMembership extends Membership {
  readonly seenAt: Date;
}

const toMembership = (row: PersonRow): SeenMembership => ({
  person: toPerson(row),
  groups: new Set(JSON.parse(row.group_names) as string[]),
  attributes: new Map(JSON.parse(row.attributes) as [string, string][]),
  active: row.active === 1,
  seenAt: new Date(row.seen_at),
});

const toPerson = ({ id, issuer, subject, name, email }: PersonRow): Person => ({
  id,
  issuer,
  subject,
  name,
  email: email ?? undefined,
});

/** People as they were when they, or the directory, were last asked. */
export interface Persons {
  remember(membership: Membership, at: Date): Promise<void>;
  find(tx: Tx, id: PersonId): Promise<SeenMembership | undefined>;
  ofGroups(
    tx: Tx,
    groups: readonly string[],
    seen: { readonly issuer: string; readonly since: Date },
  ): Promise<readonly Person[]>;
  names(tx: Tx, ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string>>;
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

const write = async (
  tx: Tx,
  { person, groups, attributes, active }: Membership,
  at: Date,
): Promise<void> => {
  const seen = [
    person.name,
    person.email ?? null,
    active ? 1 : 0,
    JSON.stringify([...groups].toSorted()),
    JSON.stringify([...attributes]),
    at.getTime(),
  ];
  // Two statements: DO UPDATE takes conflicts of one index only, and two nodes that meet somebody new at once met on the other.
  await tx.run(
    `INSERT INTO broker_person (id, issuer, subject, name, email, active, group_names, attributes, seen_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    [person.id, person.issuer, person.subject, ...seen],
  );
  await tx.run(
    `UPDATE broker_person SET name = ?, email = ?, active = ?, group_names = ?, attributes = ?, seen_at = ?
     WHERE id = ?`,
    [...seen, person.id],
  );
  await tx.run('DELETE FROM broker_person_group WHERE person_id = ?', [person.id]);
  for (const group of groups)
    await tx.run(
      'INSERT INTO broker_person_group (group_name, person_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
      [group, person.id],
    );
};

// A person is written again when something about them is new, or to show that they were here.
const REPEATED_MILLISECONDS = 60_000;

const isSame = (known: SeenMembership, seen: Membership, at: Date): boolean =>
  known.person.name === seen.person.name &&
  known.person.email === seen.person.email &&
  known.active === seen.active &&
  [...known.groups].toSorted().join('\n') === [...seen.groups].toSorted().join('\n') &&
  JSON.stringify([...known.attributes]) === JSON.stringify([...seen.attributes]) &&
  Math.abs(at.getTime() - known.seenAt.getTime()) < REPEATED_MILLISECONDS;

const find: Persons['find'] = async (tx, id) => {
  const row = await tx.get<PersonRow>('SELECT * FROM broker_person WHERE id = ?', [id]);
  return row && toMembership(row);
};

export const createPersons = (store: Store): Persons => {
  return {
    find,
    remember: async (membership, at) => {
      const known = await store.read((tx) => find(tx, membership.person.id));
      if (known !== undefined && isSame(known, membership, at)) return;
      await store.write((tx) => write(tx, membership, at));
    },
    ofGroups: async (tx, groups, { issuer, since }) => {
      if (groups.length === 0) return [];
      const rows = await tx.all<PersonRow>(
        `SELECT DISTINCT p.* FROM broker_person_group g JOIN broker_person p ON p.id = g.person_id
         WHERE g.group_name IN (${marks(groups)}) AND p.active = 1 AND p.issuer = ? AND p.seen_at >= ?
         ORDER BY p.name, p.id LIMIT 500`,
        [...groups, issuer, since.getTime()],
      );
      return rows.map(toPerson);
    },
    names: async (tx, ids) => {
      if (ids.length === 0) return new Map();
      const rows = await tx.all<{ id: string; name: string }>(
        `SELECT id, name FROM broker_person WHERE id IN (${marks(ids)})`,
        [...ids],
      );
      return new Map(rows.map(({ id, name }) => [id, name]));
    },
  };
};
