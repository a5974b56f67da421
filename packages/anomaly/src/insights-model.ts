import type { InsightsModel, InsightsSettings, StateRow } from './model.ts';

export type CreateInsightsModel = (
  restored?: Iterable<StateRow>,
  settings?: Partial<InsightsSettings>,
) => InsightsModel;
