import type { PutCompositeAlarmInput } from '@aws-sdk/client-cloudwatch';
import { type Call, writes } from '@gatehouse/service-kit';
import { scheduleWork, type Tx } from '@gatehouse/store';
import type { AlarmDeps } from '../../deps.ts';
import { requestTags } from '../../tags.ts';
import { authorizePut, refOf } from '../access.ts';
import { alarmKey, nameOf } from '../arns.ts';
import {
  childrenMissing,
  cyclic,
  ruleInvalid,
  ruleSpaced,
  suppressorMissing,
  suppressorPeriods,
  tooManyChildren,
  tooManyParents,
} from '../errors.ts';
import { alarmLimits, requestActions } from '../input.ts';
import { LOOK } from '../kinds.ts';
import type { AlarmRef, CompositeConfiguration } from '../model.ts';
import { alarms } from '../repositories/alarms.ts';
import { links } from '../repositories/links.ts';
import { parseRule } from '../rule.ts';
import { forgetSuppression } from '../suppression.ts';
import { requireSameKind, storeAlarm } from './put.ts';

const MOST_CHILDREN = 100;
const MOST_PARENTS = 150;

const limits = {
  ...alarmLimits,
  AlarmRule: { minLength: 1, maxLength: 10_240 },
  ActionsSuppressor: { minLength: 1, maxLength: 1600 },
  ActionsSuppressorWaitPeriod: { minValue: 0, maxValue: 2_147_483_647 },
  ActionsSuppressorExtensionPeriod: { minValue: 0, maxValue: 2_147_483_647 },
};

const configurationOf = (
  input: PutCompositeAlarmInput,
  region: string,
  loose: boolean,
): CompositeConfiguration => {
  const {
    AlarmRule: rule = '',
    ActionsSuppressor: suppressor,
    ActionsSuppressorWaitPeriod: waitSeconds,
    ActionsSuppressorExtensionPeriod: extensionSeconds,
  } = input;
  if (rule.trim() !== rule || rule === '') throw ruleSpaced();
  for (const period of [waitSeconds, extensionSeconds])
    if ((period === undefined) !== (suppressor === undefined)) throw suppressorPeriods();
  return {
    kind: 'composite',
    description: input.AlarmDescription,
    rule,
    suppressor,
    waitSeconds,
    extensionSeconds,
    ...requestActions(input, 'composite', { region, loose }),
  };
};

/** The names of the alarms in a rule, as it has them. */
const namedIn = (rule: string): readonly string[] => {
  const parsed = parseRule(rule);
  if ('error' in parsed) throw ruleInvalid(parsed.error, parsed.at);
  return parsed.alarms;
};

/** The alarms of this account and Region that are named, each of which there must be. */
const presentAlarms = async (
  call: Call,
  given: readonly string[],
  missing: (names: readonly string[]) => Error,
): Promise<readonly string[]> => {
  const names = new Map(given.map((text) => [text, nameOf(call, text)]));
  const known = [...new Set(names.values())].filter((name) => name !== undefined);
  const states = await alarms.statesOf(call.tx, call, known);
  const absent = given.filter((text) => !states.has(names.get(text) ?? ''));
  if (absent.length > 0) throw missing(absent);
  return known;
};

/** Breadth first through all that the alarm would depend on; each alarm is asked for once. */
const requireAcyclic = async (
  tx: Tx,
  ref: AlarmRef,
  children: readonly string[],
): Promise<void> => {
  const seen = new Set<string>();
  let next = [...new Set(children)];
  while (next.length > 0) {
    if (next.includes(ref.name)) throw cyclic(ref.name);
    for (const name of next) seen.add(name);
    const below = await links.childrenOf(tx, ref, next);
    next = [...new Set(below.map(({ child }) => child))].filter((name) => !seen.has(name));
  }
};

const requireFewParents = async (
  tx: Tx,
  ref: AlarmRef,
  children: readonly string[],
): Promise<void> => {
  for (const name of children) {
    const parents = await links.parentsOf(tx, { ...ref, name });
    const others = new Set(
      parents.flatMap(({ parent, isSuppressor }) =>
        isSuppressor || parent === ref.name ? [] : [parent],
      ),
    );
    if (others.size >= MOST_PARENTS) throw tooManyParents(name, MOST_PARENTS);
  }
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const putCompositeAlarm = (deps: AlarmDeps) =>
  writes<PutCompositeAlarmInput, Record<string, never>>({ limits }, async (input, call) => {
    const { tx, now } = call;
    const ref = refOf(call, input.AlarmName);
    const tags = requestTags(input.Tags);
    const configuration = configurationOf(input, call.region, deps.acceptsLooseInput ?? false);
    const named = namedIn(configuration.rule);
    const present = await authorizePut(
      call,
      'cloudwatch:PutCompositeAlarm',
      ref,
      configuration,
      tags,
    );
    requireSameKind(present, 'composite');
    if (named.length > MOST_CHILDREN) throw tooManyChildren(MOST_CHILDREN);
    const { suppressor } = configuration;
    const suppressors = suppressor === undefined ? [] : [suppressor];
    // The alarm itself is there for a rule that names it: that is a cycle, and not an alarm that is missing.
    const itself = (text: string): boolean => nameOf(call, text) === ref.name;
    if ([...named, ...suppressors].some(itself)) throw cyclic(ref.name);
    const children = await presentAlarms(call, named, childrenMissing);
    const [waitsFor] = await presentAlarms(call, suppressors, () =>
      suppressorMissing(suppressor ?? ''),
    );
    await requireAcyclic(tx, ref, waitsFor === undefined ? children : [...children, waitsFor]);
    await requireFewParents(tx, ref, children);

    await storeAlarm(deps, call, ref, present, configuration, tags);
    await links.replace(tx, ref, children, waitsFor);
    if (present !== undefined) await forgetSuppression(tx, present);
    const payload = present === undefined ? 'created' : 'updated';
    await scheduleWork(tx, { kind: LOOK, key: alarmKey(ref), payload, dueAt: now });
    return {};
  });
