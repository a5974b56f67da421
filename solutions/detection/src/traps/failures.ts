/** The name asked for belongs to somebody else's resource: another name is needed. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken';
}

/** Somebody else is at this trap, or it is not far enough: again a little later. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
}

/** What an administrator asked for cannot be done. */
export class TrapRefusal extends Error {
  override readonly name = 'TrapRefusal';
  readonly code: 'not-found' | 'invalid' | 'conflict';

  constructor(code: TrapRefusal['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const statusOf = (error: unknown): unknown => member(member(error, '$metadata'), 'httpStatusCode');

export const isNamed = (error: unknown, names: readonly string[]): boolean => {
  const name = member(error, 'name');
  return typeof name === 'string' && names.includes(name);
};

const MISSING = [
  'NoSuchEntity',
  'NoSuchEntityException',
  'NoSuchBucket',
  'NoSuchBucketPolicy',
  'NoSuchPublicAccessBlockConfiguration',
  'NotFound',
  'ParameterNotFound',
  'ResourceNotFoundException',
  'TrailNotFoundException',
];

export const isMissing = (error: unknown): boolean =>
  isNamed(error, MISSING) || statusOf(error) === 404;

const EXISTING = [
  'BucketAlreadyExists',
  'BucketAlreadyOwnedByYou',
  'EntityAlreadyExists',
  'EntityAlreadyExistsException',
  'ParameterAlreadyExists',
  'ResourceExistsException',
  'ResourceInUseException',
  'TrailAlreadyExistsException',
];

export const isExisting = (error: unknown): boolean => isNamed(error, EXISTING);

/** The answer; undefined where what was asked about does not exist. */
export const ifThere = async <Answer>(asked: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** Makes something, which an attempt that was cut short may have made before. */
export const unlessThere = async (made: Promise<unknown>): Promise<void> => {
  try {
    await made;
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
};

/** What failed, in words that name no trap: codes of AWS's errors, never their messages. */
export const failureOf = (error: unknown): string => {
  const name = member(error, 'name');
  if (error instanceof NotYet) return error.message;
  return typeof name === 'string' && /^[A-Za-z.]{3,64}$/.test(name) ? name : 'Error';
};
