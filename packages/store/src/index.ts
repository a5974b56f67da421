export { openBlobs } from './blobs.ts';
export { coreMigrations } from './core-migrations.ts';
export {
  DatabaseInUseError,
  EditedMigrationError,
  isForeignKeyViolation,
  isUniqueViolation,
  NewerDatabaseError,
} from './errors.ts';
export { memoryStore } from './memory-store.ts';
export { migrate } from './migrate.ts';
export type { Migration } from './migrations.ts';
export { appendOutbox, drainOutbox, type OutboxRow } from './outbox.ts';
export { openPostgres, type PostgresSettings } from './postgres-store.ts';
export { UnknownOutcomeError } from './postgres-errors.ts';
export { openSqlite, type SqliteSettings } from './sqlite-store.ts';
export type { SqlValue, Store, Tx } from './store.ts';
export {
  createWorkRunner,
  type WorkHandler,
  type WorkRunner,
  type WorkRunnerSettings,
} from './work-runner.ts';
export type { LeasedWork } from './work-leases.ts';
export {
  cancelWork,
  type DeadWork,
  listDeadWork,
  listWork,
  retryDeadWork,
  scheduleWork,
  scheduleWorkOnce,
  type ScheduledWork,
  type Work,
} from './work.ts';
export { wipe } from './wipe.ts';
