/** The command was written wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something outside did not do its part: exit code 3. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** What a thrown thing says, in one line and without a stack. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
