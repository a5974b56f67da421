import type { Clock } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import type { CallsAnswer, CallsPoint, CallsQuestion } from '../api/index.ts';
import type { LiveDetection } from '../model.ts';
import { callRows, HOUR_MS, PERIOD_MS, type PeriodCalls } from '../store/calls.ts';
import { insightRows } from '../store/insights.ts';
import { counts } from '../store/memory.ts';
import { invalid } from './refusal.ts';

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly live: LiveDetection;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 90;
const MOST_POINTS = 400;
const MOST_APIS = 50;
const MOST_INSIGHTS = 200;

const timeOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid(`${name}: is a time such as 2026-11-25T12:00:00Z`);
  return at;
};

/** A whole number of the smallest period, so that there are not too many. */
const periodFor = (length: number, least: number): number =>
  [1, 3, 6, 12, 36, 72, 144, 288]
    .map((times) => times * PERIOD_MS)
    .find((period) => period >= least && length / period <= MOST_POINTS) ?? DAY_MS;

const pointsOf = (
  rows: readonly PeriodCalls[],
  from: number,
  to: number,
  period: number,
): Map<number, CallsPoint> => {
  const points = new Map<number, CallsPoint>();
  for (let at = from; at < to; at += period)
    points.set(at, {
      at: new Date(at).toISOString(),
      calls: 0,
      writes: 0,
      errors: 0,
      usual: undefined,
      high: undefined,
    });
  for (const { at, calls, writes, errors } of rows) {
    const start = at - (at % period);
    const point = points.get(start);
    if (point !== undefined)
      points.set(start, {
        ...point,
        calls: point.calls + calls,
        writes: point.writes + writes,
        errors: point.errors + errors,
      });
  }
  return points;
};

/** What is usual for one API by hours, where the period is one. */
const withUsual = (
  { live }: Deps,
  { account, region, source, name }: CallsQuestion,
  points: Map<number, CallsPoint>,
): void => {
  const insights = live.processor()?.engine.insights;
  if (insights === undefined || source === undefined || name === undefined) return;
  if (account === undefined || region === undefined) return;
  const subject = { account, region, source, name, errorCode: undefined };
  for (const { at, expected, high } of insights.hours(subject)) {
    const point = points.get(at);
    if (point !== undefined) points.set(at, { ...point, usual: expected, high });
  }
};

/** Calls over time, and the insights in it. */
export const callsOf = async (deps: Deps, question: CallsQuestion): Promise<CallsAnswer> => {
  const { store, clock } = deps;
  const now = clock.now().getTime();
  const to = timeOf('to', question.to) ?? now + 1;
  const begin = timeOf('from', question.from) ?? to - DAY_MS;
  if (begin >= to || to - begin > MOST_DAYS * DAY_MS)
    throw invalid(`from and to: at most ${MOST_DAYS} days that are in order`);
  const { source, name } = question;
  const isApi = source !== undefined && name !== undefined;
  const period = periodFor(to - begin, isApi ? HOUR_MS : PERIOD_MS);
  const from = begin - (begin % period);
  const filter = { from, to, account: question.account, region: question.region };
  return store.read(async (tx) => {
    const rows = isApi
      ? await callRows.ofApi(tx, filter, source, name)
      : await callRows.totals(tx, filter);
    const points = pointsOf(rows, from, to, period);
    if (isApi && period === HOUR_MS) withUsual(deps, question, points);
    const insights = await insightRows.within(tx, from, to, MOST_INSIGHTS);
    const countedSince = (await counts.all(tx)).get('first-at');
    return {
      periodSeconds: period / 1000,
      points: [...points.values()],
      insights: insights.filter(
        (mark) =>
          (question.account === undefined || mark.account === question.account) &&
          (question.region === undefined || mark.region === question.region) &&
          (source === undefined || mark.source === source) &&
          (name === undefined || mark.name === name),
      ),
      apis: await callRows.apis(tx, filter, MOST_APIS),
      countedSince: countedSince === undefined ? undefined : new Date(countedSince).toISOString(),
    };
  });
};
