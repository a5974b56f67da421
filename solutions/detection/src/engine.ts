import type { Suppression } from './alerts/suppressions.ts';
import {
  BEHAVIOUR_RULES,
  type BehaviourSettings,
  createBehaviours,
  createInsights,
  INSIGHT_RULES,
} from './behaviour/index.ts';
import { createDetection, type Detection, type Memory } from './detect.ts';
import { createLearning } from './learning.ts';
import type { Detector, RuleFacts, RuleOrigin } from './model.ts';
import { chosenRules, createRules, ruleFacts } from './rules/create-rules.ts';
import type { RuleSettings } from './rules/model.ts';
import { nameTest } from './rules/names.ts';

export interface EngineSettings {
  readonly rules: RuleSettings;
  /** Undefined: nothing is learned and nothing told of what is unusual. */
  readonly behaviour: Partial<BehaviourSettings> | undefined;
  readonly suppressions: readonly Suppression[];
}

/** All of offline detection. */
export interface Engine {
  readonly detection: Detection;
  readonly memories: readonly Memory[];
  /** After the last event: what time alone decides. */
  readonly finish: (lastAt: number) => void;
}

const DECIDED_MS = 600_000;

/** Behaviour and insight rules in use. */
const learned = (
  { rules, behaviour }: EngineSettings,
  origin: RuleOrigin,
  all: readonly RuleFacts[],
): readonly RuleFacts[] => {
  if (behaviour === undefined || rules.packs?.includes(origin) === false) return [];
  const isDisabled = nameTest(rules.disabled ?? []);
  return all.filter(({ id }) => !isDisabled(id));
};

/** What every rule in use tells of itself, in order. */
export const rulesInUse = (settings: EngineSettings): readonly RuleFacts[] => [
  ...chosenRules(settings.rules).map((rule) =>
    ruleFacts(rule, settings.rules.severities?.[rule.spec.id]),
  ),
  ...learned(settings, 'behaviour', BEHAVIOUR_RULES),
  ...learned(settings, 'insight', INSIGHT_RULES),
];

/** Lets through what rules in use say. */
const only = (detector: Detector, used: readonly RuleFacts[], all: number): Detector => {
  if (used.length === all) return detector;
  const ids = new Set(used.map(({ id }) => id));
  return {
    observe: (event) => {
      const signals = detector.observe(event);
      return signals.length === 0 ? signals : signals.filter(({ rule }) => ids.has(rule.id));
    },
  };
};

export const createEngine = (settings: EngineSettings): Engine => {
  const behaviour = learned(settings, 'behaviour', BEHAVIOUR_RULES);
  const insight = learned(settings, 'insight', INSIGHT_RULES);
  const behaviours = createLearning('behaviour', (rows) =>
    createBehaviours(settings.behaviour, rows),
  );
  const insights = createLearning('insights', (rows) => createInsights({}, rows));
  const used = [
    ...(behaviour.length > 0
      ? [{ learning: behaviours, rules: behaviour, all: BEHAVIOUR_RULES.length }]
      : []),
    ...(insight.length > 0
      ? [{ learning: insights, rules: insight, all: INSIGHT_RULES.length }]
      : []),
  ];
  const written = createRules(settings.rules);
  const detection = createDetection({
    detectors: [
      written,
      ...used.map(({ learning, rules, all }) => only(learning.detector, rules, all)),
    ],
    alerts: { suppressions: settings.suppressions, live: false },
    rules: new Map(rulesInUse(settings).map((rule) => [rule.id, rule])),
  });
  const wanted = new Set(insight.map(({ id }) => id));
  return {
    detection,
    memories: [written, ...used.map(({ learning }) => learning.memory)],
    finish: (lastAt) => {
      const late = insights.made()?.advance(lastAt + DECIDED_MS) ?? [];
      detection.alerts.add(late.filter(({ rule }) => wanted.has(rule.id)));
    },
  };
};
