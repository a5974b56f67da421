import type { Vault } from '@gatehouse/service-kit';
import type { Migration, Store } from '@gatehouse/store';
import { StartRefusedError } from './start-refused.ts';

export const keyCheckMigrations: readonly Migration[] = [
  {
    component: 'server',
    version: 1,
    statements: [
      // One row: what the master key of this database derives. It tells keys apart and tells nothing of them.
      'CREATE TABLE server_key_check (id BIGINT PRIMARY KEY, derived TEXT NOT NULL)',
    ],
  },
];

interface CheckRow {
  readonly derived: string;
}

const SELECT = 'SELECT derived FROM server_key_check WHERE id = 1';

/**
 * Refuses to go on with another master key than the one that the database was made with: what is sealed could not be
 * read, and what is sealed from now on could be read by this node alone. Of two nodes that start at once on an empty
 * database with different keys, one is refused.
 */
export const requireSameKey = async (store: Store, vault: Vault, file: string): Promise<void> => {
  const own = vault.key('key-check').toString('hex');
  const stored =
    (await store.read((tx) => tx.get<CheckRow>(SELECT))) ??
    (await store.write(async (tx) => {
      await tx.run(
        'INSERT INTO server_key_check (id, derived) VALUES (1, ?) ON CONFLICT (id) DO NOTHING',
        [own],
      );
      return tx.get<CheckRow>(SELECT);
    }));
  if (stored?.derived === own) return;
  throw new StartRefusedError(
    `The master key in ${file} is not the one that this database was made with. ` +
      'Bring back that key file, or begin with an empty database.',
  );
};
