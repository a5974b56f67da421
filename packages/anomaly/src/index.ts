export { chartOf } from './chart.ts';
export { createInsightsModel } from './insights-model.ts';
export type {
  ApiCall,
  AttributedAverage,
  Attribution,
  Baseline,
  ChartPoint,
  InsightSubject,
  InsightsModel,
  InsightsSettings,
  InsightTransition,
  InsightType,
  StateRow,
} from './model.ts';
