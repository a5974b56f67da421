import type { Tx } from '@gatehouse/store';

export type RemovedKind = 'group' | 'stream';

/** Groups and streams that are gone and whose events are still to be cleared away. */
export const removed = {
  async add(tx: Tx, kind: RemovedKind, id: string): Promise<void> {
    await tx.run('INSERT INTO logs_removed (kind, id) VALUES (?, ?) ON CONFLICT DO NOTHING', [
      kind,
      id,
    ]);
  },

  async some(tx: Tx): Promise<readonly { readonly kind: RemovedKind; readonly id: string }[]> {
    return tx.all<{ kind: RemovedKind; id: string }>(
      'SELECT kind, id FROM logs_removed ORDER BY kind, id LIMIT 100',
    );
  },

  async forget(tx: Tx, kind: RemovedKind, id: string): Promise<void> {
    await tx.run('DELETE FROM logs_removed WHERE kind = ? AND id = ?', [kind, id]);
  },
};
