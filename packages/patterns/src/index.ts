export { type FieldExplanation, type Explanation, explainPattern } from './explain-pattern.ts';
export { type Matcher, type NamedPattern, compilePatterns } from './matcher/matcher.ts';
export type { Pattern, PatternProblem } from './model.ts';
export { type PatternLimits, parsePattern } from './parse-pattern.ts';
export { compileFilter, type CompiledFilter } from './filter/compile-filter.ts';
export { explainFilter, type FilterExplanation, type FilterStep } from './filter/explain-filter.ts';
export type { FilterPattern, FilterProblem } from './filter/model.ts';
export { parseFilterPattern, parseSelector } from './filter/parse-filter-pattern.ts';
export {
  compileCondition,
  type JsonRecord,
  type RecordCheck,
} from './records/compile-condition.ts';
export { compileRecordRules, type RecordMatcher } from './records/compile-record-rules.ts';
export { isInNetwork, network } from './records/compile-test.ts';
export { filterCondition } from './records/from-filter.ts';
export type {
  GlobToken,
  Network,
  RecordCondition,
  RecordSelector,
  RecordTest,
} from './records/model.ts';
export { recordRegex } from './records/record-regex.ts';
