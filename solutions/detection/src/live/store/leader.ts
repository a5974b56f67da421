import type { Tx } from '@gatehouse/store';

/** One node at a time takes events; the others wait until it is silent. */
export const leader = {
  /** True: this node has it until then. */
  async claim(tx: Tx, holder: string, now: number, until: number): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO detection_leader (name, holder, until_at) VALUES ('events', ?, ?)
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at
       WHERE detection_leader.holder = excluded.holder OR detection_leader.until_at <= ?`,
      [holder, until, now],
    );
    return changes > 0;
  },

  /** Within a write: that nobody else has taken it meanwhile. */
  async require(tx: Tx, holder: string): Promise<void> {
    const row = await tx.get<{ holder: string }>(
      `SELECT holder FROM detection_leader WHERE name = 'events'`,
    );
    if (row?.holder !== holder) throw new LostLead('another node takes the events now');
  },

  async release(tx: Tx, holder: string): Promise<void> {
    await tx.run(`DELETE FROM detection_leader WHERE name = 'events' AND holder = ?`, [holder]);
  },
};

export class LostLead extends Error {
  override readonly name = 'LostLead';
}
