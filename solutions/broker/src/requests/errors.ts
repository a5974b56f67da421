import { BrokerError, type IneligibleReason } from '../model/index.ts';

/** Also where there is one that the person may not see: ids tell nothing. */
export const notFound = (): BrokerError =>
  new BrokerError('not-found', 'There is no such request.');

export const inactive = (): BrokerError =>
  new BrokerError('forbidden', 'This person is not active in the directory.');

export const forbidden = (message: string): BrokerError => new BrokerError('forbidden', message);

export const selfApproval = (): BrokerError =>
  new BrokerError('self-approval', 'Nobody decides on a request of their own.');

export const alreadyDecided = (message: string): BrokerError =>
  new BrokerError('already-decided', message);

export const conflict = (
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): BrokerError => new BrokerError('conflict', message, details);

export const invalid = (
  field: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): BrokerError => new BrokerError('invalid', message, { field, ...details });

export const notEligible = ({ code, message, ruleId }: IneligibleReason): BrokerError =>
  new BrokerError('not-eligible', message, { because: code, ruleId });

export const unavailable = (message: string, cause: unknown): BrokerError =>
  new BrokerError('unavailable', message, {}, { cause });

/** What becomes of a question that the directory did not answer. */
export const directoryAway = (cause: unknown): BrokerError =>
  cause instanceof BrokerError ? cause : unavailable('The directory does not answer.', cause);

export const idempotencyMismatch = (): BrokerError =>
  new BrokerError(
    'idempotency-mismatch',
    'This idempotency key was used for a request with another content.',
  );

export const reviewDue = (): BrokerError =>
  new BrokerError(
    'review-due',
    'An earlier use of break-glass waits for its review; until then there is no other.',
  );

export const tooManyPending = (most: number): BrokerError =>
  new BrokerError('too-many-requests', `At most ${most} requests of one person may be pending.`);
