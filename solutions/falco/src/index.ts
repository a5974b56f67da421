export type { FalcoAlert, Origin } from './alerts/alert.ts';
export type { AlertReading, Refused } from './alerts/read-alerts.ts';
export { readAnything } from './alerts/read-subscription.ts';
export {
  createFalco,
  type Delivery,
  type Falco,
  type FalcoSettings,
  type Receipt,
} from './falco.ts';
export { findingsOf } from './findings/merge.ts';
export { type FailedImport, importFindings } from './importing.ts';
export type { AlertSource } from './sources.ts';
export { falcoMigrations } from './spool/migrations.ts';
export type { SpoolState } from './spool/spool.ts';
