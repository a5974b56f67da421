import { expect, test } from 'vitest';
import { countingIds } from './counting-ids.ts';
import { manualClock } from './manual-clock.ts';
import { immediateTimers, manualTimers } from './manual-timers.ts';

const draw = (): readonly string[] => {
  const ids = countingIds();
  return [ids.uuid(), ids.uuid(), ids.hex(64), ids.base32(17), ids.alphanumeric(12)];
};

test('a manual clock stands still until it is advanced, by the sum of what is named', () => {
  const clock = manualClock('2026-02-28T23:00:00.000Z');

  const before = clock.now().toISOString();
  clock.advance({ days: 1, hours: 1, minutes: 2, seconds: 3, milliseconds: 4 });

  expect(before).toBe('2026-02-28T23:00:00.000Z');
  expect(clock.now().toISOString()).toBe('2026-03-02T00:02:03.004Z');
});

test('a date that was handed out does not move with the clock', () => {
  const clock = manualClock();

  const kept = clock.now();
  const time = kept.getTime();
  clock.advance({ days: 1 });

  expect(kept.getTime()).toBe(time);
});

test('manual timers go off in order once their clock has reached them, and not before', () => {
  const clock = manualClock();
  const timers = manualTimers(clock);
  const fired: string[] = [];
  timers.after(2000, () => fired.push('two'));
  timers.after(1000, () => fired.push('one'));

  clock.advance({ milliseconds: 999 });
  const early = [...fired];
  clock.advance({ seconds: 5 });
  clock.advance({ seconds: 5 });

  expect(early).toEqual([]);
  expect(fired).toEqual(['one', 'two']);
  expect(timers.pending()).toBe(0);
});

test('a timer that is cancelled does not go off, even by another that goes off with it', () => {
  const clock = manualClock();
  const timers = manualTimers(clock);
  const fired: string[] = [];
  const cancel = timers.after(2000, () => fired.push('two'));
  timers.after(1000, () => cancel());

  clock.advance({ seconds: 3 });

  expect(fired).toEqual([]);
});

test('immediate timers go off after the present code, unless cancelled', async () => {
  const fired: string[] = [];

  immediateTimers.after(60_000, () => fired.push('kept'));
  immediateTimers.after(60_000, () => fired.push('cancelled'))();
  const atOnce = [...fired];
  await new Promise<void>((resolve) => immediateTimers.after(60_000, resolve));

  expect(atOnce).toEqual([]);
  expect(fired).toEqual(['kept']);
});

test('counting ids have the form of real ones, differ, and come in the same order each time', () => {
  const drawn = draw();

  expect(draw()).toEqual(drawn);
  expect(new Set(drawn).size).toBe(drawn.length);
  expect(drawn[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(drawn[2]).toMatch(/^[0-9a-f]{64}$/);
  expect(drawn[3]).toMatch(/^[A-Z2-7]{17}$/);
  expect(drawn[4]).toMatch(/^[a-z0-9]{12}$/);
  expect(countingIds().bytes(32)).toHaveLength(32);
});

test('counting ids stay distinct when many are drawn', () => {
  const ids = countingIds();

  const drawn = Array.from({ length: 5000 }, () => ids.base32(16));

  expect(new Set(drawn).size).toBe(5000);
});
