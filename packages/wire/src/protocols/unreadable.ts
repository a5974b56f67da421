import { AwsError } from '@gatehouse/core';

/**
 * What a reader throws when the bytes do not say what the model asks for. `syntax`: they are not the format at all.
 * `value`: they are, but the wrong kind of value stands somewhere. A protocol turns it into its own error.
 */
export class Unreadable extends Error {
  readonly what: 'syntax' | 'value';

  constructor(message: string, what: 'syntax' | 'value' = 'value') {
    super(message);
    this.name = 'Unreadable';
    this.what = what;
  }
}

/** Runs `read`; what it cannot read becomes the error that `codeOf` names. */
export const readOr = <Value>(
  codeOf: (unreadable: Unreadable) => string,
  read: () => Value,
): Value => {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof Unreadable) throw new AwsError(codeOf(cause), cause.message, { cause });
    throw cause;
  }
};
