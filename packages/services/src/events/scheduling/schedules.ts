import type { Clock, Ids, Log } from '@gatehouse/core';
import { nextAfter, parseSchedule, type Schedule } from '@gatehouse/schedule';
import { cancelWork, scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import { laneOf } from '../delivery/lanes.ts';
import type { Rule } from '../model.ts';
import { rules } from '../repositories/rules.ts';
import { type RuleSchedule, schedules } from '../repositories/schedules.ts';
import { targets } from '../repositories/targets.ts';
import type { Admission } from '../routing/admission.ts';
import { arrivalOf } from '../routing/arrivals.ts';

export const SCHEDULE = 'events.schedule';

/** Due times that passed while no server ran are made up for, up to a day of minutes. */
const MOST_MISSED = 1440;
const FIRED_AT_ONCE = 50;

interface Deps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly admission: Admission;
}

const scheduleOf = (expression: string | undefined): Schedule | undefined => {
  const parsed = expression === undefined ? undefined : parseSchedule(expression);
  return parsed === undefined || parsed.kind === 'refusal' ? undefined : parsed;
};

const planFiring = (tx: Tx, ruleArn: string, dueAt: Date): Promise<void> =>
  scheduleWork(tx, { kind: SCHEDULE, key: ruleArn, payload: '', dueAt });

const end = async (tx: Tx, ruleArn: string): Promise<void> => {
  await schedules.delete(tx, ruleArn);
  await cancelWork(tx, SCHEDULE, ruleArn);
};

/** A rule that was put anew with the same expression goes on as before; any other begins now. */
export const scheduleChanged = async (tx: Tx, rule: Rule, now: Date): Promise<void> => {
  const schedule = rule.state === 'DISABLED' ? undefined : scheduleOf(rule.scheduleExpression);
  const nextAt = schedule === undefined ? undefined : nextAfter(schedule, now);
  const expression = rule.scheduleExpression;
  if (nextAt === undefined || expression === undefined) return end(tx, rule.arn);
  const known = await schedules.find(tx, rule.arn);
  if (known?.expression === expression) return;
  await schedules.put(tx, { ruleArn: rule.arn, expression, nextAt });
  await planFiring(tx, rule.arn, nextAt);
};

export const scheduleEnded = (tx: Tx, ruleArn: string): Promise<void> => end(tx, ruleArn);

/** The event of a due time, to the rule's own targets. */
const fire = async (deps: Deps, tx: Tx, rule: Rule, at: Date): Promise<void> => {
  const own = await targets.ofRule(tx, rule.arn);
  if (own.length === 0) return;
  const arrival = arrivalOf({
    busArn: rule.busArn,
    busAccount: rule.account,
    busRegion: rule.region,
    id: deps.ids.uuid(),
    source: 'aws.events',
    detailType: 'Scheduled Event',
    account: rule.account,
    region: rule.region,
    time: at,
    resources: [rule.arn],
    detailText: '{}',
  });
  await deps.admission.admitFor(tx, arrival, {
    ruleArn: rule.arn,
    takesReads: true,
    targets: own.map((target) => ({ id: target.Id, lane: laneOf(target.Arn, rule.account) })),
  });
};

/** The due times from the planned one until now, the oldest left out where there are too many; and the one behind them. */
const dueTimes = (
  { log }: Deps,
  schedule: Schedule,
  { ruleArn, nextAt }: RuleSchedule,
  now: Date,
): { readonly due: readonly Date[]; readonly next: Date | undefined } => {
  const due: Date[] = [];
  let next: Date | undefined = nextAt;
  let missed = 0;
  while (next !== undefined && next <= now) {
    due.push(next);
    if (due.length > MOST_MISSED) {
      due.shift();
      missed += 1;
    }
    next = nextAfter(schedule, next);
  }
  if (missed > 0) log.warn('due times of a rule were missed', { rule: ruleArn, missed });
  return { due, next };
};

/** What is due by now, in one transaction: a piece of it, and whether there is more. */
const fireDue = async (deps: Deps, tx: Tx, ruleArn: string): Promise<boolean> => {
  const now = deps.clock.now();
  const planned = await schedules.find(tx, ruleArn);
  const rule = await rules.find(tx, ruleArn);
  const schedule = scheduleOf(planned?.expression);
  if (planned === undefined || rule === undefined || schedule === undefined) {
    await end(tx, ruleArn);
    return false;
  }
  const { due, next } = dueTimes(deps, schedule, planned, now);
  const some = due.slice(0, FIRED_AT_ONCE);
  const following = due[FIRED_AT_ONCE] ?? next;
  if (following === undefined) await end(tx, ruleArn);
  else if (following.getTime() !== planned.nextAt.getTime()) {
    if (!(await schedules.advance(tx, ruleArn, planned.nextAt, following))) return false;
    await planFiring(tx, ruleArn, following);
  } else await planFiring(tx, ruleArn, following);
  for (const at of some) await fire(deps, tx, rule, at);
  return due.length > FIRED_AT_ONCE;
};

/** Fires a rule and plans its next time, both or neither: each due time once, over all nodes and restarts. */
export const fireRule =
  (deps: Deps): WorkHandler =>
  async (store: Store, { key }) => {
    while (await store.write((tx) => fireDue(deps, tx, key)));
  };
