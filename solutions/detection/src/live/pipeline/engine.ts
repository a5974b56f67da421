import type { Alerts } from '../../alerts/alerts.ts';
import { createAlerts } from '../../alerts/alerts.ts';
import type { StoredCluster } from '../../alerts/stored.ts';
import {
  BEHAVIOUR_RULES,
  createBehaviours,
  createInsights,
  INSIGHT_RULES,
  type InsightsDetector,
  type LearningDetector,
} from '../../behaviour/index.ts';
import { type EngineSettings, rulesInUse } from '../../engine.ts';
import type { Alert, RuleFacts, Severity, Signal, TrailEvent } from '../../model.ts';
import { createRules, type Rules } from '../../rules/create-rules.ts';
import { TRAP_RULE_LIST, type TrapListener } from '../../traps/index.ts';
import type { MemoryRow } from '../store/memory.ts';

/** Parts of what is remembered, each with rows of its own. */
export const PARTS = ['rules', 'behaviour', 'insights', 'groups'] as const;

export type Part = (typeof PARTS)[number];

export interface Restored {
  readonly rows: Readonly<
    Record<Part, readonly { readonly key: string; readonly value: string }[]>
  >;
}

export interface LiveEngine {
  readonly facts: ReadonlyMap<string, RuleFacts>;
  readonly insights: InsightsDetector;
  readonly alerts: Alerts;
  /** An event's signals and what alerts come of it. */
  take(event: TrailEvent): Taken;
  /** An event that was taken before the rules' memory was written the last time. */
  remember(event: TrailEvent): void;
  /** What time alone decides. */
  advance(now: number): Taken;
  /** Rows that changed since this was last asked; `all` whatever it costs. */
  changes(all: boolean): ReadonlyMap<Part, readonly MemoryRow[]>;
}

export interface Taken {
  readonly signals: readonly Signal[];
  readonly alerts: readonly Alert[];
}

const NOTHING: Taken = { signals: [], alerts: [] };
const NO_SIGNALS: readonly Signal[] = [];

/** What of rules' memory is written. Asking for it costs as much as there is of it. */
const createRuleMemory = (rules: Rules, restored: Restored['rows']['rules']) => {
  const written = new Map(restored.map(({ key, value }) => [key, value]));
  return {
    changes: (): readonly MemoryRow[] => {
      const rows: MemoryRow[] = [];
      const present = new Set<string>();
      for (const state of rules.state()) {
        const key = keyOf(state);
        const value = JSON.stringify(state);
        present.add(key);
        if (written.get(key) === value) continue;
        written.set(key, value);
        rows.push({ key, value });
      }
      for (const key of written.keys())
        if (!present.has(key)) {
          written.delete(key);
          rows.push({ key, value: undefined });
        }
      return rows;
    },
  };
};

const keyOf = (
  state: ReturnType<Rules['state']> extends Iterable<infer One> ? One : never,
): string => {
  switch (state.kind) {
    case 'accounts':
      return 'accounts';
    case 'instance':
      return `instance|${state.instance.id}`;
    case 'habit':
      return `habit|${state.habit[0]}`;
    case 'burst':
      return `burst|${state.rule}|${state.state[0]}`;
    default:
      return state satisfies never;
  }
};

/** Severities that were set for what is learned and for traps; what writes rules knows its own. */
const adjust =
  (severities: Readonly<Record<string, Severity>>, disabled: ReadonlySet<string>) =>
  (signals: readonly Signal[]): readonly Signal[] => {
    if (signals.length === 0) return signals;
    return signals.flatMap((signal) => {
      if (disabled.has(signal.rule.id)) return [];
      const severity = severities[signal.rule.id];
      return severity === undefined
        ? [signal]
        : [{ ...signal, rule: { ...signal.rule, severity } }];
    });
  };

const restoreGroups = (
  alerts: Alerts,
  rows: Restored['rows']['groups'],
  facts: ReadonlyMap<string, RuleFacts>,
): void =>
  alerts.restore(
    rows.flatMap(({ value }) =>
      // Written by `changes` and by nothing else.
      (JSON.parse(value) as StoredCluster[]).map((cluster) => ({ cluster })),
    ),
    facts,
  );

/** Alerts of one rule that are still open to events; beyond them a rule tells nothing new. */
const LIMITS = { alertsPerRule: 2000, alerts: 20_000, detailedPerRule: 500 };

/** Every detector over a stream, with what it remembers row by row. */
export const createLiveEngine = (
  settings: EngineSettings,
  traps: TrapListener | undefined,
  { rows }: Restored,
): LiveEngine => {
  const rules = createRules(settings.rules);
  rules.restore(rows.rules.map(({ value }): unknown => JSON.parse(value)));
  const behaviours: LearningDetector = createBehaviours(settings.behaviour, rows.behaviour);
  const insights = createInsights({}, rows.insights);
  const memory = createRuleMemory(rules, rows.rules);
  const used = [...rulesInUse(settings), ...TRAP_RULE_LIST, ...BEHAVIOUR_RULES, ...INSIGHT_RULES];
  const facts = new Map(used.map((rule) => [rule.id, rule]));
  const alerts = createAlerts({ suppressions: settings.suppressions, live: true, limits: LIMITS });
  restoreGroups(alerts, rows.groups, facts);
  const adjusted = adjust(settings.rules.severities ?? {}, new Set(settings.rules.disabled));
  const others = [behaviours, insights, ...(traps === undefined ? [] : [traps])];

  const signalsOf = (event: TrailEvent): readonly Signal[] => {
    // Making traps looks like an attack, and is none.
    if (traps?.isOwn(event) === true) return NO_SIGNALS;
    const written = rules.observe(event);
    let found = NO_SIGNALS;
    for (const detector of others) {
      const signals = adjusted(detector.observe(event));
      if (signals.length > 0) found = found.length === 0 ? signals : [...found, ...signals];
    }
    return found.length === 0 ? written : [...written, ...found];
  };

  return {
    facts,
    insights,
    alerts,
    take: (event) => {
      const signals = signalsOf(event);
      const changed = alerts.take(event, signals);
      return signals.length === 0 ? NOTHING : { signals, alerts: changed };
    },
    advance: (now) => {
      const signals = adjusted(insights.advance(now));
      return signals.length === 0 ? NOTHING : { signals, alerts: alerts.add(signals) };
    },
    remember: (event) => {
      rules.observe(event);
    },
    changes: (isAll) =>
      new Map<Part, readonly MemoryRow[]>([
        ['rules', isAll ? memory.changes() : []],
        ['behaviour', behaviours.changes()],
        ['insights', insights.changes()],
        [
          'groups',
          [...alerts.changes()].map(([key, clusters]) => ({
            key,
            value: clusters.length === 0 ? undefined : JSON.stringify(clusters),
          })),
        ],
      ]),
  };
};
