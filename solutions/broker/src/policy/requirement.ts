import { canonicalJson } from '@gatehouse/core';
import type {
  ApprovalStep,
  AutomaticCondition,
  BreakGlassRule,
  ConditionSource,
  FieldRule,
} from '../model/index.ts';
import type { Terms } from './rule.ts';

const MOST_COMBINATIONS = 32;

/**
 * What one request for several targets needs: enough for each of them. `ruleIds` stay one for each target. The least
 * duration and the least time to wait; all steps; automatic and break-glass only where every rule has it.
 */
export const mergeTerms = (terms: readonly Terms[]): Terms => {
  const [first] = terms;
  if (first === undefined) throw new Error('a request has at least one target');
  const distinct = [...new Set(terms)];
  const all = distinct.map(({ requirement }) => requirement);
  return {
    requirement: {
      policyVersion: first.requirement.policyVersion,
      ruleIds: terms.flatMap(({ requirement }) => requirement.ruleIds),
      maxDurationSeconds: Math.min(...all.map(({ maxDurationSeconds }) => maxDurationSeconds)),
      pendingSeconds: Math.min(...all.map(({ pendingSeconds }) => pendingSeconds)),
      steps: mergeSteps(distinct),
      automatic: mergeAutomatic(all.map(({ automatic }) => automatic)),
      breakGlass: mergeBreakGlass(all.map(({ breakGlass }) => breakGlass)),
    },
    fields: mergeFields(distinct.flatMap(({ fields }) => fields)),
  };
};

/**
 * Steps of the same name, groups and escalation become one with the larger quorum, which is enough for each rule. Other
 * steps of one name stay apart, and get the rule's id so that names remain unique in the request.
 */
const mergeSteps = (terms: readonly Terms[]): readonly ApprovalStep[] => {
  const merged = new Map<string, ApprovalStep>();
  const names = new Set<string>();
  for (const { requirement } of terms) {
    for (const step of requirement.steps) {
      const key = canonicalJson([step.name, [...step.groups].toSorted(), escalationKey(step)]);
      const earlier = merged.get(key);
      if (earlier !== undefined) {
        merged.set(key, { ...earlier, quorum: Math.max(earlier.quorum, step.quorum) });
        continue;
      }
      const name = names.has(step.name) ? `${step.name}@${requirement.ruleIds.join()}` : step.name;
      names.add(name);
      merged.set(key, { ...step, name });
    }
  }
  return [...merged.values()];
};

const escalationKey = ({ escalation }: ApprovalStep): unknown =>
  escalation === undefined ? null : [escalation.afterSeconds, [...escalation.groups].toSorted()];

// One alternative of every rule must hold: each way to choose them is an alternative of the whole. Should there be too
// many, people approve.
const mergeAutomatic = (
  all: readonly (readonly AutomaticCondition[])[],
): readonly AutomaticCondition[] => {
  let combined: readonly AutomaticCondition[] | undefined;
  for (const alternatives of all) {
    const earlier = combined;
    combined =
      earlier === undefined
        ? alternatives
        : earlier.flatMap((one) => alternatives.map((other) => both(one, other)));
    if (combined.length > MOST_COMBINATIONS) return [];
  }
  return combined ?? [];
};

const both = (one: AutomaticCondition, other: AutomaticCondition): AutomaticCondition => {
  const ruleId = `${one.ruleId}+${other.ruleId}`;
  if (one.kind === 'always' && other.kind === 'always') return { kind: 'always', ruleId };
  const sources = [...sourcesOf(one), ...sourcesOf(other)];
  const unique = new Map(sources.map((source) => [canonicalJson(source), source]));
  return { kind: 'all', ruleId, sources: [...unique.values()] };
};

const sourcesOf = (condition: AutomaticCondition): readonly ConditionSource[] =>
  condition.kind === 'always' ? [] : condition.sources;

/** A use of all targets together is reviewed by one person, who must be a reviewer of every one of them. */
const mergeBreakGlass = (
  all: readonly (BreakGlassRule | undefined)[],
): BreakGlassRule | undefined => {
  const [first, ...others] = all;
  return others.reduce<BreakGlassRule | undefined>((merged, other) => {
    if (merged === undefined || other === undefined) return undefined;
    const reviewers = merged.reviewers.filter((group) => other.reviewers.includes(group));
    if (reviewers.length === 0) return undefined;
    return {
      maxDurationSeconds: Math.min(merged.maxDurationSeconds, other.maxDurationSeconds),
      reviewers,
    };
  }, first);
};

/** Fields of one name and pattern are one, required where any rule requires it; of other patterns, all must fit. */
const mergeFields = (fields: readonly FieldRule[]): readonly FieldRule[] => {
  const merged = new Map<string, FieldRule>();
  for (const field of fields) {
    const key = JSON.stringify([field.name, field.pattern]);
    const earlier = merged.get(key);
    merged.set(
      key,
      earlier === undefined ? field : { ...earlier, required: earlier.required || field.required },
    );
  }
  return [...merged.values()];
};
