import { textOf } from '../../events/json.ts';
import type { Detector, Signal, TrailEvent } from '../../model.ts';
import { TRAP_RULES } from '../facts.ts';
import type { Trap } from '../model.ts';
import type { TrapSettings } from '../settings.ts';
import { type Drill, drillOf } from './drills.ts';
import { createOwnCalls, type OwnCalls } from './own-calls.ts';
import { listed, named, type Touch, usedAs } from './touches.ts';
import { indexOf, type Target } from './trap-index.ts';

export interface Touched {
  readonly trapId: string;
  readonly at: number;
  /** Of the drill, if it was one. */
  readonly drill: string | undefined;
}

export type TrapWatchSettings = Pick<
  TrapSettings,
  'accounts' | 'roleArnOf' | 'sessionName' | 'ownPrincipals' | 'watch'
>;

/** What makes traps speak, and who knows Gatehouse's own calls for traps: other detectors have nothing to say of them. */
export interface TrapListener extends Detector {
  isOwn(event: TrailEvent): boolean;
}

export interface TrapWatch extends TrapListener {
  /** From now on these are the traps. */
  know(traps: readonly Trap[]): void;
  drill(drills: readonly Drill[]): void;
}

const NONE: readonly Signal[] = [];

const WHAT: Readonly<Record<Target['kind'], string>> = {
  user: 'user',
  'access-key': 'user with a planted access key',
  role: 'role',
  bucket: 'bucket',
  table: 'table',
  secret: 'secret',
  parameter: 'parameter',
  trail: 'trail that tells of traps',
};

const TYPES: Readonly<Record<Target['kind'], string>> = {
  user: 'AWS::IAM::User',
  'access-key': 'AWS::IAM::User',
  role: 'AWS::IAM::Role',
  bucket: 'AWS::S3::Bucket',
  table: 'AWS::DynamoDB::Table',
  secret: 'AWS::SecretsManager::Secret',
  parameter: 'AWS::SSM::Parameter',
  trail: 'AWS::CloudTrail::Trail',
};

/** `ConsoleLogin` says in its answer whether it failed, and in no error code. */
const outcomeOf = ({ errorCode, errorMessage, name, record }: TrailEvent): string => {
  if (errorCode !== undefined) return `It was refused (${errorCode}).`;
  if (name !== 'ConsoleLogin') return 'It succeeded.';
  const answer = record['responseElements'];
  const said =
    typeof answer === 'object' && answer !== null
      ? textOf(Reflect.get(answer, 'ConsoleLogin'))
      : undefined;
  return said === 'Success'
    ? 'It succeeded: they have the password.'
    : `It failed${errorMessage === undefined ? '' : ` (${errorMessage})`}.`;
};

const doneTo = ({ rule, target }: Touch, event: TrailEvent): string => {
  const trap = `the trap ${WHAT[target.kind]} ${target.name}`;
  if (rule === 'credentials' || rule === 'login')
    return `${event.service}:${event.name} was called with the credentials of ${trap}.`;
  if (rule === 'listing')
    return `${event.actor.key} called ${event.service}:${event.name} in account ${event.account}, ${event.region}, where ${trap} stands.`;
  return `${event.actor.key} called ${event.service}:${event.name} on ${trap}.`;
};

const becauseOf = (
  touch: Touch,
  event: TrailEvent,
  drill: Drill | undefined,
): readonly string[] => [
  ...(drill === undefined ? [] : ['This is a drill that an administrator announced.']),
  doneTo(touch, event),
  `The call came from ${event.sourceIp} with ${event.userAgent === '' ? 'no user agent' : event.userAgent}. ${outcomeOf(event)}`,
  ...(touch.target.isEarlier
    ? ['The trap has another name by now: this one was seen before it was rotated or removed.']
    : []),
];

const signalOf = (touch: Touch, event: TrailEvent, drill: Drill | undefined): Signal => {
  const { rule, target } = touch;
  return {
    rule: TRAP_RULES[rule],
    event,
    // An intruder who comes by several traps is one alert for each; a drill must not hide in another's.
    group: `${target.trapId} ${event.actor.key}${drill === undefined ? '' : ` drill ${drill.token.slice(0, 16)}`}`,
    distinct: undefined,
    because: becauseOf(touch, event, drill),
    score: undefined,
    resources: [{ type: TYPES[target.kind], id: target.arn }],
  };
};

const inTime = (touch: Touch | undefined, at: number): Touch | undefined =>
  touch !== undefined && at >= touch.target.from && at <= touch.target.until ? touch : undefined;

const isNoSign = (calls: OwnCalls, event: TrailEvent): boolean =>
  calls.isOwn(event) || calls.isAws(event) || calls.isExpected(event) || calls.isForList(event);

/** What makes traps speak: a few looks into maps for each event, however many traps there are. */
export const createTrapWatch = (
  traps: readonly Trap[],
  settings: TrapWatchSettings,
  onTouch: (touched: Touched) => void = () => {},
): TrapWatch => {
  const calls = createOwnCalls(settings);
  let index = indexOf(traps);
  let drills: ReadonlyMap<string, Drill> = new Map();

  const touchIn = (event: TrailEvent): Touch | undefined => {
    const used = inTime(usedAs(index, event), event.at);
    if (used !== undefined) return used;
    const touch = inTime(named(index, event) ?? listed(index, event), event.at);
    if (touch === undefined || isNoSign(calls, event)) return undefined;
    return touch.rule === 'listing' && calls.isExpectedLister(event) ? undefined : touch;
  };

  return {
    know: (now) => {
      index = indexOf(now);
    },
    isOwn: (event) => calls.isKeeper(event),
    drill: (now) => {
      drills = new Map(now.map((drill) => [drill.token, drill]));
    },
    observe: (event) => {
      if (index.isEmpty || event.category === 'Insight') return NONE;
      const touch = touchIn(event);
      if (touch === undefined) return NONE;
      const { trapId } = touch.target;
      const drill = drillOf(drills, event.userAgent, event.at);
      onTouch({ trapId, at: event.at, drill: drill?.token });
      return [signalOf(touch, event, drill)];
    },
  };
};
