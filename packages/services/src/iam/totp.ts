import { createHmac } from 'node:crypto';

const STEP_SECONDS = 30;
const DIGITS = 6;

/** RFC 6238 §4.2: the time step that a moment falls into. */
export const totpStep = (at: Date): number => Math.floor(at.getTime() / 1000 / STEP_SECONDS);

/** The code of one time step (RFC 6238 with HMAC-SHA-1, RFC 4226 §5.3). */
export const totpCode = (seed: Uint8Array, step: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', seed).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
};

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
  const last = totpStep(now) + 1;
  for (let step = last; step > last - past; step -= 1) {
    if (totpCode(seed, step) === codes[1] && totpCode(seed, step - 1) === codes[0]) return step;
  }
  return undefined;
};
