import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_SECONDS = 30;
const DIGITS = 6;
// One step either way, for a device whose clock is a little off (RFC 6238 §5.2).
const DRIFT_STEPS = [0, -1, 1];

/** The code of one time step (RFC 6238 with HMAC-SHA-1, RFC 4226 §5.3). */
export const totpCode = (seed: Uint8Array, step: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', seed).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  const value = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(value % 10 ** DIGITS).padStart(DIGITS, '0');
};

/** The time step at which `entered` is the code of `seed`, later than `lastStep`; undefined when it is none (RFC 6238). */
export const totpStep = (
  seed: Uint8Array,
  entered: string,
  now: Date,
  lastStep: number,
): number | undefined => {
  if (!/^\d{6}$/.test(entered)) return undefined;
  const current = Math.floor(now.getTime() / 1000 / STEP_SECONDS);
  return DRIFT_STEPS.map((drift) => current + drift).find(
    (step) =>
      step > lastStep && timingSafeEqual(Buffer.from(totpCode(seed, step)), Buffer.from(entered)),
  );
};
