import type {
  AccessPolicy,
  Catalog,
  Eligible,
  EligibilityAnswer,
  IneligibleReason,
  Membership,
  Target,
} from '../model/index.ts';
import { Bits } from './bits.ts';
import type { AccessPolicyDocument } from './document.ts';
import { mergeTerms } from './requirement.ts';
import { compileRule, isAbout, type Rule, secondsOf, type Subject, type Terms } from './rule.ts';
import { type KnownTarget, Targets } from './targets.ts';

/** An access policy with what a plan has to see of it. */
export interface CompiledPolicy extends AccessPolicy {
  readonly document: AccessPolicyDocument;
  readonly rules: readonly Rule[];
  /** Rules about `subject`, in document order. */
  rulesAbout(subject: Subject): readonly Rule[];
  targets(catalog: Catalog): Targets;
  /** The targets that a rule selects, as ordinals of `targets(catalog)`. */
  selected(rule: Rule, catalog: Catalog): Bits;
}

/**
 * Compiles a checked document. For one target: a deny that matches person and target ends it, wherever it stands; else
 * the first allow in document order that matches both decides, and its terms alone count.
 */
export const compilePolicy = (document: AccessPolicyDocument, version: number): CompiledPolicy => {
  const rules = document.rules.map((rule, at) => compileRule(rule, at, document, version));
  const rulesAbout = indexByGroup(rules);
  const views = new WeakMap<Catalog, View>();
  const viewOf = (catalog: Catalog): View => {
    const view = views.get(catalog) ?? new View(catalog);
    views.set(catalog, view);
    return view;
  };
  return {
    version,
    document,
    rules,
    rulesAbout,
    targets: (catalog) => viewOf(catalog).targets,
    selected: (rule, catalog) => viewOf(catalog).selected(rule),
    eligible: (membership, catalog, page) =>
      membership.active ? eligiblePage(viewOf(catalog), rulesAbout(membership), page) : [],
    check: (membership, catalog, targets, breakGlass) => {
      if (!membership.active) return no('inactive', 'This person is not active.');
      const most = document.settings.maxTargets;
      return checkTargets(viewOf(catalog), rulesAbout(membership), { targets, breakGlass, most });
    },
    may: rights(document),
    sources: new Map(
      Object.entries(document.sources ?? {}).map(([name, { url, timeout }]) => [
        name,
        { url, timeoutMilliseconds: secondsOf(timeout) * 1000 },
      ]),
    ),
    templates: (document.templates ?? []).map((template) => ({
      id: template.id,
      title: template.title,
      targets: template.targets.map((roleArn) => ({ account: accountOf(roleArn), roleArn })),
      durationSeconds: secondsOf(template.duration),
      justification: template.justification,
      sessionPolicy: template.sessionPolicy,
    })),
  };
};

/** One catalog with what the rules select of it, found when first asked for. */
class View {
  readonly targets: Targets;
  readonly #selected = new Map<Rule, Bits>();

  constructor(catalog: Catalog) {
    this.targets = new Targets(catalog);
  }

  selected(rule: Rule): Bits {
    const kept = this.#selected.get(rule);
    if (kept !== undefined) return kept;
    const bits = this.targets.select(rule.what);
    this.#selected.set(rule, bits);
    return bits;
  }
}

const accountOf = (roleArn: string): string => roleArn.split(':', 5)[4] ?? '';

const indexByGroup = (rules: readonly Rule[]): ((subject: Subject) => readonly Rule[]) => {
  const byGroup = new Map<string, Rule[]>();
  const ofNoGroup: Rule[] = [];
  for (const rule of rules) {
    if (rule.groups === undefined) ofNoGroup.push(rule);
    for (const group of rule.groups ?? []) {
      const ofGroup = byGroup.get(group);
      if (ofGroup === undefined) byGroup.set(group, [rule]);
      else ofGroup.push(rule);
    }
  }
  return (subject) => {
    const found = new Set(ofNoGroup);
    for (const group of subject.groups)
      for (const rule of byGroup.get(group) ?? []) found.add(rule);
    return [...found]
      .filter((rule) => isAbout(rule, subject))
      .toSorted((a, b) => a.index - b.index);
  };
};

const eligiblePage = (
  view: View,
  rules: readonly Rule[],
  page: Parameters<AccessPolicy['eligible']>[2],
): readonly Eligible[] => {
  const selected = (effect: Rule['effect']): readonly Bits[] =>
    rules.filter((rule) => rule.effect === effect).map((rule) => view.selected(rule));
  const start = page.after === undefined ? 0 : view.targets.following(page.after);
  const query = page.query?.toLowerCase() ?? '';
  const found: Eligible[] = [];
  if (page.limit < 1) return found;
  for (const at of Bits.anyWithout(selected('allow'), selected('deny'), start)) {
    const known = view.targets.all[at];
    if (known === undefined || !known.words.includes(query)) continue;
    const decision = decide(view, rules, at);
    if (decision.terms === undefined) throw new Error(`target ${at} is open without an allow`);
    found.push(toEligible(known, decision.rule, decision.terms));
    if (found.length >= page.limit) break;
  }
  return found;
};

const toEligible = (
  { target, account, role }: KnownTarget,
  rule: Rule,
  terms: Terms,
): Eligible => ({
  target,
  accountName: account.name,
  roleName: role.name,
  ruleId: rule.id,
  requirement: terms.requirement,
  fields: terms.fields,
});

type Deciding =
  | { readonly rule: Rule; readonly terms: Terms }
  | { readonly rule: Rule | undefined; readonly terms: undefined };

const decide = (view: View, rules: readonly Rule[], at: number): Deciding => {
  const matching = rules.filter((rule) => view.selected(rule).has(at));
  const deny = matching.find(({ effect }) => effect === 'deny');
  if (deny !== undefined) return { rule: deny, terms: undefined };
  const [first] = matching;
  if (first?.terms === undefined) return { rule: undefined, terms: undefined };
  return { rule: first, terms: first.terms };
};

interface Question {
  readonly targets: readonly Target[];
  readonly breakGlass: boolean;
  readonly most: number;
}

const checkTargets = (
  view: View,
  rules: readonly Rule[],
  { targets, breakGlass, most }: Question,
): EligibilityAnswer => {
  if (targets.length === 0) return no('unknown-target', 'A request names at least one target.');
  if (targets.length > most) return no('field', `A request names at most ${most} targets.`);
  if (new Set(targets.map(({ roleArn }) => roleArn)).size < targets.length)
    return no('field', 'A request names each target once.');
  const terms: Terms[] = [];
  for (const target of targets) {
    const decision = decideTarget(view, rules, target);
    if ('because' in decision) return { eligible: false, because: decision.because };
    terms.push(decision.terms);
  }
  const { requirement, fields } = mergeTerms(terms);
  if (!breakGlass) return { eligible: true, requirement, fields };
  const shortest = requirement.breakGlass?.maxDurationSeconds;
  if (shortest === undefined)
    return no('no-rule', 'No rule offers break-glass for all that is asked, with one reviewer.');
  const maxDurationSeconds = Math.min(requirement.maxDurationSeconds, shortest);
  return { eligible: true, requirement: { ...requirement, maxDurationSeconds }, fields };
};

const decideTarget = (
  view: View,
  rules: readonly Rule[],
  target: Target,
): { readonly terms: Terms } | { readonly because: IneligibleReason } => {
  const at = view.targets.ordinal(target);
  if (at === undefined)
    return { because: { code: 'unknown-target', message: 'There is no such role to ask for.' } };
  const { rule, terms } = decide(view, rules, at);
  if (terms !== undefined) return { terms };
  const what = `${target.roleArn} in account ${target.account}`;
  if (rule === undefined)
    return { because: { code: 'no-rule', message: `No rule lets this person ask for ${what}.` } };
  const message = `Rule "${rule.id}" denies ${what}.`;
  return { because: { code: 'denied', message, ruleId: rule.id } };
};

const no = (code: IneligibleReason['code'], message: string): EligibilityAnswer => ({
  eligible: false,
  because: { code, message },
});

const rights = ({ settings }: AccessPolicyDocument): AccessPolicy['may'] => {
  const groups = {
    audit: settings.auditors?.groups ?? [],
    'administer-policy': settings.policyAdministrators.groups,
    'end-any': settings.enders?.groups ?? [],
    'review-break-glass': settings.breakGlassReviewers?.groups ?? [],
  };
  return (membership: Membership, what) =>
    membership.active && groups[what].some((group) => membership.groups.has(group));
};
