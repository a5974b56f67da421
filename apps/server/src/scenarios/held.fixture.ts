import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RawAnswer } from './signed-socket.fixture.ts';

const ROUNDS = 4;
// Twice what is wanted of a machine that does nothing else.
export const LONGEST_HOLD_MILLISECONDS = 100;

/**
 * How long nothing else could run, the best of some rounds, and the last answer. Other processes share the machine, so
 * it is no longer than the processor time that this thread took.
 */
export const held = async (
  send: () => Promise<RawAnswer>,
): Promise<{ readonly hold: number; readonly answer: RawAnswer }> => {
  let hold = Number.POSITIVE_INFINITY;
  let answer: RawAnswer = { status: 0, text: '' };
  for (let round = 0; round < ROUNDS && hold > LONGEST_HOLD_MILLISECONDS; round += 1) {
    const delay = monitorEventLoopDelay({ resolution: 2 });
    const before = process.threadCpuUsage();
    delay.enable();
    answer = await send();
    delay.disable();
    const { user, system } = process.threadCpuUsage(before);
    hold = Math.min(hold, delay.max / 1e6, (user + system) / 1e3);
  }
  return { hold, answer };
};
