export { type FieldExplanation, type Explanation, explainPattern } from './explain-pattern.ts';
export { type Matcher, type NamedPattern, compilePatterns } from './matcher/matcher.ts';
export type { Pattern, PatternProblem } from './model.ts';
export { type PatternLimits, parsePattern } from './parse-pattern.ts';
export { compileFilter, type CompiledFilter } from './filter/compile-filter.ts';
export { explainFilter, type FilterExplanation, type FilterStep } from './filter/explain-filter.ts';
export type { FilterPattern, FilterProblem } from './filter/model.ts';
export { parseFilterPattern, parseSelector } from './filter/parse-filter-pattern.ts';
