import { explainFilter, type FilterStep, parseFilterPattern } from '@gatehouse/patterns';
import type { Signal, TrailEvent } from '../model.ts';
import { chosenRules, createRules, ruleFacts } from './create-rules.ts';
import { metricFilter } from './metric-filter.ts';
import type { LoadedRule, RuleSettings } from './model.ts';

/** A rule as a list shows it. */
export interface ListedRule {
  readonly facts: ReturnType<typeof ruleFacts>;
  readonly patterns: readonly string[];
  readonly check: string | undefined;
  /** It can be a metric filter of CloudWatch Logs. */
  readonly isMetricFilter: boolean;
}

/** The rules that the settings choose, by id. */
export const listRules = (settings: RuleSettings = {}): readonly ListedRule[] =>
  chosenRules(settings)
    .map((rule) => ({
      facts: ruleFacts(rule, settings.severities?.[rule.spec.id]),
      patterns: rule.spec.when,
      check: rule.spec.check,
      isMetricFilter: 'filters' in metricFilter(rule),
    }))
    .toSorted((one, other) => (one.facts.id < other.facts.id ? -1 : 1));

export interface TestedPattern {
  readonly pattern: string;
  readonly matched: boolean;
  readonly reason: string;
  readonly steps: readonly FilterStep[];
}

export interface TestedEvent {
  readonly event: TrailEvent;
  readonly signals: readonly Signal[];
  /** Of the rule that was asked for: pattern by pattern, why. */
  readonly patterns: readonly TestedPattern[];
}

/** What rules say of events, one after another; of one rule with every condition explained. */
export const testRules = (
  events: readonly TrailEvent[],
  settings: RuleSettings = {},
  id?: string,
): readonly TestedEvent[] => {
  const detector = createRules(settings);
  const rule =
    id === undefined ? undefined : chosenRules(settings).find(({ spec }) => spec.id === id);
  return events.map((event) => ({
    event,
    signals: detector.observe(event).filter((signal) => id === undefined || signal.rule.id === id),
    patterns: rule === undefined ? [] : explained(rule, event),
  }));
};

const explained = ({ spec }: LoadedRule, event: TrailEvent): readonly TestedPattern[] => {
  const message = JSON.stringify(event.record);
  return spec.when.flatMap((pattern) => {
    const read = parseFilterPattern(pattern);
    return 'pattern' in read ? [{ pattern, ...explainFilter(read.pattern, message) }] : [];
  });
};
