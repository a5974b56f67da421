import type { Migration, Tx } from '@gatehouse/store';

export const settingsMigrations: readonly Migration[] = [
  {
    component: 'server-settings',
    version: 1,
    statements: ['CREATE TABLE server_setting (name TEXT PRIMARY KEY, content TEXT NOT NULL)'],
  },
];

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
