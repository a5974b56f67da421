export { type FieldExplanation, type Explanation, explainPattern } from './explain-pattern.ts';
export { type Matcher, type NamedPattern, compilePatterns } from './matcher/matcher.ts';
export type { Pattern, PatternProblem } from './model.ts';
export { type PatternLimits, parsePattern } from './parse-pattern.ts';
