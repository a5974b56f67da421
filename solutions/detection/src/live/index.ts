export type * from './api/index.ts';
export { changeAlerts, listAlerts, showAlert, type Asking } from './answers/alerts.ts';
export { callsOf } from './answers/calls.ts';
export { DetectionRefusal } from './answers/refusal.ts';
export {
  changeParameters,
  changeRule,
  importRules,
  removeRule,
  rulesOf,
  type SettingsDeps,
} from './answers/rules.ts';
export { statusOf } from './answers/status.ts';
export {
  addSuppression,
  changesOf,
  removeSuppression,
  suppressionsOf,
} from './answers/suppressions.ts';
export { createLiveDetection } from './detection.ts';
export type { LiveDeps, LiveDetection, LiveSettings } from './model.ts';
export { liveMigrations } from './store/migrations.ts';
