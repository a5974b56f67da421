import { expect, test } from 'vitest';
import {
  delaySeconds,
  MAIL_RETRIES,
  QUEUE_RETRIES,
  readTopicDelivery,
  type RetryPolicy,
} from './delivery-policy.ts';

const delays = (policy: RetryPolicy, count: number): readonly (number | undefined)[] =>
  Array.from({ length: count }, (_, at) => delaySeconds(policy, at + 1));

test('a queue is tried three times at once, twice after a second, ten times after ever longer, then every 20 seconds', () => {
  const found = delays(QUEUE_RETRIES, 17);

  expect(found.slice(0, 6)).toEqual([0, 0, 0, 1, 1, 1]);
  expect(found.slice(14)).toEqual([20, 20, 20]);
  expect(delaySeconds(QUEUE_RETRIES, 100_015)).toBe(20);
  expect(delaySeconds(QUEUE_RETRIES, 100_016)).toBeUndefined();
});

test('mail is tried fifty times over more than six hours', () => {
  const found = delays(MAIL_RETRIES, 50).map((delay) => delay ?? 0);

  expect(found.slice(0, 3)).toEqual([10, 10, 10]);
  expect(found.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(6 * 3600);
  expect(delaySeconds(MAIL_RETRIES, 51)).toBeUndefined();
});

const policy = (more: object): string =>
  JSON.stringify({
    http: {
      defaultHealthyRetryPolicy: { minDelayTarget: 1, maxDelayTarget: 60, numRetries: 12, ...more },
    },
  });

test.for(['linear', 'arithmetic', 'geometric', 'exponential'])(
  'the %s function grows from the least to the greatest delay, after and before the phases beside it',
  (backoffFunction) => {
    const { retries } = readTopicDelivery(
      policy({
        backoffFunction,
        numNoDelayRetries: 1,
        numMinDelayRetries: 2,
        numMaxDelayRetries: 3,
      }),
    );

    const found = delays(retries, 13);

    expect(found.slice(0, 4)).toEqual([0, 1, 1, 1]);
    expect(found.slice(8)).toEqual([60, 60, 60, 60, undefined]);
    const growing = found.slice(3, 9).map((delay) => delay ?? 0);
    expect(growing.toSorted((a, b) => a - b)).toEqual(growing);
  },
);

test.for([
  ['{', 'failed to parse JSON'],
  ['[]', 'must be an object'],
  ['{"http":{"defaultHealthyRetryPolicy":{"numRetries":101}}}', 'numRetries must be an integer'],
  ['{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":30}}}', 'maxDelayTarget must be'],
  ['{"http":{"defaultHealthyRetryPolicy":{"numMinDelayRetries":5}}}', 'retries of all phases'],
  ['{"http":{"defaultHealthyRetryPolicy":{"backoffFunction":"x"}}}', 'backoffFunction must be'],
  [
    '{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":60,"maxDelayTarget":60,"numRetries":61}}}',
    'total policy retry time',
  ],
  ['{"http":{"defaultRequestPolicy":{"headerContentType":"a/b\\r\\nX: y"}}}', 'headerContentType'],
  ['{"http":{"disableSubscriptionOverrides":"yes"}}', 'disableSubscriptionOverrides'],
])('%s is refused: %s', ([text = '', message = '']) => {
  expect(() => readTopicDelivery(text)).toThrow(message);
});
