import type { Benchmark, Measurement } from './benchmark.ts';
import { interleaved } from './measure.ts';
import { trailEvent } from './trail-events.ts';
import { ruleSets, rules } from './trail-rules.ts';

const EVENTS = 2000;
const ROUNDS = 15;

const measure = (): readonly Measurement[] => {
  const texts = Array.from({ length: EVENTS }, (_, at) => trailEvent(at));
  return Object.entries(ruleSets).flatMap(([name, rule]) => {
    const run = (count: number) => {
      const matcher = rules(rule, count);
      return (): void => {
        for (const text of texts) matcher.match(text);
      };
    };
    const times = interleaved({ one: run(1), some: run(100), many: run(10_000) }, EVENTS, ROUNDS);
    return [
      { count: 100, time: times.some },
      { count: 10_000, time: times.many },
    ].map(({ count, time }) => ({
      name: `patterns-scale ${count} ${name} rules`,
      value: Math.round(time),
      unit: 'ns/event',
      versus: `1 rule: ${Math.round(times.one)} ns`,
      ratio: time / times.one,
    }));
  });
};

export const benchmarks: readonly Benchmark[] = [
  { name: 'patterns-scale', run: async () => measure() },
];
