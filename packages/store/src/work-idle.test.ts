import { silentLog } from '@gatehouse/core';
import { countingIds, manualClock, manualTimers } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { describeOnBoth } from './store.fixture.ts';
import { createWorkRunner } from './work-runner.ts';

const WAITING = 40_000;
const MOST_MILLISECONDS = 3;

describeOnBoth('due work', (database) => {
  test('a look costs nothing of the work that waits for later', async () => {
    const store = await database.store();
    const clock = manualClock();
    const due = clock.now().getTime() + 60_000;
    await store.write((tx) =>
      tx.run(
        `INSERT INTO store_work (kind, work_key, payload, due_at, ready_at, attempts, version, cancelled)
         WITH RECURSIVE waiting (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM waiting WHERE n < ${WAITING})
         SELECT 'mail', 'w' || n, '', ${due}, ${due}, 0, 1, 0 FROM waiting`,
      ),
    );
    const idle = createWorkRunner({
      store,
      clock,
      handlers: new Map([['mail', () => Promise.reject(new Error('nothing was due'))]]),
      log: silentLog,
      ids: countingIds(),
      timers: manualTimers(clock),
    });
    // A busy machine only adds time; to look at each row takes much longer on a quiet one.
    let least = Infinity;
    for (let looks = 0; looks < 20 && least > MOST_MILLISECONDS; looks += 1) {
      const begun = performance.now();
      await idle.runDue();
      least = Math.min(least, performance.now() - begun);
    }

    expect(least).toBeLessThan(MOST_MILLISECONDS);
  });
});
