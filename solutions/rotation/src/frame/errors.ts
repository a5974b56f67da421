/** A step cannot go on. Lambda's runtime logs errors with all their properties, so this one has a message and nothing else. */
export class RotationFailure extends Error {
  override readonly name = 'RotationFailure';
}

/** The name of an error of AWS or of Node, else undefined. */
export const nameOf = (error: unknown): string | undefined =>
  error instanceof Error ? error.name : undefined;
