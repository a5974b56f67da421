import { systemClock, systemIds, systemTimers } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { claim } from './broker/settings-table.ts';

const LOOK_MILLISECONDS = 200;

const pause = (): Promise<void> =>
  new Promise((resolve) => {
    systemTimers.after(LOOK_MILLISECONDS, resolve);
  });

/**
 * What one node makes for all, and a start that was cut short leaves to the next: what is known of it, or undefined when it is
 * this node's turn to make it. Others wait meanwhile.
 */
export const knownOrOurs = async <Known>(
  store: Store,
  name: string,
  known: () => Promise<Known | undefined>,
): Promise<Known | undefined> => {
  const holder = systemIds.uuid();
  for (;;) {
    const found = await known();
    if (found !== undefined) return found;
    // A claim is about processes, so its time is the machine's, whatever the embedded cloud's clock says.
    if (await store.write((tx) => claim(tx, name, holder, systemClock.now()))) return undefined;
    await pause();
  }
};
