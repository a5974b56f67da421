export { createBehaviours, type LearningDetector } from './behaviours.ts';
export { BEHAVIOUR_RULES } from './facts.ts';
export { createInsights, INSIGHT_RULES, type InsightsDetector } from './insights.ts';
export type { LearnedRow } from './rows.ts';
export { BEHAVIOUR_DEFAULTS, type BehaviourSettings } from './settings.ts';
