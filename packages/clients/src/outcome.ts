/**
 * What is known after a call failed. `throttled` and `refused`: the service answered that it did nothing. `unknown`: there was
 * no answer, or one of a service in trouble, so that it may have done what it was asked.
 */
export type Outcome = 'throttled' | 'refused' | 'unknown';

/** What the SDK's errors carry; read without trusting that they do. */
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

// The names by which AWS services refuse for their rate (AWS SDKs and Tools Reference Guide, "Retry behavior").
const THROTTLING: ReadonlySet<unknown> = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

export const statusOf = (error: unknown): number | undefined => {
  const status = member(member(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
};

/** Whether a service itself said that it was asked too often. */
export const isThrottling = (error: unknown): boolean =>
  statusOf(error) !== undefined &&
  (THROTTLING.has(member(error, 'name')) || statusOf(error) === 429);

export const outcomeOf = (error: unknown): Outcome => {
  if (isThrottling(error)) return 'throttled';
  const status = statusOf(error);
  const named = member(error, '$fault') !== undefined;
  return named && status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unknown';
};
