import type { Ids, Timers } from '@gatehouse/core';

/** Waits about `firstMilliseconds` times two to the power of `failures` - 1; half of it is chance. */
export const pause = async (
  { ids, timers }: { readonly ids: Ids; readonly timers: Timers },
  failures: number,
  firstMilliseconds: number,
  mostMilliseconds: number,
): Promise<void> => {
  const whole = Math.min(firstMilliseconds * 2 ** (failures - 1), mostMilliseconds);
  const chance = ids.bytes(2).readUInt16BE() / 0x1_0000;
  await new Promise<void>((resolve) => timers.after(whole * (1 - chance / 2), resolve));
};
