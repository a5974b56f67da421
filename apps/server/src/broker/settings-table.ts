import type { Migration, Tx } from '@gatehouse/store';

export const settingsMigrations: readonly Migration[] = [
  {
    component: 'server-settings',
    version: 1,
    statements: ['CREATE TABLE server_setting (name TEXT PRIMARY KEY, content TEXT NOT NULL)'],
  },
  {
    component: 'server-settings',
    version: 2,
    statements: [
      'CREATE TABLE server_claim (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL)',
    ],
  },
];

const CLAIM_MILLISECONDS = 30_000;

/** Takes on something that one node does for all, for half a minute; false while another has it. */
export const claim = async (tx: Tx, name: string, holder: string, now: Date): Promise<boolean> => {
  const at = now.getTime();
  const { changes } = await tx.run(
    `INSERT INTO server_claim (name, holder, until) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
     WHERE server_claim.until <= ? OR server_claim.holder = excluded.holder`,
    [name, holder, at + CLAIM_MILLISECONDS, at],
  );
  return changes > 0;
};

/** What the server keeps about itself between starts. */
export const readSetting = async (tx: Tx, name: string): Promise<string | undefined> => {
  const row = await tx.get<{ content: string }>(
    'SELECT content FROM server_setting WHERE name = ?',
    [name],
  );
  return row?.content;
};

export const writeSetting = async (tx: Tx, name: string, content: string): Promise<void> => {
  await tx.run(
    `INSERT INTO server_setting (name, content) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET content = excluded.content`,
    [name, content],
  );
};
