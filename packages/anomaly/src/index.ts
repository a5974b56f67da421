export type {
  ApiCall,
  AttributedAverage,
  Attribution,
  Baseline,
  ChartPoint,
  InsightSubject,
  InsightType,
  InsightTransition,
  InsightsModel,
  InsightsSettings,
  StateRow,
} from './model.ts';
export type { CreateInsightsModel } from './insights-model.ts';
