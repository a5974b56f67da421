import { explainEventPattern, type PatternProblem } from '../../../api/explain.ts';
import { jsonFault } from '../../../shared/json-fault.ts';
import type { Remark } from '../../../shared/remark.ts';
import { useLoad } from '../../../shared/use-aws.ts';
import { useLater } from '../../../shared/use-later.ts';

export const remarkOf = ({ reason, message, line, column }: PatternProblem): Remark => ({
  severity: 'error',
  title: reason,
  text: message,
  line,
  column,
});

const NONE: readonly Remark[] = [];

/** What keeps a text from being an event pattern, in AWS's words, while it is written. */
export const usePatternRemarks = (pattern: string): readonly Remark[] => {
  const asked = useLater(pattern);
  const readable = asked.trim() !== '' && jsonFault(asked) === undefined;
  const found = useLoad(`remarks ${asked}`, async (signal) => {
    if (!readable) return NONE;
    const { problems = [] } = await explainEventPattern({ pattern: asked, event: '{}' }, signal);
    return problems.map(remarkOf);
  });
  return asked === pattern ? (found.data ?? NONE) : NONE;
};
