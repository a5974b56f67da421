export type { Cause, Deletion, Ignored, ResourceName } from './deletions/deletion.ts';
export type { Entry, JournaledOutcome, Position, Totals } from './journal/journal.ts';
export { resolverMigrations } from './journal/migrations.ts';
export { createResolver, type Report, type Resolver, type ResolverSettings } from './resolver.ts';
export { UPDATED_BY } from './resolving/note.ts';
export type { Outcome, Resolution } from './resolving/resolve.ts';
export { scan, type ScanSettings, type ScanStep } from './scan.ts';
export type { Place } from './sources/history.ts';
