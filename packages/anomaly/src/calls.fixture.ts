import type { ApiCall, InsightsModel, InsightTransition } from './model.ts';

const MINUTE = 60_000;
/** A Monday, 00:00 UTC. */
export const MONDAY = Date.UTC(2026, 9, 5);

export const at = (days: number, hours = 0, minutes = 0): number =>
  MONDAY + ((days * 24 + hours) * 60 + minutes) * MINUTE;

export const call = (time: number, change: Partial<ApiCall> = {}): ApiCall => ({
  at: time,
  account: '111122223333',
  region: 'eu-central-1',
  source: 'ec2.amazonaws.com',
  name: 'RunInstances',
  write: true,
  errorCode: undefined,
  userIdentityArn: 'arn:aws:iam::111122223333:role/deploy',
  userAgent: 'aws-cli/2.17',
  ...change,
});

export const times = (count: number, time: number, change: Partial<ApiCall> = {}): ApiCall[] =>
  Array.from({ length: count }, (_, index) => call(time + (index % 60) * 1000, change));

/** The same numbers on every run. */
export const dice = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};

export const feed = (model: InsightsModel, calls: Iterable<ApiCall>): InsightTransition[] => {
  const said: InsightTransition[] = [];
  for (const each of calls) said.push(...model.observe(each));
  return said;
};

/** One call every ten minutes over so many days, and a read between them. */
export const steady = (days: number, change: Partial<ApiCall> = {}): ApiCall[] =>
  Array.from({ length: days * 144 }, (_, index) => call(MONDAY + index * 10 * MINUTE, change));
