export { type Alerts, createAlerts } from './alerts/alerts.ts';
export type { Losses } from './alerts/groups.ts';
export { ALERT_LIMITS, type AlertLimits, type AlertSettings } from './alerts/settings.ts';
export type { AlertState } from './alerts/stored.ts';
export { readSuppressions, type Suppression, SuppressionProblem } from './alerts/suppressions.ts';
export { createDetection, type Detection, type DetectionSettings, type Memory } from './detect.ts';
export { isProblem, type Problem, readTrailEvent } from './events/read-trail-event.ts';
export { summaryOf, touchedResources } from './events/touched-resources.ts';
export type {
  Actor,
  Alert,
  Detector,
  EventSummary,
  RuleFacts,
  Severity,
  Signal,
  TrailEvent,
} from './model.ts';
export { unwrap } from './reading/unwrap.ts';
export {
  type Progress,
  scan,
  type Scanned,
  type ScanFilter,
  type ScanSettings,
} from './scan/scan.ts';
export { createSeenIds, type SeenIds } from './scan/seen-ids.ts';
export type { FileProblem, Totals } from './scan/tally.ts';
export { isAtLeast, rankOf, SEVERITIES } from './severity.ts';
export { createLearning } from './learning.ts';
export {
  createReport,
  type Report,
  type ReportedAlert,
  reportedAlert,
  type ReportParts,
} from './report/report.ts';
export { alertText, type Ink, problemsText, summaryText } from './report/text.ts';
export { createEngine, type Engine, type EngineSettings, rulesInUse } from './engine.ts';
export { type GivenSettings, readEngineSettings, SettingsProblem } from './engine-settings.ts';
export { readDocument } from './read-document.ts';
export { removeCheckpoint } from './scan/checkpoint.ts';
export { bytesIn } from './scan/files.ts';
export {
  importSigma,
  type ListedRule,
  listRules,
  type LoadedRule,
  metricFilter,
  type MetricFilter,
  type ReadRules,
  readRuleFolder,
  readRules,
  type RuleFile,
  type RuleProblem,
  type RuleSpec,
  shippedRules,
  type TestedEvent,
  testRules,
} from './rules/index.ts';
export { keepSmall } from './scan/keep-small.ts';
export {
  answerTraps,
  createTraps,
  KEEPER_ROLE,
  KEEPER_SESSION,
  keeperPolicy,
  keeperTrust,
  type KeeperPlace,
  type MadeTrap,
  type Secrecy,
  touchTrap,
  type TouchingCall,
  TRAP_DEFAULTS,
  TRAP_RULE_LIST,
  TRAP_ROUTES,
  type TrapDeps,
  trapMigrations,
  type Traps,
  type TrapSettings,
  type TrapView,
} from './traps/index.ts';
export * from './live/index.ts';
export * from './investigate/index.ts';
