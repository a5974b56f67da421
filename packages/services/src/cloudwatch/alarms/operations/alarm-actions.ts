import type { DisableAlarmActionsInput, EnableAlarmActionsInput } from '@aws-sdk/client-cloudwatch';
import { type Call, writes } from '@gatehouse/service-kit';
import type { AlarmDeps } from '../../deps.ts';
import { authorizeAlarm, refOf, touchAlarm } from '../access.ts';
import { anyName } from '../input.ts';
import { alarms } from '../repositories/alarms.ts';
import { configurationChanged } from '../transitions.ts';

const limits = { AlarmNames: { maxLength: 100 }, 'AlarmNames[]': anyName };

const setEnabled = async (
  deps: AlarmDeps,
  call: Call,
  names: readonly string[],
  action: 'cloudwatch:EnableAlarmActions' | 'cloudwatch:DisableAlarmActions',
): Promise<Record<string, never>> => {
  const actionsEnabled = action === 'cloudwatch:EnableAlarmActions';
  for (const name of new Set(names)) await authorizeAlarm(call, action, refOf(call, name));
  for (const name of new Set(names)) {
    const ref = refOf(call, name);
    const present = await alarms.find(call.tx, ref);
    // AWS says nothing of alarms that are not there.
    if (present === undefined) continue;
    touchAlarm(call, ref);
    if (present.configuration.actionsEnabled === actionsEnabled) continue;
    const configuration = { ...present.configuration, actionsEnabled };
    await alarms.setActionsEnabled(call.tx, ref, configuration, call.now);
    const changed = { ...present, configuration, configuredAt: call.now };
    await configurationChanged(deps, call.tx, 'update', changed, present, call.now);
  }
  return {};
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html */
export const enableAlarmActions = (deps: AlarmDeps) =>
  writes<EnableAlarmActionsInput, Record<string, never>>({ limits }, (input, call) =>
    setEnabled(deps, call, input.AlarmNames ?? [], 'cloudwatch:EnableAlarmActions'),
  );

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html */
export const disableAlarmActions = (deps: AlarmDeps) =>
  writes<DisableAlarmActionsInput, Record<string, never>>({ limits }, (input, call) =>
    setEnabled(deps, call, input.AlarmNames ?? [], 'cloudwatch:DisableAlarmActions'),
  );
