/** The server cannot start as things are; the message tells whoever started it what to change. */
export class StartRefusedError extends Error {
  override readonly name = 'StartRefusedError';
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Why a system call failed, in a few words. */
export const reasonOf = (error: unknown): string => {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') return 'another process listens there';
  if (code === 'EACCES') return 'permission denied';
  return error instanceof Error && error.message !== '' ? error.message : code || String(error);
};

// Errors of the store that are written for people.
const PLAIN = new Set([
  'CheckpointBucketError',
  'ConfigError',
  'DatabaseInUseError',
  'EditedMigrationError',
  'NewerDatabaseError',
  'StartRefusedError',
]);

/** What to print: the message alone where it is written for people, else with the place in the code. */
export const startFailure = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return PLAIN.has(error.name) ? error.message : (error.stack ?? error.message);
};
