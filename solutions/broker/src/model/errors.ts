export type BrokerErrorCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'not-eligible'
  | 'self-approval'
  | 'not-found'
  | 'conflict'
  | 'already-decided'
  | 'invalid'
  | 'idempotency-mismatch'
  | 'review-due'
  | 'too-many-requests'
  | 'unavailable';

export const STATUS: Readonly<Record<BrokerErrorCode, 401 | 403 | 404 | 409 | 422 | 429 | 503>> = {
  unauthenticated: 401,
  forbidden: 403,
  'not-eligible': 403,
  'self-approval': 403,
  'not-found': 404,
  conflict: 409,
  'already-decided': 409,
  invalid: 422,
  'idempotency-mismatch': 422,
  'review-due': 409,
  'too-many-requests': 429,
  unavailable: 503,
};

/** "No", with the reason that the caller may see. No secret in the message. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: BrokerErrorCode;
  /** More for the reader: which rule, which field. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: BrokerErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}
