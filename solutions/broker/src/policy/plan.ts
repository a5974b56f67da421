import { canonicalJson } from '@gatehouse/core';
import type { Catalog, Target } from '../model/index.ts';
import { Bits } from './bits.ts';
import type { CompiledPolicy } from './compile.ts';
import { circleProblems } from './plan-approvers.ts';
import { coverageProblems } from './plan-coverage.ts';
import type { Plan, PlanChange, PlanInput, PlanProblem } from './plan-model.ts';
import { differenceInWords, termsInWords } from './plan-words.ts';
import type { Rule, Subject, Terms } from './rule.ts';

const MOST_CHANGES = 1000;

/**
 * What a change of policy would do: who gains or loses which target, for whom the terms change, and what is wrong with
 * the new policy. Without people it speaks of groups, each as somebody who is in this group alone and has every attribute
 * that an allow asks for and none that a deny does.
 */
export const plan = (input: PlanInput): Plan => {
  const { before, after, catalog, people } = input;
  const counts = { gains: 0, loses: 0, changes: 0 };
  const changes: PlanChange[] = [];
  const compare = comparison(before, after, catalog);
  for (const { name, ...subject } of people ?? groupsOf([before, after])) {
    const difference = compare(subject);
    counts.gains += difference.counts.gains;
    counts.loses += difference.counts.loses;
    counts.changes += difference.counts.changes;
    const room = MOST_CHANGES - changes.length;
    changes.push(...difference.changes.slice(0, room).map((change) => ({ ...change, who: name })));
  }
  const total = counts.gains + counts.loses + counts.changes;
  return {
    changes,
    counts,
    problems: [
      ...circleProblems(input),
      ...coverageProblems(input),
      ...rightsProblems(before, after),
      ...sourceProblems(before, after),
    ],
    complete: changes.length === total,
  };
};

interface Differences {
  readonly counts: Readonly<Record<PlanChange['kind'], number>>;
  /** At most MOST_CHANGES of them. */
  readonly changes: readonly Omit<PlanChange, 'who'>[];
}

/** What changes for a subject; people about whom the same rules are share one answer. */
const comparison = (
  before: CompiledPolicy | undefined,
  after: CompiledPolicy,
  catalog: Catalog,
): ((subject: Subject) => Differences) => {
  const kept = new Map<string, Differences>();
  const compare = comparisons();
  const content = contents();
  return (subject) => {
    const [was, is] = [before?.rulesAbout(subject) ?? [], after.rulesAbout(subject)];
    const [wasKey, isKey] = [was.map(content).join(), is.map(content).join()];
    if (wasKey === isKey) return { counts: { gains: 0, loses: 0, changes: 0 }, changes: [] };
    const key = `${wasKey} ${isKey}`;
    const earlier = kept.get(key);
    if (earlier !== undefined) return earlier;
    const targets = after.targets(catalog).all.map(({ target }) => target);
    const wasDecide = before && decisions(before, catalog, was);
    const differences = differ(targets, wasDecide, decisions(after, catalog, is), compare);
    kept.set(key, differences);
    return differences;
  };
};

const differ = (
  targets: readonly Target[],
  was: Decide | undefined,
  is: Decide,
  compare: Compare,
): Differences => {
  const counts = { gains: 0, loses: 0, changes: 0 };
  const changes: Omit<PlanChange, 'who'>[] = [];
  for (const [at, target] of targets.entries()) {
    const difference = compare(was?.(at), is(at));
    if (difference === undefined) continue;
    counts[difference.kind] += 1;
    if (changes.length < MOST_CHANGES) changes.push({ ...difference, target });
  }
  return { counts, changes };
};

/** A number for what a rule selects and asks, the same for rules of two versions that do the same. */
const contents = (): ((rule: Rule) => number) => {
  const numbers = new Map<string, number>();
  const kept = new Map<Rule, number>();
  return (rule) => {
    const earlier = kept.get(rule);
    if (earlier !== undefined) return earlier;
    const { policyVersion: _, ...requirement } = rule.terms?.requirement ?? { policyVersion: 0 };
    const text = canonicalJson([rule.effect, rule.what, requirement, rule.terms?.fields ?? []]);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    kept.set(rule, number);
    return number;
  };
};

type Decide = (at: number) => Terms | undefined;

/** What one policy asks of somebody about whom `rules` are, for the target at an ordinal. */
const decisions = (policy: CompiledPolicy, catalog: Catalog, rules: readonly Rule[]): Decide => {
  const denied = new Bits(policy.targets(catalog).all.length);
  for (const rule of rules)
    if (rule.effect === 'deny') denied.addAll(policy.selected(rule, catalog));
  const allows = rules
    .filter(({ effect }) => effect === 'allow')
    .map((rule) => ({ terms: rule.terms, bits: policy.selected(rule, catalog) }));
  return (at) => (denied.has(at) ? undefined : allows.find(({ bits }) => bits.has(at))?.terms);
};

type Difference = Pick<PlanChange, 'kind' | 'detail'>;

// The same two terms meet at many targets, so their difference is worked out once.
type Compare = (was: Terms | undefined, is: Terms | undefined) => Difference | undefined;

const comparisons = (): Compare => {
  const kept = new Map<Terms, Map<Terms, Difference | undefined>>();
  return (was, is) => {
    if (was === undefined) return is && { kind: 'gains', detail: termsInWords(is) };
    if (is === undefined) return { kind: 'loses', detail: termsInWords(was) };
    const ofWas = kept.get(was) ?? new Map<Terms, Difference | undefined>();
    kept.set(was, ofWas);
    if (!ofWas.has(is)) {
      const detail = differenceInWords(was, is);
      ofWas.set(is, detail === '' ? undefined : { kind: 'changes', detail });
    }
    return ofWas.get(is);
  };
};

/** Every group that a rule is about, and attributes that are asked for without a group. */
const groupsOf = (
  policies: readonly (CompiledPolicy | undefined)[],
): readonly (Subject & { readonly name: string })[] => {
  const rules = policies.flatMap((policy) => policy?.rules ?? []);
  const groups = [...new Set(rules.flatMap((rule) => rule.groups ?? []))].toSorted();
  const subjects = groups.map((group) => ({
    name: `group ${group}`,
    groups: new Set([group]),
    attributes: undefined,
  }));
  const byAttributes = rules.some(
    ({ groups: of, effect }) => of === undefined && effect === 'allow',
  );
  const others = { name: 'people of no group', groups: new Set<string>(), attributes: undefined };
  return byAttributes ? [...subjects, others] : subjects;
};

const RIGHTS = [
  ['policyAdministrators', 'administer the policy'],
  ['auditors', 'read everything'],
  ['enders', 'end any access'],
  ['breakGlassReviewers', 'review any use of break-glass'],
] as const;

/** A change of who may act for the whole broker is worth a look in itself. */
const rightsProblems = (
  before: CompiledPolicy | undefined,
  after: CompiledPolicy,
): readonly PlanProblem[] =>
  RIGHTS.flatMap(([setting, words]): readonly PlanProblem[] => {
    const was = new Set(before?.document.settings[setting]?.groups ?? []);
    const is = new Set(after.document.settings[setting]?.groups ?? []);
    if (before === undefined) return [];
    const gained = [...is].filter((group) => !was.has(group));
    const lost = [...was].filter((group) => !is.has(group));
    return [
      ...gained.map((group) => ({ group, message: `group ${group} would be able to ${words}` })),
      ...lost.map((group) => ({ group, message: `group ${group} could no longer ${words}` })),
    ].map(({ message }) => ({
      code: 'rights-changed',
      severity: 'warning',
      message,
      path: ['settings', setting],
    }));
  });

/** Whoever answers for a source approves: another address is another approver. */
const sourceProblems = (
  before: CompiledPolicy | undefined,
  after: CompiledPolicy,
): readonly PlanProblem[] =>
  [...after.sources].flatMap(([name, { url }]): readonly PlanProblem[] => {
    const was = before?.sources.get(name)?.url;
    if (was === undefined || was === url) return [];
    return [
      {
        code: 'source-changed',
        severity: 'warning',
        message: `source ${name} would be asked at another address`,
        path: ['sources', name, 'url'],
      },
    ];
  });
