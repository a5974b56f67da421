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
