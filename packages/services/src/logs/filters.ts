import { compileFilter, type CompiledFilter, parseFilterPattern } from '@gatehouse/patterns';
import { invalid } from './errors.ts';

const KEPT = 1000;

/** Filter patterns, compiled once. */
export interface Filters {
  /** @throws AwsError when it is none */
  of(pattern: string): CompiledFilter;
}

export const createFilters = (): Filters => {
  const kept = new Map<string, CompiledFilter>();
  return {
    of: (text) => {
      const known = kept.get(text);
      if (known !== undefined) return known;
      const read = parseFilterPattern(text);
      if ('problem' in read) throw invalid(read.problem.message);
      const filter = compileFilter(read.pattern);
      for (const oldest of kept.keys()) {
        if (kept.size < KEPT) break;
        kept.delete(oldest);
      }
      kept.set(text, filter);
      return filter;
    },
  };
};

/** How many regular expressions a stored pattern holds. */
export const regexesIn = (text: string): number => {
  const read = parseFilterPattern(text);
  return 'problem' in read ? 0 : read.pattern.regexes;
};
