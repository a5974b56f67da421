export { metricFilter, type MetricFilter } from './metric-filter.ts';
export type { LoadedRule, RuleSpec } from './model.ts';
export { shippedRules } from './packs/index.ts';
export { readRuleFolder, readRules } from './read-rule-folder.ts';
export { importSigma, type ReadRules, type RuleFile } from './sigma/import-sigma.ts';
export { type ListedRule, listRules, type TestedEvent, testRules } from './test-rules.ts';
export type { RuleProblem } from './yaml-tree.ts';
