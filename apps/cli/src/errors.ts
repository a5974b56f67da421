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

/** `AccessDenied: User … is not authorized …`; a connection that fails says so only in its code. */
export const failureText = (error: unknown): string => {
  if (!(error instanceof Error)) return messageOf(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message === '' ? code : `${code}: ${error.message}`;
};
