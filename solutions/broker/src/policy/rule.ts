import type {
  ApprovalStep,
  AutomaticCondition,
  BreakGlassRule,
  ConditionSource,
  FieldRule,
  Requirement,
} from '../model/index.ts';
import type {
  AccessPolicyDocument,
  AllowRuleDocument,
  ConditionsDocument,
  RuleDocument,
  StepDocument,
  WhatDocument,
} from './document.ts';
import { parseDuration } from './duration.ts';

/** Whom a rule is asked about: a person, or in a plan a group of which no more is known. */
export interface Subject {
  readonly groups: ReadonlySet<string>;
  /** Undefined where they are not known: then an allow is taken to match, and a deny not, to show all that could be. */
  readonly attributes: ReadonlyMap<string, string> | undefined;
}

export interface Rule {
  /** From 0, in document order. */
  readonly index: number;
  readonly id: string;
  readonly effect: 'allow' | 'deny';
  /** Any of these; undefined asks for no group. */
  readonly groups: readonly string[] | undefined;
  /** All of these, each with one of its values. */
  readonly attributes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly what: readonly WhatDocument[];
  /** What an allow asks for; a deny has none. */
  readonly terms: Terms | undefined;
}

export interface Terms {
  readonly requirement: Requirement;
  readonly fields: readonly FieldRule[];
}

export const isAbout = (rule: Rule, subject: Subject): boolean => {
  if (rule.groups !== undefined && !rule.groups.some((group) => subject.groups.has(group)))
    return false;
  if (rule.attributes.size === 0) return true;
  const { attributes } = subject;
  if (attributes === undefined) return rule.effect === 'allow';
  return [...rule.attributes].every(([name, values]) => {
    const value = attributes.get(name);
    return value !== undefined && values.has(value);
  });
};

export const compileRule = (
  rule: RuleDocument,
  index: number,
  document: AccessPolicyDocument,
  version: number,
): Rule => {
  const who = rule.who === 'everyone' ? {} : rule.who;
  return {
    index,
    id: rule.id,
    effect: rule.effect,
    groups: who.groups,
    attributes: new Map(
      Object.entries(who.attributes ?? {}).map(([name, values]) => [name, new Set(values)]),
    ),
    what: rule.what,
    terms: rule.effect === 'allow' ? termsOf(rule, document, version) : undefined,
  };
};

const termsOf = (
  rule: AllowRuleDocument,
  document: AccessPolicyDocument,
  version: number,
): Terms => ({
  requirement: {
    policyVersion: version,
    ruleIds: [rule.id],
    maxDurationSeconds: secondsOf(rule.maxDuration),
    pendingSeconds: secondsOf(rule.pendingFor ?? document.settings.pendingFor),
    steps:
      rule.approval === 'none' ? [] : rule.approval.steps.map((step) => stepOf(step, document)),
    automatic: automaticOf(rule),
    breakGlass: breakGlassOf(rule),
  },
  fields: Object.entries(rule.fields ?? {}).map(([name, { label, required, pattern }]) => ({
    name,
    label,
    required,
    pattern,
  })),
});

const stepOf = (step: StepDocument, { approverSets = {} }: AccessPolicyDocument): ApprovalStep => {
  const groups = step.set === undefined ? step.groups : approverSets[step.set];
  if (groups === undefined) throw new Error(`step ${step.name} was checked to have approvers`);
  return {
    name: step.name,
    groups: [...new Set(groups)],
    quorum: step.quorum,
    escalation:
      step.escalate === undefined
        ? undefined
        : { afterSeconds: secondsOf(step.escalate.after), groups: step.escalate.to },
  };
};

const automaticOf = ({ id, approval }: AllowRuleDocument): readonly AutomaticCondition[] =>
  approval === 'none'
    ? [{ kind: 'always', ruleId: id }]
    : (approval.unless ?? []).map((conditions) => ({
        kind: 'all',
        ruleId: id,
        sources: sourcesOf(conditions),
      }));

const sourcesOf = ({
  onCall,
  ticket,
  timeWindow,
}: ConditionsDocument): readonly ConditionSource[] => [
  ...(onCall === undefined ? [] : [{ kind: 'on-call', ...onCall } as const]),
  ...(ticket === undefined ? [] : [{ kind: 'ticket', ...ticket } as const]),
  ...(timeWindow === undefined ? [] : [{ kind: 'time-window', ...timeWindow } as const]),
];

const breakGlassOf = ({ breakGlass }: AllowRuleDocument): BreakGlassRule | undefined =>
  breakGlass === undefined
    ? undefined
    : {
        maxDurationSeconds: secondsOf(breakGlass.maxDuration),
        reviewers: [...new Set(breakGlass.reviewers)],
      };

export const secondsOf = (duration: string): number => {
  const seconds = parseDuration(duration);
  if (seconds === undefined) throw new Error(`"${duration}" was checked to be a duration`);
  return seconds;
};
