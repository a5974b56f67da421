import { totpCode } from '@gatehouse/service-kit';

const STEP_SECONDS = 30;

/** RFC 6238 §4.2: the time step that a moment falls into. */
export const timeStep = (at: Date): number => Math.floor(at.getTime() / 1000 / STEP_SECONDS);

/**
 * The time step of the second of two codes that follow one another, or undefined when they are not the device's.
 * Steps up to `past` before now and one after it are searched, for clocks that are not exact.
 */
export const consecutiveStep = (
  seed: Uint8Array,
  codes: readonly [string, string],
  now: Date,
  past: number,
): number | undefined => {
  const last = timeStep(now) + 1;
  for (let step = last; step > last - past; step -= 1) {
    if (totpCode(seed, step) === codes[1] && totpCode(seed, step - 1) === codes[0]) return step;
  }
  return undefined;
};
