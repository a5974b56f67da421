import type { Benchmark, Measurement } from './benchmark.ts';
import { interleaved } from './measure.ts';
import { trailEvent } from './trail-events.ts';
import { ruleSets, rules } from './trail-rules.ts';

const EVENTS = 2000;
const ROUNDS = 15;
const RULES = [1, 100, 10_000];

const measure = (): readonly Measurement[] => {
  const texts = Array.from({ length: EVENTS }, (_, at) => trailEvent(at));
  let seen = 0;
  const parse = (): void => {
    for (const text of texts) seen += typeof JSON.parse(text) === 'object' ? 1 : 0;
  };
  return Object.entries(ruleSets).flatMap(([name, rule]) =>
    RULES.map((count) => {
      const matcher = rules(rule, count);
      const match = (): void => {
        for (const text of texts) seen += matcher.match(text).length;
      };
      const times = interleaved({ parse, match }, EVENTS, ROUNDS);
      if (seen === 0) throw new Error('nothing was read');
      return {
        name: `patterns-vs-parse ${count} ${name} rules`,
        value: Math.round(1e9 / times.match),
        unit: 'events/s',
        versus: `JSON.parse: ${Math.round(1e9 / times.parse)}/s`,
        ratio: times.parse / times.match,
      };
    }),
  );
};

export const benchmarks: readonly Benchmark[] = [
  { name: 'patterns-vs-parse', run: async () => measure() },
];
