import {
  type Call,
  type ConditionKeys,
  requestTagKeys,
  resourceTagKeys,
  type TagOwner,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import { alarmArn, alarmRef } from './arns.ts';
import { type ActionLists, type Alarm, type AlarmRef, allActions } from './model.ts';
import { alarms } from './repositories/alarms.ts';

export const TAG_TYPE = 'cloudwatch:alarm';

export const tagOwner = ({ arn, account, region }: AlarmRef): TagOwner => ({
  arn,
  account,
  region,
  type: TAG_TYPE,
});

/** Throws unless the caller may do it to the alarm, whether there is such an alarm or not. */
export const authorizeAlarm = async (
  call: Call,
  action: string,
  ref: AlarmRef,
  keys: ConditionKeys = {},
): Promise<void> => {
  const tags = await tagStore.of(call.tx, ref.arn);
  await call.authorize(action, ref.arn, { ...resourceTagKeys(undefined, tags), ...keys });
};

/** For what concerns no alarm by its name: policies must let the caller do it to all. */
export const authorizeAll = (call: Call, action: string, keys: ConditionKeys = {}): Promise<void> =>
  call.authorize(action, alarmArn(call, '*'), keys);

export const touchAlarm = (call: Call, { name }: Pick<AlarmRef, 'name'>): void =>
  call.touch({ type: 'AWS::CloudWatch::Alarm', name });

const actionKeys = (actions: ActionLists): ConditionKeys => {
  const all = allActions(actions);
  return all.length === 0 ? {} : { 'cloudwatch:AlarmActions': [...new Set(all)] };
};

/**
 * Whether the caller may put the alarm; answers the one that is there. A composite needs the permission for all alarms, as AWS
 * has it: its rule tells of them. Tags of a new alarm need `cloudwatch:TagResource` too.
 */
export const authorizePut = async (
  call: Call,
  action: 'cloudwatch:PutMetricAlarm' | 'cloudwatch:PutCompositeAlarm',
  ref: AlarmRef,
  actions: ActionLists,
  tags: Tags,
): Promise<Alarm | undefined> => {
  const present = await alarms.find(call.tx, ref);
  const keys = { ...requestTagKeys(tags), ...actionKeys(actions) };
  await authorizeAlarm(call, action, ref, keys);
  if (action === 'cloudwatch:PutCompositeAlarm') await authorizeAll(call, action, keys);
  if (present === undefined && tags.size > 0)
    await call.authorize('cloudwatch:TagResource', ref.arn, requestTagKeys(tags));
  touchAlarm(call, ref);
  return present;
};

export const refOf = (call: Call, name: string | undefined): AlarmRef => alarmRef(call, name ?? '');
