import type { Condition, FilterPattern, Selector } from '../filter/model.ts';
import type { RecordCondition } from './model.ts';

/** What a filter pattern asks of a record; undefined when it is not one for JSON. */
export const filterCondition = (pattern: FilterPattern): RecordCondition | undefined => {
  if (pattern.kind === 'everything') return { kind: 'all', of: [] };
  return pattern.kind === 'json' ? converted(pattern.condition) : undefined;
};

const converted = (condition: Condition<Selector>): RecordCondition =>
  condition.kind === 'test'
    ? {
        kind: 'test',
        subject: { steps: condition.subject.steps, flattens: false },
        test: condition.test,
      }
    : { kind: condition.kind, of: condition.of.map(converted) };
