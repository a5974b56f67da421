import { printable, type Style, styled, type Terminal } from '../../terminal.ts';
import { counted } from '../../words.ts';
import type { PolicyChange, PolicyPlan, PolicyProblem } from '../broker-types.ts';

const SIGNS: Readonly<Record<PolicyChange['kind'], readonly [string, Style]>> = {
  gains: ['+', 'green'],
  loses: ['-', 'red'],
  changes: ['~', 'yellow'],
};

const changeText = (change: PolicyChange, terminal: Terminal): string => {
  const { kind, who, account, roleArn, detail } = change;
  const [sign, style] = SIGNS[kind];
  const words = [`${who} ${kind}`, roleArn, account, ...(detail === '' ? [] : [detail])];
  return `${styled(terminal, style, sign)} ${words.map(printable).join('  ')}\n`;
};

const problemText = (problem: PolicyProblem, terminal: Terminal): string => {
  const { severity, code, message, ruleId, line } = problem;
  const where = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(ruleId === undefined ? [] : [`rule ${printable(ruleId)}`]),
  ];
  const word = styled(terminal, severity === 'error' ? 'red' : 'yellow', severity.toUpperCase());
  const place = where.length === 0 ? '' : ` ${where.join(', ')}:`;
  return `${word} ${printable(code)}:${place} ${printable(message)}\n`;
};

const count = (plan: PolicyPlan, wanted: PolicyChange['kind']): number =>
  plan.changes.filter(({ kind }) => kind === wanted).length;

export const hasErrors = ({ problems }: PolicyPlan): boolean =>
  problems.some(({ severity }) => severity === 'error');

/** Who gains or loses what, what is wrong, and how many there are of each. */
export const planText = (plan: PolicyPlan, terminal: Terminal): string => {
  const errors = plan.problems.filter(({ severity }) => severity === 'error').length;
  return [
    ...plan.changes.map((change) => changeText(change, terminal)),
    ...(plan.complete ? [] : ['  and more than are listed\n']),
    ...plan.problems.map((problem) => problemText(problem, terminal)),
    `Against version ${plan.baseVersion}: ${count(plan, 'gains')} gained, ${count(plan, 'loses')} lost, ` +
      `${count(plan, 'changes')} changed; ${counted(errors, 'error', 'errors')}, ` +
      `${counted(plan.problems.length - errors, 'warning', 'warnings')}\n`,
  ].join('');
};
