/** An error of the function's making that has a name of Lambda's. */
export class FunctionError extends Error {
  override readonly name: string;

  constructor(name: string, message: string, stack?: string) {
    super(message);
    this.name = name;
    if (stack !== undefined) this.stack = stack;
  }
}

const linesOf = (error: Error): string[] =>
  (error.stack ?? '').replaceAll('\u007F', '%7F').split('\n');

const extras = (error: Error): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(error).filter(([name]) => !['name', 'message', 'stack'].includes(name)),
  );

const serializable = (value: unknown): unknown => {
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return String(value);
  }
};

/** What the invoker gets of an error, and what the log gets. */
export const errorDocument = (
  error: unknown,
): { readonly document: object; readonly logged: object } => {
  if (error instanceof Error) {
    const errorType = error.name;
    const errorMessage = error.message;
    return {
      document: { errorType, errorMessage, trace: linesOf(error) },
      logged: {
        errorType,
        errorMessage,
        ...Object.fromEntries(
          Object.entries(extras(error)).map(([name, value]) => [name, serializable(value)]),
        ),
        stack: linesOf(error),
      },
    };
  }
  const errorMessage = typeof error === 'string' ? error : JSON.stringify(serializable(error));
  const errorType = typeof error;
  return {
    document: { errorType, errorMessage, trace: [] },
    logged: { errorType, errorMessage, stack: [] },
  };
};
