import type { Clock, Ids } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import { BEHAVIOUR_DEFAULTS, BEHAVIOUR_RULES, INSIGHT_RULES } from '../../behaviour/index.ts';
import { readEngineSettings, SettingsProblem } from '../../engine-settings.ts';
import type { RuleFacts } from '../../model.ts';
import { listRules } from '../../rules/index.ts';
import { withDefaults } from '../../rules/parameters.ts';
import { readRules } from '../../rules/read-rule-folder.ts';
import { TRAP_RULE_LIST } from '../../traps/index.ts';
import type {
  ChangeParameters,
  ChangeRule,
  ImportRules,
  ImportRulesAnswer,
  RuleRow,
  RulesAnswer,
} from '../api/index.ts';
import { importedRules, type LiveSettings as Stored } from '../pipeline/settings.ts';
import { alertRows } from '../store/alerts.ts';
import {
  changeRows,
  ruleRows,
  type RuleSetting,
  settingRows,
  suppressionRows,
} from '../store/settings.ts';
import type { Asking } from './alerts.ts';
import { invalid, notFound } from './refusal.ts';

export interface SettingsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
}

const storedIn = async (tx: Tx): Promise<Stored> => ({
  settings: await settingRows.all(tx),
  suppressions: await suppressionRows.all(tx),
  rules: await ruleRows.all(tx),
});

export const noteChange = (
  tx: Tx,
  { clock }: Pick<SettingsDeps, 'clock'>,
  by: string,
  change: { readonly what: string; readonly before: unknown; readonly after: unknown },
): Promise<void> => changeRows.add(tx, { at: clock.now().getTime(), by, ...change });

interface Listed {
  readonly facts: RuleFacts;
  readonly patterns: readonly string[];
  readonly isMetricFilter: boolean;
}

const everyRule = (stored: Stored, seesTraps: boolean): readonly Listed[] => {
  const learned = [...BEHAVIOUR_RULES, ...INSIGHT_RULES, ...(seesTraps ? TRAP_RULE_LIST : [])];
  return [
    ...listRules({
      rules: importedRules(stored.rules),
      // A rule that needs to know networks is shown whether or not they are set.
      parameters: { networks: ['192.0.2.0/24'] },
    }),
    ...learned.map((facts) => ({ facts, patterns: [], isMetricFilter: false })),
  ];
};

const rowOf = (
  { facts, patterns, isMetricFilter }: Listed,
  setting: RuleSetting | undefined,
  imported: ReadonlySet<string>,
  open: ReadonlyMap<string, number>,
): RuleRow => ({
  id: facts.id,
  origin: facts.origin,
  title: facts.title,
  description: facts.description,
  question: facts.question,
  techniques: facts.techniques,
  references: facts.references,
  patterns,
  isMetricFilter,
  shippedSeverity: facts.severity,
  severity: setting?.severity ?? facts.severity,
  enabled: setting?.enabled !== false,
  exclusions: setting?.exclusions ?? [],
  open: open.get(facts.id) ?? 0,
  imported: imported.has(facts.id),
});

const answerOf = async (tx: Tx, seesTraps: boolean): Promise<RulesAnswer> => {
  const stored = await storedIn(tx);
  const open = await alertRows.openByRule(tx);
  const imported = new Set(stored.rules.map(({ id }) => id));
  const { rules, parameters, behaviour } = stored.settings;
  return {
    rules: everyRule(stored, seesTraps).map((one) =>
      rowOf(one, rules[one.facts.id], imported, open),
    ),
    parameters: withDefaults(parameters),
    behaviour: { ...BEHAVIOUR_DEFAULTS, ...behaviour },
    changed: {
      parameters: Object.keys(parameters) as (keyof typeof parameters)[],
      behaviour: Object.keys(behaviour) as (keyof typeof behaviour)[],
    },
  };
};

export const rulesOf = ({ store }: SettingsDeps, { seesTraps }: Asking): Promise<RulesAnswer> =>
  store.read((tx) => answerOf(tx, seesTraps));

/** What offline settings would say of it: the same checks. @throws DetectionRefusal */
const requireSensible = (document: object): void => {
  try {
    readEngineSettings({
      document,
      rules: [],
      filters: [],
      only: [],
      behaviour: true,
      suppressions: [],
    });
  } catch (error) {
    if (error instanceof SettingsProblem) throw invalid(error.message);
    throw error;
  }
};

const settingOf = (
  before: RuleSetting,
  { enabled, severity, exclusions }: ChangeRule,
): RuleSetting => {
  const after = {
    enabled: enabled ?? before.enabled,
    severity: severity === null ? undefined : (severity ?? before.severity),
    exclusions: exclusions ?? before.exclusions,
  };
  return {
    ...(after.enabled === false ? { enabled: false } : {}),
    ...(after.severity === undefined ? {} : { severity: after.severity }),
    ...(after.exclusions === undefined || after.exclusions.length === 0
      ? {}
      : { exclusions: after.exclusions }),
  };
};

export const changeRule = async (
  deps: SettingsDeps,
  change: ChangeRule,
  { by, seesTraps }: Asking,
): Promise<RuleRow> => {
  requireSensible({
    exclusions: (change.exclusions ?? []).map((when) => ({ rule: change.id, when })),
  });
  return deps.store.write(async (tx) => {
    const stored = await storedIn(tx);
    const listed = everyRule(stored, seesTraps).find(({ facts }) => facts.id === change.id);
    if (listed === undefined) throw notFound('rule');
    const { [change.id]: before = {}, ...others } = stored.settings.rules;
    const after = settingOf(before, change);
    const isShipped = Object.keys(after).length === 0;
    await settingRows.save(tx, 'rules', isShipped ? others : { ...others, [change.id]: after });
    await noteChange(tx, deps, by, { what: `rule ${change.id}`, before, after });
    const imported = new Set(stored.rules.map(({ id }) => id));
    return rowOf(listed, after, imported, await alertRows.openByRule(tx));
  });
};

/** `null` is the default again. */
const mergedWith = (before: object, given: object = {}): Record<string, unknown> => {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(given))
    if (value === null) delete merged[name];
    else if (value !== undefined) merged[name] = value;
  return merged;
};

export const changeParameters = (
  deps: SettingsDeps,
  { parameters, behaviour }: ChangeParameters,
  { by, seesTraps }: Asking,
): Promise<RulesAnswer> =>
  deps.store.write(async (tx) => {
    const before = await settingRows.all(tx);
    const after = {
      parameters: mergedWith(before.parameters, parameters),
      behaviour: mergedWith(before.behaviour, behaviour),
    };
    requireSensible(after);
    for (const name of ['parameters', 'behaviour'] as const) {
      if (JSON.stringify(before[name]) === JSON.stringify(after[name])) continue;
      await settingRows.save(tx, name, after[name]);
      await noteChange(tx, deps, by, { what: name, before: before[name], after: after[name] });
    }
    return answerOf(tx, seesTraps);
  });

const MOST_RULES = 2000;

export const importRules = async (
  deps: SettingsDeps,
  { files, dryRun }: ImportRules,
  { by }: Asking,
): Promise<ImportRulesAnswer> => {
  const read = files.flatMap((file) =>
    readRules([file]).rules.map((rule) => ({ id: rule.spec.id, file })),
  );
  // Together once more, so that two of the same id are told.
  const { rules, problems } = readRules(files);
  const kept = rules.map(({ spec }) => spec.id);
  if (dryRun !== true)
    await deps.store.write(async (tx) => {
      const known = await ruleRows.all(tx);
      if (known.length + kept.length > MOST_RULES)
        throw invalid(`At most ${MOST_RULES} rules can be imported.`);
      for (const id of kept) {
        const file = read.find((one) => one.id === id)?.file;
        if (file === undefined) continue;
        const before = known.find((one) => one.id === id);
        const rule = { id, file: file.name, source: file.text };
        await ruleRows.save(tx, rule, deps.clock.now().getTime(), by);
        await noteChange(tx, deps, by, {
          what: `imported rule ${id}`,
          before: before?.file,
          after: file.name,
        });
      }
    });
  return { imported: kept, problems };
};

export const removeRule = (deps: SettingsDeps, id: string, { by }: Asking): Promise<void> =>
  deps.store.write(async (tx) => {
    const before = (await ruleRows.all(tx)).find((one) => one.id === id);
    if (before === undefined) throw notFound('imported rule');
    await ruleRows.remove(tx, id);
    await noteChange(tx, deps, by, {
      what: `imported rule ${id}`,
      before: before.file,
      after: undefined,
    });
  });
