export {
  type CompiledQuery,
  compileQuery,
  type QueryRun,
  type QueryStatistics,
  type ResultRow,
  type RunSettings,
} from './compile-query.ts';
export { discoveredFields } from './discover.ts';
export { type QueryProblem, TooMuchMemory } from './problem.ts';
export type { LogRecord } from './row.ts';
export { toText, type Value } from './value.ts';
