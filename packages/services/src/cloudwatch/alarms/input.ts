import { parseArn } from '@gatehouse/core';
import type { Limits } from '@gatehouse/service-kit';
import { tagLimits } from '../tags.ts';
import { actionArnInvalid, actionRegion, actionTwice, actionUnknown } from './errors.ts';
import type { ActionLists } from './model.ts';

/** UTF-8 without the control characters of ASCII. */
export const alarmName = { minLength: 1, maxLength: 255, pattern: '[^\\u0000-\\u001f\\u007f]+' };
/** Where an alarm is only looked for. */
export const anyName = { minLength: 1, maxLength: 255 };

export const stateValue = { oneOf: ['INSUFFICIENT_DATA', 'ALARM', 'OK'] };

const list = { maxLength: 5 };
const action = { minLength: 1, maxLength: 1024 };

export const alarmLimits: Limits = {
  AlarmName: alarmName,
  AlarmDescription: { maxLength: 1024 },
  OKActions: list,
  AlarmActions: list,
  InsufficientDataActions: list,
  'OKActions[]': action,
  'AlarmActions[]': action,
  'InsufficientDataActions[]': action,
  ...tagLimits,
};

/** Services that AWS's alarms act on. */
const METRIC_ACTIONS: ReadonlySet<string> = new Set([
  'sns',
  'lambda',
  'automate',
  'swf',
  'autoscaling',
  'ssm',
  'ssm-incidents',
  'aiops',
]);
const COMPOSITE_ACTIONS: ReadonlySet<string> = new Set([
  'sns',
  'lambda',
  'ssm',
  'ssm-incidents',
  'aiops',
]);

const requireAction = (text: string, allowed: ReadonlySet<string>, region: string): void => {
  const arn = parseArn(text);
  if (arn === undefined) throw actionArnInvalid(text);
  if (!allowed.has(arn.service)) throw actionUnknown(text);
  // A response plan of Incident Manager is in no Region.
  if (arn.region !== region && arn.region !== '') throw actionRegion(arn.region, region);
};

interface GivenActions {
  readonly ActionsEnabled?: boolean | undefined;
  readonly OKActions?: readonly string[] | undefined;
  readonly AlarmActions?: readonly string[] | undefined;
  readonly InsufficientDataActions?: readonly string[] | undefined;
}

/** The actions of a request, checked. Whether their targets exist is seen when they run. `loose`: test suites of emulators. */
export const requestActions = (
  given: GivenActions,
  kind: 'metric' | 'composite',
  { region, loose }: { readonly region: string; readonly loose: boolean },
): ActionLists => {
  const allowed = kind === 'metric' ? METRIC_ACTIONS : COMPOSITE_ACTIONS;
  const checked = (actions: readonly string[] = []): readonly string[] => {
    if (new Set(actions).size < actions.length) throw actionTwice();
    if (!loose) for (const one of actions) requireAction(one, allowed, region);
    return actions;
  };
  return {
    actionsEnabled: given.ActionsEnabled ?? true,
    okActions: checked(given.OKActions),
    alarmActions: checked(given.AlarmActions),
    insufficientDataActions: checked(given.InsufficientDataActions),
  };
};
