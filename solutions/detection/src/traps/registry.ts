import type { Store, Tx } from '@gatehouse/store';
import { NotYet, TrapRefusal } from './failures.ts';
import type { Secrecy, Trap } from './model.ts';

/** Told after each change of a trap, with its id. */
export const TRAPS = 'detection.traps';

const HOLD_MILLISECONDS = 600_000;

interface TrapRow {
  readonly id: string;
  readonly touched_at: number | null;
  readonly sealed: Uint8Array;
}

export interface StoredTrap {
  readonly trap: Trap;
  readonly touchedAt: number | undefined;
}

const contextOf = (id: string): string => `detection-trap:${id}`;

/** The traps in the database: sealed, so that who reads it does not learn what is a trap. */
export interface Registry {
  all(): Promise<readonly StoredTrap[]>;
  find(id: string): Promise<StoredTrap>;
  insert(tx: Tx, trap: Trap, slot?: string): Promise<boolean>;
  /** Reads and writes in one transaction; answers what is stored now. */
  change(id: string, how: (trap: Trap, tx: Tx) => Trap | Promise<Trap>): Promise<Trap>;
  remove(id: string): Promise<void>;
  idOfSlot(slot: string): Promise<string | undefined>;
  /** Runs while nobody else, on whatever node, holds the trap. @throws NotYet */
  holding<Result>(
    id: string,
    now: Date,
    hold: string,
    work: () => Promise<Result>,
  ): Promise<Result>;
  touch(id: string, at: number): Promise<void>;
}

const opened = (vault: Secrecy, row: TrapRow): StoredTrap => {
  const bytes = vault.open(row.sealed, contextOf(row.id));
  if (bytes === undefined) throw new Error('a trap is sealed by another key');
  return {
    // What was sealed here is of this type.
    trap: JSON.parse(Buffer.from(bytes).toString('utf8')) as Trap,
    touchedAt: row.touched_at ?? undefined,
  };
};

const sealedOf = (vault: Secrecy, trap: Trap): Uint8Array =>
  vault.seal(Buffer.from(JSON.stringify(trap)), contextOf(trap.id));

const COLUMNS = 'id, touched_at, sealed';

const readOne = async (tx: Tx, vault: Secrecy, id: string): Promise<StoredTrap> => {
  const row = await tx.get<TrapRow>(`SELECT ${COLUMNS} FROM detection_trap WHERE id = ?`, [id]);
  if (row === undefined) throw new TrapRefusal('not-found', 'There is no such trap.');
  return opened(vault, row);
};

/** What reads. */
const reading = (store: Store, vault: Secrecy): Pick<Registry, 'all' | 'find' | 'idOfSlot'> => ({
  all: async () => {
    const rows = await store.read((tx) =>
      tx.all<TrapRow>(`SELECT ${COLUMNS} FROM detection_trap ORDER BY id`),
    );
    return rows.map((row) => opened(vault, row));
  },
  find: (id) => store.read((tx) => readOne(tx, vault, id)),
  idOfSlot: async (slot) =>
    (
      await store.read((tx) =>
        tx.get<{ id: string }>('SELECT id FROM detection_trap WHERE slot = ?', [slot]),
      )
    )?.id,
});

const holding = async <Result>(
  store: Store,
  { id, now, hold }: { id: string; now: Date; hold: string },
  work: () => Promise<Result>,
): Promise<Result> => {
  const at = now.getTime();
  const { changes } = await store.write((tx) =>
    tx.run('UPDATE detection_trap SET hold = ?, held_until = ? WHERE id = ? AND held_until <= ?', [
      hold,
      at + HOLD_MILLISECONDS,
      id,
      at,
    ]),
  );
  if (changes === 0) throw new NotYet('somebody else is at it');
  try {
    return await work();
  } finally {
    await store.write((tx) =>
      tx.run('UPDATE detection_trap SET hold = NULL, held_until = 0 WHERE id = ? AND hold = ?', [
        id,
        hold,
      ]),
    );
  }
};

export const createRegistry = (store: Store, vault: Secrecy): Registry => ({
  ...reading(store, vault),
  insert: async (tx, trap, slot) => {
    const { changes } = await tx.run(
      `INSERT INTO detection_trap (id, slot, held_until, sealed) VALUES (?, ?, 0, ?)
       ON CONFLICT DO NOTHING`,
      [trap.id, slot ?? null, sealedOf(vault, trap)],
    );
    tx.notify(TRAPS, trap.id);
    return changes > 0;
  },
  change: (id, how) =>
    store.write(async (tx) => {
      const trap = await how((await readOne(tx, vault, id)).trap, tx);
      await tx.run('UPDATE detection_trap SET sealed = ? WHERE id = ?', [
        sealedOf(vault, trap),
        id,
      ]);
      tx.notify(TRAPS, id);
      return trap;
    }),
  remove: (id) =>
    store.write(async (tx) => {
      await tx.run('DELETE FROM detection_trap WHERE id = ?', [id]);
      tx.notify(TRAPS, id);
    }),
  holding: (id, now, hold, work) => holding(store, { id, now, hold }, work),
  touch: (id, at) =>
    store.write(async (tx) => {
      await tx.run(
        'UPDATE detection_trap SET touched_at = ? WHERE id = ? AND COALESCE(touched_at, 0) < ?',
        [at, id, at],
      );
    }),
});
