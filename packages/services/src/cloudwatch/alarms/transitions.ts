import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { emitEvents } from '@gatehouse/service-kit';
import { scheduleWork, type Tx } from '@gatehouse/store';
import type { AlarmDeps } from '../deps.ts';
import { planActions } from './actions.ts';
import { alarmKey } from './arns.ts';
import { type Cause, compositeState } from './composites.ts';
import {
  configurationChangeDetail,
  type ConfigurationChange,
  type StateChange,
  stateChangeDetail,
} from './documents.ts';
import { configurationData, stateUpdateData, summaryText } from './history-data.ts';
import { LOOK } from './kinds.ts';
import { type Alarm, type AlarmState, isComposite } from './model.ts';
import { alarms } from './repositories/alarms.ts';
import { history } from './repositories/history.ts';
import { links } from './repositories/links.ts';
import { planEnd, suppressionOf, suppressorChanged } from './suppression.ts';

type Deps = Pick<AlarmDeps, 'ids' | 'listeners'>;

export interface NewState {
  readonly value: StateValue;
  readonly reason: string;
  readonly data?: string | undefined;
  readonly heldUntil?: Date | undefined;
}

const SOURCE = 'aws.cloudwatch';
/** Composite alarms over composite alarms, in one transaction; what is above follows in one of its own. */
const MOST_LEVELS = 20;
/** Composite alarms that one transaction looks at: an alarm can be in the rules of 150. */
const MOST_LOOKS = 200;

/**
 * How far a change reaches within its transaction. Rules that turn each change of two alarms into one of each of the two above
 * them double the changes with every level: what is beyond follows in transactions of its own, each alarm once however often
 * what it names has changed.
 */
interface Reach {
  readonly level: number;
  /** Whether one more alarm may be looked at. */
  readonly take: () => boolean;
}

const reachOf = (most: number): Reach => {
  let left = most;
  return {
    level: 0,
    take: () => {
      left -= 1;
      return left >= 0;
    },
  };
};

/** Nothing above is looked at: it follows later. */
export const oneStep = (): Reach => reachOf(0);

const emit = async (
  { ids, listeners }: Deps,
  tx: Tx,
  alarm: Alarm,
  detailType: string,
  detail: () => unknown,
  now: Date,
): Promise<void> => {
  const { account, region, arn } = alarm;
  if ((await listeners?.any(account, region, SOURCE, detailType)) !== true) return;
  const event = {
    id: ids.uuid(),
    source: SOURCE,
    detailType,
    account,
    region,
    at: now,
    resources: [arn],
    detail: detail(),
  };
  await emitEvents(tx, [event], now);
};

const tell = async (deps: Deps, tx: Tx, change: StateChange, now: Date): Promise<void> => {
  const { alarm, state } = change;
  await history.append(tx, alarm, {
    kind: alarm.configuration.kind,
    at: now,
    type: 'StateUpdate',
    summary: `Alarm updated from ${alarm.state.value} to ${state.value}`,
    data: stateUpdateData(alarm.state, state),
  });
  await emit(
    deps,
    tx,
    alarm,
    'CloudWatch Alarm State Change',
    () => stateChangeDetail(change, deps.ids.uuid()),
    now,
  );
};

/** What composite alarms make of a change of an alarm that they name. */
const tellParents = async (
  deps: Deps,
  tx: Tx,
  alarm: Alarm,
  state: AlarmState,
  now: Date,
  reach: Reach,
): Promise<void> => {
  for (const { parent, isSuppressor } of await links.parentsOf(tx, alarm)) {
    const found = await alarms.find(tx, { ...alarm, name: parent });
    if (found === undefined || !isComposite(found)) continue;
    if (isSuppressor) {
      await suppressorChanged(deps, tx, found, { old: alarm.state.value, now: state.value }, now);
    } else if (reach.level >= MOST_LEVELS || !reach.take()) {
      const payload = `child:${alarm.name}`;
      await scheduleWork(tx, { kind: LOOK, key: alarmKey(found), payload, dueAt: now });
    } else {
      const above = { ...reach, level: reach.level + 1 };
      await lookAtComposite(deps, tx, found, { child: alarm.name }, now, above);
    }
  }
};

/**
 * Gives an alarm a state: history, event, actions and composite alarms above it, all in this transaction. False when the alarm
 * is no longer as it was read: somebody else was faster, and nothing has been done.
 */
export const changeState = async (
  deps: Deps,
  tx: Tx,
  alarm: Alarm,
  next: NewState,
  now: Date,
  reach = reachOf(MOST_LOOKS),
): Promise<boolean> => {
  const isChange = next.value !== alarm.state.value;
  const state: AlarmState = {
    value: next.value,
    reason: next.reason,
    data: next.data,
    updatedAt: now,
    changedAt: isChange ? now : alarm.state.changedAt,
  };
  const suppression = isChange
    ? await suppressionOf(tx, alarm, next.value, now)
    : alarm.suppression;
  const waits = isChange && suppression !== undefined;
  const acted = waits || !isChange ? alarm.actedState : next.value;
  const written = await alarms.setState(tx, alarm, state, {
    heldUntil: next.heldUntil,
    suppression,
    acted,
  });
  if (!written || !isChange) return written;

  const change: StateChange = { alarm, state, suppression };
  await tell(deps, tx, change, now);
  if (suppression !== undefined) await planEnd(tx, alarm, suppression);
  // A composite that is back where its actions ran last has nothing to say.
  else if (next.value !== alarm.actedState) await planActions(deps, tx, change, now);
  await tellParents(deps, tx, alarm, state, now, reach);
  return true;
};

/** Gives a composite alarm the state that its rule comes to. */
export const lookAtComposite = async (
  deps: Deps,
  tx: Tx,
  alarm: Alarm,
  cause: Cause,
  now: Date,
  reach = reachOf(MOST_LOOKS),
): Promise<void> => {
  if (!isComposite(alarm)) return;
  const next = await compositeState(tx, alarm, cause);
  if (next === undefined || next.value === alarm.state.value) return;
  await changeState(deps, tx, alarm, next, now, reach);
};

const SUMMARIES = { create: 'created', update: 'updated', delete: 'deleted' } as const;
const TYPES = { create: 'Create', update: 'Update', delete: 'Delete' } as const;

/** Tells history and bus of a new, changed or deleted configuration. */
export const configurationChanged = async (
  deps: Deps,
  tx: Tx,
  operation: ConfigurationChange['operation'],
  alarm: Alarm,
  previous: Alarm | undefined,
  now: Date,
): Promise<void> => {
  await history.append(tx, alarm, {
    kind: alarm.configuration.kind,
    at: now,
    type: 'ConfigurationUpdate',
    summary: summaryText(`Alarm "${alarm.name}" ${SUMMARIES[operation]}`),
    data: configurationData(TYPES[operation], alarm, previous),
  });
  await emit(
    deps,
    tx,
    alarm,
    'CloudWatch Alarm Configuration Change',
    () => configurationChangeDetail({ operation, alarm, previous }, () => deps.ids.uuid()),
    now,
  );
};
