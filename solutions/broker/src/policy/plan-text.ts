import type { Plan, PlanProblem } from './plan-model.ts';
import type { Path } from './read-yaml.ts';

interface Options {
  /** Line of a place in the new document. */
  readonly line?: ((path: Path) => number | undefined) | undefined;
}

const SIGNS = { gains: '+', loses: '-', changes: '~' } as const;

/** A plan for the terminal: one line for each change and problem, then the counts. Ends with a line feed. */
export const planText = (plan: Plan, { line }: Options = {}): string => {
  const { gains, loses, changes } = plan.counts;
  const listed = plan.changes.map(
    ({ kind, who, target, detail }) =>
      `${SIGNS[kind]} ${oneLine(who)}  ${target.account}  ${target.roleArn}  ${oneLine(detail)}`,
  );
  const lines = [
    ...listed,
    ...(plan.complete ? [] : [`  and ${gains + loses + changes - listed.length} more`]),
    ...plan.problems.map((problem) => problemLine(problem, line)),
    `${gains} gained, ${loses} lost, ${changes} changed; ${counted(plan.problems)}`,
  ];
  return `${lines.join('\n')}\n`;
};

const problemLine = (
  { severity, code, message, ruleId, path }: PlanProblem,
  line: Options['line'],
): string => {
  const at = path === undefined ? undefined : line?.(path);
  const where = [
    ...(at === undefined ? [] : [`line ${at}`]),
    ...(ruleId === undefined ? [] : [`rule ${ruleId}`]),
  ];
  const place = where.length === 0 ? '' : `${where.join(', ')}: `;
  return `${severity} ${code}: ${place}${oneLine(message)}`;
};

const counted = (problems: readonly PlanProblem[]): string => {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
};

// Names come from the directory: they must not move the cursor or make lines of their own.
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
