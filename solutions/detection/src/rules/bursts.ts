import type { TrailEvent } from '../model.ts';
import { fieldReader } from './fields.ts';
import type { Burst } from './model.ts';

/** Groups under way at once; what was not seen for longest is forgotten first. */
const MOST_GROUPS = 3000;

/** Counts different things by group, so that a rule over everyday calls costs nothing until they come together. */
export interface BurstCounter {
  /** Whether this event's thing is new among `count` or more within the time. Events may come in any order. */
  isOne(event: TrailEvent): boolean;
  state(): Iterable<BurstState>;
  restore(...state: BurstState): void;
}

/** A group, and when each of its different things was seen. */
export type BurstState = readonly [
  group: string,
  values: readonly (readonly [value: string, at: number])[],
];

/** When each different thing was seen last. */
type Group = Map<string, { at: number }>;

export const createBurstCounter = ({ of, distinct, count, seconds }: Burst): BurstCounter => {
  const groupOf = joined(of);
  const valueOf = joined(distinct);
  const kept = new Map<string, Group>();
  const within = seconds * 1000;
  const most = count * 4;

  const groupNamed = (name: string): Group => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const made: Group = new Map();
    kept.set(name, made);
    if (kept.size > MOST_GROUPS)
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    return made;
  };

  const forget = (group: Group, now: number): void => {
    for (const [value, { at }] of group) if (Math.abs(now - at) > within) group.delete(value);
  };

  return {
    isOne: (event) => {
      const group = groupNamed(groupOf(event));
      const value = valueOf(event);
      const known = group.get(value);
      const before = known?.at;
      if (known === undefined) {
        if (group.size >= most) forget(group, event.at);
        if (group.size >= most) return false;
        group.set(value, { at: event.at });
      } else if (known.at < event.at) known.at = event.at;
      if (group.size < count) return false;
      if (before !== undefined && Math.abs(event.at - before) <= within) return false;
      let near = 0;
      for (const { at } of group.values()) if (Math.abs(event.at - at) <= within) near += 1;
      return near >= count;
    },
    *state() {
      for (const [name, group] of kept)
        yield [name, Array.from(group, ([value, { at }]) => [value, at] as const)];
    },
    restore: (name, values) => {
      const group = groupNamed(name);
      for (const [value, at] of values) group.set(value, { at });
    },
  };
};

const joined = (names: readonly string[]): ((event: TrailEvent) => string) => {
  const [first, second, ...others] = names.map(fieldReader);
  if (first === undefined) return () => '';
  if (second === undefined) return (event) => first(event) ?? '';
  if (others.length === 0) return (event) => `${first(event) ?? ''}|${second(event) ?? ''}`;
  return (event) => [first, second, ...others].map((read) => read(event) ?? '').join('|');
};
