import { randomBytes, randomFillSync, randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Ids } from './ids.ts';
import type { Log, LogFields } from './log.ts';
import type { Timers } from './timers.ts';

export const systemClock: Clock = { now: () => new Date() };

export const systemTimers: Timers = {
  after: (milliseconds, fire) => {
    const timer = setTimeout(fire, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

// 32 and 36 letters: a byte masked or rejected into range, so that no letter is likelier than another.
const letters = (alphabet: string, length: number): string => {
  let text = '';
  const limit = 256 - (256 % alphabet.length);
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) {
      if (byte < limit) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
};

const POOL_BYTES = 4096;
const MOST_POOLED_BYTES = 128;

/** Random bytes out of a pool, for the many who want few: most of what they cost is asking. No byte is given twice or kept. */
const pooledBytes = (): ((length: number) => Buffer) => {
  const pool = Buffer.alloc(POOL_BYTES);
  let at = POOL_BYTES;
  return (length) => {
    if (length > MOST_POOLED_BYTES) return randomBytes(length);
    if (at + length > POOL_BYTES) {
      randomFillSync(pool);
      at = 0;
    }
    const taken = Buffer.allocUnsafeSlow(length);
    pool.copy(taken, 0, at, at + length);
    pool.fill(0, at, at + length);
    at += length;
    return taken;
  };
};

export const systemIds: Ids = {
  uuid: () => randomUUID(),
  hex: (length) =>
    randomBytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length),
  base32: (length) => letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length),
  alphanumeric: (length) => letters('abcdefghijklmnopqrstuvwxyz0123456789', length),
  bytes: pooledBytes(),
};

/** JSON lines on stderr; stdout belongs to what a command answers. */
export const stderrLog = (
  clock: Clock,
  level: 'debug' | 'info' | 'warn' | 'error' = 'info',
): Log => {
  const order = ['debug', 'info', 'warn', 'error'];
  const write = (name: string, message: string, fields: LogFields = {}): void => {
    if (order.indexOf(name) < order.indexOf(level)) return;
    process.stderr.write(
      `${JSON.stringify({ time: clock.now().toISOString(), level: name, message, ...fields })}\n`,
    );
  };
  return {
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  };
};

/** A variable of the process's environment, for programs that others configure by these alone; an empty one is none. */
export const systemVariable = (name: string): string | undefined => {
  const value = process.env[name];
  return value === '' ? undefined : value;
};

/** Ends after this time. Unlike a timer of `systemTimers` it keeps the process alive meanwhile. */
export const systemPause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
