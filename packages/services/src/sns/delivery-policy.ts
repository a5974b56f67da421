import { FilterPolicyError, parseJson } from './filter-policy.ts';

/** How often and when a delivery is tried again (Amazon SNS Developer Guide, "Message delivery retries"). */
export interface RetryPolicy {
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numMaxDelayRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly backoffFunction: 'arithmetic' | 'exponential' | 'geometric' | 'linear';
}

const HTTP: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
};

/** Of queues, which SNS does not let anybody change. */
export const QUEUE_RETRIES: RetryPolicy = {
  minDelayTarget: 1,
  maxDelayTarget: 20,
  numRetries: 100_015,
  numMaxDelayRetries: 100_000,
  numNoDelayRetries: 3,
  numMinDelayRetries: 2,
  backoffFunction: 'exponential',
};

/** Of mail. */
export const MAIL_RETRIES: RetryPolicy = {
  minDelayTarget: 10,
  maxDelayTarget: 600,
  numRetries: 50,
  numMaxDelayRetries: 38,
  numNoDelayRetries: 0,
  numMinDelayRetries: 2,
  backoffFunction: 'exponential',
};

/** The share of the way from the least to the greatest delay, at step `at` of `steps`. */
const shareOf = ({ backoffFunction }: RetryPolicy, at: number, steps: number): number => {
  if (steps < 2) return 0;
  const linear = at / (steps - 1);
  switch (backoffFunction) {
    case 'linear':
      return linear;
    case 'arithmetic':
      return (at * (at + 1)) / (steps * (steps - 1));
    case 'geometric':
      return linear ** 2;
    case 'exponential':
      return (2 ** at - 1) / (2 ** (steps - 1) - 1);
    default:
      return backoffFunction satisfies never;
  }
};

/** Seconds to wait after so many failures, or undefined when it was the last attempt. */
export const delaySeconds = (policy: RetryPolicy, failures: number): number | undefined => {
  const { minDelayTarget: least, maxDelayTarget: most, numRetries } = policy;
  const { numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } = policy;
  if (failures > numRetries) return undefined;
  if (failures <= numNoDelayRetries) return 0;
  const early = numNoDelayRetries + numMinDelayRetries;
  if (failures <= early) return least;
  const steps = numRetries - early - numMaxDelayRetries;
  const at = failures - early - 1;
  return at < steps ? least + (most - least) * shareOf(policy, at, steps) : most;
};

const LONGEST_SECONDS = 3600;
const MOST_RETRIES = 100;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const refuse = (message: string): never => {
  throw new FilterPolicyError(message);
};

const NUMBERS = [
  ['minDelayTarget', 1, LONGEST_SECONDS],
  ['maxDelayTarget', 1, LONGEST_SECONDS],
  ['numRetries', 0, MOST_RETRIES],
  ['numMaxDelayRetries', 0, MOST_RETRIES],
  ['numNoDelayRetries', 0, MOST_RETRIES],
  ['numMinDelayRetries', 0, MOST_RETRIES],
] as const;

const FUNCTIONS = ['arithmetic', 'exponential', 'geometric', 'linear'] as const;

/** A healthyRetryPolicy over the usual values. */
const readRetries = (at: string, value: unknown): RetryPolicy => {
  if (value === undefined) return HTTP;
  if (!isObject(value)) return refuse(`${at} must be an object`);
  let policy = HTTP;
  for (const [name, least, most] of NUMBERS) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given === undefined) continue;
    if (typeof given !== 'number' || !Number.isInteger(given) || given < least || given > most)
      return refuse(`${at}.${name} must be an integer from ${least} to ${most}`);
    policy = { ...policy, [name]: given };
  }
  const named = Object.hasOwn(value, 'backoffFunction') ? value['backoffFunction'] : 'linear';
  const backoffFunction = FUNCTIONS.find((name) => name === named);
  if (backoffFunction === undefined)
    return refuse(`${at}.backoffFunction must be one of ${FUNCTIONS.join(', ')}`);
  return requireSound(at, { ...policy, backoffFunction });
};

const requireSound = (at: string, policy: RetryPolicy): RetryPolicy => {
  if (policy.maxDelayTarget < policy.minDelayTarget)
    refuse(`${at}.maxDelayTarget must be greater than or equal to minDelayTarget`);
  const phases = policy.numNoDelayRetries + policy.numMinDelayRetries + policy.numMaxDelayRetries;
  if (phases > policy.numRetries)
    refuse(`${at}.numRetries must be greater than or equal to the retries of all phases`);
  let total = 0;
  for (let failures = 1; failures <= policy.numRetries; failures += 1)
    total += delaySeconds(policy, failures) ?? 0;
  if (total > LONGEST_SECONDS)
    refuse(`${at}: the total policy retry time can not be greater than ${LONGEST_SECONDS} seconds`);
  return policy;
};

const CONTENT_TYPE = 'text/plain; charset=UTF-8';

const readContentType = (at: string, value: unknown): string => {
  if (value === undefined) return CONTENT_TYPE;
  const type = isObject(value) ? value['headerContentType'] : undefined;
  if (type === undefined && isObject(value)) return CONTENT_TYPE;
  // It becomes a header line.
  return typeof type === 'string' && /^[\w.+/-]+(; ?charset=[\w-]+)?$/i.test(type)
    ? type
    : refuse(`${at}.headerContentType is invalid`);
};

export interface HttpDelivery {
  readonly retries: RetryPolicy;
  readonly contentType: string;
}

const USUAL: HttpDelivery = { retries: HTTP, contentType: CONTENT_TYPE };

interface TopicDelivery extends HttpDelivery {
  readonly disableSubscriptionOverrides: boolean;
  readonly given: Readonly<Record<string, unknown>>;
}

const readObject = (text: string): Readonly<Record<string, unknown>> => {
  const value = parseJson(text);
  return isObject(value) ? value : refuse('it must be an object');
};

/** A topic's DeliveryPolicy. @throws FilterPolicyError */
export const readTopicDelivery = (text: string | undefined): TopicDelivery => {
  const document = text === undefined || text === '' ? {} : readObject(text);
  const http = Object.hasOwn(document, 'http') ? document['http'] : {};
  if (!isObject(http)) return refuse('http must be an object');
  const disabled = http['disableSubscriptionOverrides'] ?? false;
  if (typeof disabled !== 'boolean')
    return refuse('http.disableSubscriptionOverrides must be true or false');
  return {
    retries: readRetries('http.defaultHealthyRetryPolicy', http['defaultHealthyRetryPolicy']),
    contentType: readContentType('http.defaultRequestPolicy', http['defaultRequestPolicy']),
    disableSubscriptionOverrides: disabled,
    given: http,
  };
};

/** A subscription's DeliveryPolicy. @throws FilterPolicyError */
export const readSubscriptionDelivery = (text: string): HttpDelivery => {
  const document = readObject(text);
  return {
    retries: readRetries('healthyRetryPolicy', document['healthyRetryPolicy']),
    contentType: readContentType('requestPolicy', document['requestPolicy']),
  };
};

/** A topic's DeliveryPolicy as GetTopicAttributes shows it. */
export const shownTopicDelivery = (text: string): string => {
  const { given, disableSubscriptionOverrides } = readTopicDelivery(text);
  return JSON.stringify({ http: { ...given, disableSubscriptionOverrides } });
};

export const effectiveTopicDelivery = (text: string | undefined): string => {
  const { retries, contentType, disableSubscriptionOverrides } = readTopicDelivery(text);
  return JSON.stringify({
    http: {
      defaultHealthyRetryPolicy: retries,
      disableSubscriptionOverrides,
      defaultRequestPolicy: { headerContentType: contentType },
    },
  });
};

/** What holds for a subscription: its own policy unless the topic forbids that, else the topic's. */
export const effectiveDelivery = (
  topicText: string | undefined,
  ownText: string | undefined,
): HttpDelivery => {
  const topic = topicText === undefined ? undefined : readTopicDelivery(topicText);
  if (ownText !== undefined && topic?.disableSubscriptionOverrides !== true)
    return readSubscriptionDelivery(ownText);
  return topic ?? USUAL;
};

export const shownEffectiveDelivery = ({ retries, contentType }: HttpDelivery): string =>
  JSON.stringify({
    healthyRetryPolicy: retries,
    sicklyRetryPolicy: null,
    throttlePolicy: null,
    requestPolicy: { headerContentType: contentType },
    guaranteed: false,
  });
