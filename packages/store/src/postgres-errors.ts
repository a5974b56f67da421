/** The connection went while COMMIT was under way: the write may have happened or not. */
export class UnknownOutcomeError extends Error {
  override readonly name = 'UnknownOutcomeError';

  constructor(cause: unknown) {
    super('the connection to the database was lost during a commit; its outcome is unknown', {
      cause,
    });
  }
}

/** The connection went before a commit was under way: nothing of the transaction has happened. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';

  constructor(cause: unknown) {
    super('the connection to the database was lost', { cause });
  }
}

const code = (error: unknown): string => {
  const value: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof value === 'string' ? value : '';
};

// PostgreSQL manual, appendix A: serialization_failure, deadlock_detected.
const CONFLICTS = new Set(['40001', '40P01']);

/** Two transactions got in each other's way; running this one again is the remedy (section 13.5). */
export const isConflict = (error: unknown): boolean => CONFLICTS.has(code(error));

// Shutdown, crash recovery, still starting, too many connections; and what the operating system says.
const UNREACHABLE = new Set([
  '53300',
  '57P01',
  '57P02',
  '57P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
]);

/** The server is away or has cut the connection. Class 08 is "connection exception". */
export const isUnreachable = (error: unknown): boolean =>
  UNREACHABLE.has(code(error)) || code(error).startsWith('08');

/** The server cut a transaction off because nothing came for too long: `work` hangs, and would hang again. */
export const isIdleTooLong = (error: unknown): boolean => code(error) === '25P03';

/**
 * A prepared statement outlived a change of its table by another node's migration. It stays unusable on its
 * connection, so that must be given up (feature_not_supported, "cached plan must not change result type").
 */
export const isStalePlan = (error: unknown): boolean => code(error) === '0A000';
