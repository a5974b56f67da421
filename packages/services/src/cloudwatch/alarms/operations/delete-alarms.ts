import type { DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import { tagStore, writes } from '@gatehouse/service-kit';
import { cancelWork, type Tx } from '@gatehouse/store';
import type { AlarmDeps } from '../../deps.ts';
import { authorizeAlarm, refOf, touchAlarm } from '../access.ts';
import { alarmKey } from '../arns.ts';
import { dependedOn, twoComposites } from '../errors.ts';
import { anyName } from '../input.ts';
import { LOOK, SUPPRESSION_END } from '../kinds.ts';
import { type Alarm, isComposite } from '../model.ts';
import { alarms } from '../repositories/alarms.ts';
import { links } from '../repositories/links.ts';
import { watches } from '../repositories/watches.ts';
import { configurationChanged } from '../transitions.ts';

const limits = { AlarmNames: { maxLength: 100 }, 'AlarmNames[]': anyName };

/** Of these alarms none may be left in the rule, or be the suppressor, of one that stays. */
const requireUnused = async (tx: Tx, going: readonly Alarm[]): Promise<void> => {
  const names = new Set(going.map(({ name }) => name));
  const used: string[] = [];
  for (const alarm of going) {
    const parents = await links.parentsOf(tx, alarm);
    if (parents.some(({ parent }) => !names.has(parent))) used.push(alarm.name);
  }
  if (used.length > 0) throw dependedOn(used);
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html */
export const deleteAlarms = (deps: AlarmDeps) =>
  writes<DeleteAlarmsInput, Record<string, never>>({ limits }, async (input, call) => {
    const { tx, now } = call;
    const names = [...new Set(input.AlarmNames)];
    const going: Alarm[] = [];
    if (names.length === 0) call.allowEverybody('it names no alarm and does nothing');
    for (const name of names) {
      const ref = refOf(call, name);
      await authorizeAlarm(call, 'cloudwatch:DeleteAlarms', ref);
      const alarm = await alarms.find(tx, ref);
      // Those that there are go, whatever other names are given with them.
      if (alarm !== undefined) going.push(alarm);
    }
    if (going.filter(isComposite).length > 1) throw twoComposites();
    await requireUnused(tx, going);

    for (const alarm of going) {
      touchAlarm(call, alarm);
      await alarms.delete(tx, alarm);
      await links.replace(tx, alarm, [], undefined);
      await watches.replace(tx, alarm, [], false);
      await tagStore.removeAll(tx, alarm.arn);
      await cancelWork(tx, LOOK, alarmKey(alarm));
      await cancelWork(tx, SUPPRESSION_END, alarmKey(alarm));
      await configurationChanged(deps, tx, 'delete', alarm, undefined, now);
    }
    return {};
  });
