import { parseFilterPattern } from '@gatehouse/patterns';
import type { Suppression } from './alerts/suppressions.ts';
import { wildcardMatch } from './alerts/wildcard.ts';
import { BEHAVIOUR_RULES, type BehaviourSettings, INSIGHT_RULES } from './behaviour/index.ts';
import type { EngineSettings } from './engine.ts';
import { isObject } from './events/json.ts';
import type { JsonObject, Severity } from './model.ts';
import { chosenRules } from './rules/create-rules.ts';
import type { LoadedRule, RuleExclusion, RuleParameters, RuleSettings } from './rules/model.ts';
import { SEVERITIES } from './severity.ts';

/** The settings of a scan are wrong; the message says which. */
export class SettingsProblem extends Error {
  override readonly name = 'SettingsProblem';
}

export interface GivenSettings {
  /** The contents of a parameter file: `parameters`, `disabled`, `severities`, `exclusions`, `behaviour`; or parameters alone. */
  readonly document: unknown;
  readonly rules: readonly LoadedRule[];
  /** Filter patterns that each are a rule. */
  readonly filters: readonly string[];
  /** Rules, may hold `*`; none: all. */
  readonly only: readonly string[];
  readonly behaviour: boolean;
  readonly suppressions: readonly Suppression[];
}

const problem = (text: string): SettingsProblem => new SettingsProblem(text);

const PARAMETERS = [
  'expectedPrincipals',
  'pipelines',
  'scanners',
  'sensitiveBuckets',
  'bucketReaders',
  'networks',
  'partnerAccounts',
  'sensitiveServices',
] as const satisfies readonly (keyof RuleParameters)[];

const BEHAVIOUR_NUMBERS = [
  'learningDays',
  'learningEvents',
  'leastScore',
  'twoNetworksMinutes',
  'maximumPrincipals',
  'maximumSessions',
] as const satisfies readonly (keyof BehaviourSettings)[];

const BEHAVIOUR_LISTS = [
  'knownNetworks',
  'ignoredPrincipals',
] as const satisfies readonly (keyof BehaviourSettings)[];

const SECTIONS = ['parameters', 'disabled', 'severities', 'exclusions', 'behaviour'];

const onlyKnown = (object: JsonObject, known: readonly string[], place: string): void => {
  const wrong = Object.keys(object).find((name) => !known.includes(name));
  if (wrong !== undefined)
    throw problem(`${place}: "${wrong}" is not known; known are ${known.join(', ')}`);
};

const textsOf = (value: unknown, place: string): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => {
    if (typeof one !== 'string' && typeof one !== 'number')
      throw problem(`${place}: is a list of texts`);
    return String(one);
  });
};

const objectOf = (value: unknown, place: string): JsonObject => {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw problem(`${place}: is an object`);
  return value;
};

const listsOf = <Name extends string>(
  object: JsonObject,
  names: readonly Name[],
  place: string,
): Partial<Record<Name, readonly string[]>> => {
  const lists: Partial<Record<Name, readonly string[]>> = {};
  for (const name of names)
    if (object[name] !== undefined) lists[name] = textsOf(object[name], `${place}.${name}`);
  return lists;
};

const behaviourOf = (value: unknown): Partial<BehaviourSettings> => {
  const object = objectOf(value, 'behaviour');
  onlyKnown(object, [...BEHAVIOUR_NUMBERS, ...BEHAVIOUR_LISTS], 'behaviour');
  const numbers: Partial<Record<(typeof BEHAVIOUR_NUMBERS)[number], number>> = {};
  for (const name of BEHAVIOUR_NUMBERS) {
    const given = object[name];
    if (given === undefined) continue;
    if (typeof given !== 'number' || !(given >= 0)) throw problem(`behaviour.${name}: is a number`);
    numbers[name] = given;
  }
  return { ...numbers, ...listsOf(object, BEHAVIOUR_LISTS, 'behaviour') };
};

const severitiesOf = (value: unknown): Readonly<Record<string, Severity>> => {
  const entries = Object.entries(objectOf(value, 'severities')).map(([rule, text]) => {
    const severity = SEVERITIES.find((name) => name === text);
    if (severity === undefined)
      throw problem(`severities.${rule}: is one of ${SEVERITIES.join(', ')}`);
    return [rule, severity] as const;
  });
  return Object.fromEntries(entries);
};

const requirePattern = (text: string, place: string): void => {
  const read = parseFilterPattern(text);
  if ('problem' in read) throw problem(`${place}: ${read.problem.reason} at ${read.problem.at}`);
  if (read.pattern.kind !== 'json')
    throw problem(`${place}: is a pattern for JSON, { $.eventName = "…" }`);
};

const exclusionsOf = (value: unknown): readonly RuleExclusion[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw problem('exclusions: is a list');
  return value.map((entry: unknown, at) => {
    const place = `exclusions[${at}]`;
    const { rule, when } = objectOf(entry, place);
    if (typeof rule !== 'string' || typeof when !== 'string')
      throw problem(`${place}: has a rule and when, a filter pattern`);
    requirePattern(when, `${place}.when`);
    return { rule, when };
  });
};

/** A filter pattern of the user's own as a rule. */
const filterRule = (pattern: string, at: number): LoadedRule => {
  requirePattern(pattern, `--filter ${pattern}`);
  return {
    origin: 'custom',
    spec: {
      id: `custom.filter-${at + 1}`,
      title: `Matches ${pattern}`,
      description: 'Events that a filter pattern of yours matches.',
      severity: 'MEDIUM',
      techniques: [],
      nextSteps: [],
      references: [],
      when: [pattern],
      callers: { aws: 'same' },
      because: '{actor} called {action}.',
    },
  };
};

const sectionsOf = (document: unknown): JsonObject => {
  const object = objectOf(document, 'parameters');
  const isSectioned = Object.keys(object).some((name) => SECTIONS.includes(name));
  if (!isSectioned) return { parameters: object };
  onlyKnown(object, SECTIONS, 'the file');
  return object;
};

const LEARNED_RULES = [...BEHAVIOUR_RULES, ...INSIGHT_RULES];

const disabledBy = (only: readonly string[], rules: RuleSettings): readonly string[] => {
  if (only.length === 0) return [];
  const ids = [
    ...chosenRules(rules).map(({ spec }) => spec.id),
    ...LEARNED_RULES.map(({ id }) => id),
  ];
  const isWanted = (id: string): boolean => only.some((one) => wildcardMatch(one, id));
  if (!ids.some(isWanted)) throw problem(`--only ${only.join(', ')}: there is no such rule`);
  return ids.filter((id) => !isWanted(id));
};

/** What an engine is made with, from what a user gave. @throws SettingsProblem */
export const readEngineSettings = (given: GivenSettings): EngineSettings => {
  const sections = sectionsOf(given.document);
  const parameters = objectOf(sections['parameters'], 'parameters');
  onlyKnown(parameters, PARAMETERS, 'parameters');
  const behaviour = behaviourOf(sections['behaviour']);
  const named = listsOf(parameters, PARAMETERS, 'parameters');
  const rules: RuleSettings = {
    parameters: named,
    disabled: sections['disabled'] === undefined ? [] : textsOf(sections['disabled'], 'disabled'),
    severities: severitiesOf(sections['severities']),
    exclusions: exclusionsOf(sections['exclusions']),
    rules: [...given.rules, ...given.filters.map(filterRule)],
  };
  const disabled = disabledBy(given.only, rules);
  const isLearned =
    given.behaviour &&
    (given.only.length === 0 || LEARNED_RULES.some(({ id }) => !disabled.includes(id)));
  return {
    rules: { ...rules, disabled: [...(rules.disabled ?? []), ...disabled] },
    behaviour: isLearned ? { knownNetworks: named.networks ?? [], ...behaviour } : undefined,
    suppressions: given.suppressions,
  };
};
