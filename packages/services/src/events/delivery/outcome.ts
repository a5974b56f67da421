import { AwsError } from '@gatehouse/core';
import type { DeliveryOutcome } from '@gatehouse/service-kit';

/** Error codes of dead-letter messages (Amazon EventBridge User Guide, "Using dead-letter queues"). */
export type ErrorCode =
  | 'CONNECTION_FAILURE'
  | 'ERROR_FROM_TARGET'
  | 'FAILED_TO_ASSUME_ROLE'
  | 'INTERNAL_ERROR'
  | 'INVALID_JSON'
  | 'INVALID_PARAMETER'
  | 'NO_PERMISSIONS'
  | 'NO_RESOURCE'
  | 'RESOURCE_LIMIT_EXCEEDED'
  | 'SDK_CLIENT_ERROR'
  | 'THIRD_ACCOUNT_HOP_DETECTED'
  | 'THIRD_REGION_HOP_DETECTED'
  | 'THROTTLING'
  | 'TIMEOUT';

/** What came of an attempt. `failed` is final; what is to come `later` may pass. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string }
  | {
      readonly kind: 'later';
      readonly code: ErrorCode;
      readonly message: string;
      /** The target asks for a pause that long. */
      readonly afterSeconds?: number | undefined;
    };

export const DELIVERED: Outcome = { kind: 'delivered' };

export const failed = (code: ErrorCode, message: string): Outcome => ({
  kind: 'failed',
  code,
  message,
});

export const later = (code: ErrorCode, message: string, afterSeconds?: number): Outcome => ({
  kind: 'later',
  code,
  message,
  afterSeconds,
});

/** What a port of another service answers. */
export const outcomeOf = (answer: DeliveryOutcome, targetArn: string): Outcome => {
  switch (answer) {
    case 'sent':
      return DELIVERED;
    case 'refused':
      return failed('NO_PERMISSIONS', `The target ${targetArn} does not accept the event.`);
    case 'missing':
      return failed('NO_RESOURCE', `The target ${targetArn} does not exist.`);
    default:
      return answer satisfies never;
  }
};

const DENIED = /AccessDenied|UnauthorizedOperation|AuthorizationError|InvalidClientTokenId/;
const MISSING = /NotFound|NonExistent|DoesNotExist|NoSuch|Missing/;
const THROTTLED = /Throttl|TooManyRequests|LimitExceeded|RequestLimit/;

/** What an operation's error means for the event that it was called for. */
export const outcomeOfError = (error: unknown): Outcome => {
  if (!(error instanceof AwsError) || (error.status ?? 400) >= 500)
    return later('INTERNAL_ERROR', 'The target could not be reached.');
  const { name: code, message } = error;
  if (DENIED.test(code)) return failed('NO_PERMISSIONS', message);
  if (MISSING.test(code)) return failed('NO_RESOURCE', message);
  if (THROTTLED.test(code)) return later('THROTTLING', message);
  return failed('ERROR_FROM_TARGET', `${code}: ${message}`);
};
