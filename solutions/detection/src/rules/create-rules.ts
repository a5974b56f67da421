import {
  compileRecordRules,
  filterCondition,
  isInNetwork,
  type Network,
  network,
  parseFilterPattern,
  type RecordCondition,
} from '@gatehouse/patterns';
import { touchedResources } from '../events/touched-resources.ts';
import type {
  Detector,
  RuleFacts,
  Severity,
  Signal,
  TouchedResource,
  TrailEvent,
} from '../model.ts';
import { type BurstCounter, createBurstCounter } from './bursts.ts';
import { createCallers } from './caller.ts';
import type { CheckContext } from './checks/context.ts';
import { type Check, CHECKS, GATES } from './checks/index.ts';
import { createInstanceSessions } from './checks/instance-sessions.ts';
import { createOwnAccounts } from './checks/own-accounts.ts';
import { fieldReader, type ReadField, sentence } from './fields.ts';
import { createHabits, type Habits } from './habits.ts';
import { memoryState, restoreMemory, type RuleState } from './memory.ts';
import type {
  CallerKind,
  Finding,
  LoadedRule,
  RuleExclusion,
  RuleParameters,
  RuleSettings,
  Treatment,
} from './model.ts';
import { nameTest } from './names.ts';
import { shippedRules } from './packs/index.ts';
import { withDefaults } from './parameters.ts';
import { techniquePage, techniquesOf } from './techniques.ts';

/** A rule, ready. */
interface Ready {
  readonly id: string;
  readonly facts: (severity: Severity) => RuleFacts;
  readonly treatment: (kind: CallerKind) => Treatment;
  readonly severity: Severity;
  readonly gate: ((event: TrailEvent, context: CheckContext) => boolean) | undefined;
  readonly check: Check | undefined;
  readonly burst: BurstCounter | undefined;
  readonly because: (event: TrailEvent) => string;
  readonly group: readonly ReadField[];
  readonly distinct: ReadField | undefined;
  readonly habit: readonly ReadField[] | undefined;
  readonly resources: readonly { readonly type: string; readonly id: ReadField }[];
}

const NONE: readonly Signal[] = [];

/** Rules, and what of a log they have in mind: which accounts are known, what came together lately. */
export interface Rules extends Detector {
  readonly name: 'rules';
  /** Everything, as JSON values. */
  state(): Iterable<RuleState>;
  /** What `state` gave, before the first event. */
  restore(states: Iterable<unknown>): void;
}

/** What finds the events that rules speak of. Its work for an event is a look-up and the few rules that may hold. */
export const createRules = (settings: RuleSettings = {}): Rules => {
  const parameters = withDefaults(settings.parameters);
  const rules = chosenRules(settings);
  const matcher = compileRecordRules(rules.map((rule) => conditionOf(rule, settings.exclusions)));
  const ready = rules.map((rule) => readyRule(rule, settings.severities?.[rule.spec.id]));
  const context = contextOf(parameters, settings);

  const bursts = new Map(
    rules.flatMap(({ spec }, at) => {
      const burst = ready[at]?.burst;
      return burst === undefined ? [] : [[spec.id, burst] as const];
    }),
  );
  const { accounts, instances, habits } = context;
  const memory = { accounts, instances, habits, bursts };

  return {
    name: 'rules',
    state: () => memoryState(memory),
    restore: (states) => restoreMemory(memory, states),
    observe: (event) => {
      context.accounts.see(event);
      const matched = matcher.match(event.record);
      let signals: Signal[] | undefined;
      let kind: CallerKind | undefined;
      for (const index of matched) {
        const rule = ready[index];
        const finding = rule === undefined ? undefined : findingOf(rule, event, context);
        if (rule === undefined || finding === undefined) continue;
        kind ??= context.callers.kindOf(event);
        const signal = signalOf(rule, event, kind, finding, context.habits);
        if (signal !== undefined) (signals ??= []).push(signal);
      }
      // Afterwards: what an event tells must not excuse itself.
      context.instances.see(event);
      return signals ?? NONE;
    },
  };
};

const RANK: readonly Severity[] = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];

const lesser = (left: Severity, right: Severity): Severity =>
  RANK.indexOf(left) < RANK.indexOf(right) ? left : right;

const NOTHING_MORE: Finding = { because: [] };

/** Undefined: the rule does not speak of this event. */
const findingOf = (rule: Ready, event: TrailEvent, context: CheckContext): Finding | undefined => {
  const { gate, check, burst } = rule;
  if (gate !== undefined) {
    if (!gate(event, context) || burst?.isOne(event) === false) return undefined;
    return check?.(event, context);
  }
  const finding = check === undefined ? NOTHING_MORE : check(event, context);
  return finding === undefined || burst?.isOne(event) === false ? undefined : finding;
};

const signalOf = (
  rule: Ready,
  event: TrailEvent,
  kind: CallerKind,
  finding: Finding,
  habits: Habits,
): Signal | undefined => {
  const treatment = rule.treatment(kind);
  if (treatment === 'skip') return undefined;
  const own = finding.severity ?? rule.severity;
  const given = treatment === 'same' ? own : lesser(own, treatment);
  const days =
    rule.habit === undefined || given === lesser(given, 'LOW')
      ? undefined
      : habits.daysOf(
          rule.id,
          event,
          rule.habit.map((read) => read(event)),
        );
  const severity = days === undefined ? given : 'LOW';
  const because = [rule.because(event), ...finding.because];
  if (event.errorCode !== undefined) because.push(`It was refused: ${event.errorCode}.`);
  if (given !== own) because.push(CALLER_WORDS[kind]);
  if (days !== undefined)
    because.push('It did so on other days too, from the same network, so it weighs less.');
  // One rule's alerts of different weight stay apart.
  const apart = severity === rule.severity ? '' : `|${severity}`;
  return {
    rule: rule.facts(severity),
    event,
    group: `${rule.group.map((read) => read(event) ?? '').join('|')}${apart}`,
    distinct: rule.distinct?.(event),
    because,
    score: undefined,
    resources: resourcesOf(rule, event),
  };
};

const CALLER_WORDS: Readonly<Record<CallerKind, string>> = {
  aws: 'An AWS service did it.',
  pipeline: 'By what it says of itself it is a pipeline, so it weighs less.',
  console: 'It was done in the console, so it weighs less.',
  other: 'It weighs less by the rule.',
};

const resourcesOf = (rule: Ready, event: TrailEvent): readonly TouchedResource[] => {
  const touched = touchedResources(event);
  if (rule.resources.length === 0) return touched;
  const named = rule.resources.flatMap(({ type, id }) => {
    const found = id(event);
    return found === undefined ? [] : [{ type, id: found }];
  });
  return [...named, ...touched.filter(({ id }) => named.every((one) => one.id !== id))];
};

/** Shipped, own and imported rules, without those that are disabled. */
export const chosenRules = (settings: RuleSettings): readonly LoadedRule[] => {
  const isDisabled = nameTest(settings.disabled ?? []);
  return [...shippedRules(), ...(settings.rules ?? [])].filter(
    ({ spec, origin }) =>
      !isDisabled(spec.id) &&
      (settings.packs === undefined || settings.packs.includes(origin)) &&
      (spec.check !== 'network-is-foreign' || (settings.parameters?.networks ?? []).length > 0),
  );
};

const patternCondition = (text: string): RecordCondition => {
  const read = parseFilterPattern(text);
  const condition = 'pattern' in read ? filterCondition(read.pattern) : undefined;
  if (condition === undefined)
    throw new Error(
      `no filter pattern for JSON: ${text}${'problem' in read ? `: ${read.problem.reason}` : ''}`,
    );
  return condition;
};

const conditionOf = (
  { spec, condition }: LoadedRule,
  exclusions: readonly RuleExclusion[] = [],
): RecordCondition => {
  const wanted = condition ?? { kind: 'any', of: spec.when.map(patternCondition) };
  const excluded = [
    ...(spec.except ?? []),
    ...exclusions.filter(({ rule }) => nameTest([rule])(spec.id)).map(({ when }) => when),
  ];
  if (excluded.length === 0) return wanted;
  return {
    kind: 'all',
    of: [wanted, { kind: 'not', of: { kind: 'any', of: excluded.map(patternCondition) } }],
  };
};

const readyRule = ({ spec, origin }: LoadedRule, overridden: Severity | undefined): Ready => {
  const severity = overridden ?? spec.severity;
  const base: RuleFacts = ruleFacts({ spec, origin }, severity);
  const variants = new Map<Severity, RuleFacts>([[severity, base]]);
  const { callers = {} } = spec;
  return {
    id: spec.id,
    severity,
    facts: (wanted) => {
      const known = variants.get(wanted);
      if (known !== undefined) return known;
      const made = { ...base, severity: wanted };
      variants.set(wanted, made);
      return made;
    },
    treatment: (kind) => callers[kind] ?? (kind === 'aws' ? 'skip' : 'same'),
    gate: spec.check === undefined ? undefined : GATES.get(spec.check),
    check: spec.check === undefined ? undefined : CHECKS[spec.check],
    burst: spec.burst === undefined ? undefined : createBurstCounter(spec.burst),
    because: sentence(spec.because),
    group: (spec.group ?? ['actor']).map(fieldReader),
    distinct: spec.distinct === undefined ? undefined : fieldReader(spec.distinct),
    habit: spec.habit?.map(fieldReader),
    resources: (spec.resources ?? []).map(({ type, id }) => ({ type, id: fieldReader(id) })),
  };
};

/** What is told of a rule. */
export const ruleFacts = (
  { spec, origin }: Pick<LoadedRule, 'spec' | 'origin'>,
  severity: Severity = spec.severity,
): RuleFacts => ({
  id: spec.id,
  origin,
  title: spec.title,
  description: spec.description,
  question: spec.question,
  severity,
  techniques: techniquesOf(spec.techniques),
  nextSteps: spec.nextSteps,
  references: [...spec.references, ...spec.techniques.map(techniquePage)],
  threshold: spec.threshold ?? 1,
  windowSeconds: spec.windowSeconds ?? 3600,
  countsDistinct: spec.distinct !== undefined,
});

const contextOf = (parameters: RuleParameters, { isUsual }: RuleSettings): CheckContext => {
  const isReader = nameTest([...parameters.bucketReaders, ...parameters.expectedPrincipals]);
  const networks = parameters.networks
    .map((cidr) => network(cidr))
    .filter((found): found is Network => typeof found !== 'string');
  return {
    parameters,
    callers: createCallers(parameters),
    accounts: createOwnAccounts(parameters.partnerAccounts),
    instances: createInstanceSessions(),
    habits: createHabits(),
    isUsual: isUsual ?? (() => false),
    isSensitiveBucket: nameTest(parameters.sensitiveBuckets),
    isBucketReader: ({ actor }) =>
      isReader(actor.key) || (actor.name !== undefined && isReader(actor.name)),
    isOwnNetwork: (address) =>
      networks.length === 0 ? undefined : networks.some((one) => isInNetwork(one, address)),
  };
};
