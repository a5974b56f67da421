import type { RuleFacts } from '@gatehouse/detection';
import { type Arguments, type ExitCode, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { counted, inWords, tableOf } from '../words.ts';

export const listRules = (
  rules: readonly RuleFacts[],
  given: Arguments,
  terminal: Terminal,
): ExitCode => {
  if (given.flag('json')) terminal.out(`${JSON.stringify(rules, null, 2)}\n`);
  else if (given.flag('jsonl')) for (const rule of rules) terminal.out(`${JSON.stringify(rule)}\n`);
  else {
    terminal.out(tableOf(rules.map(({ id, severity, title }) => [severity, id, title])));
    terminal.err(`${counted(rules.length, 'rule', 'rules')}\n`);
  }
  return YES;
};

const thresholdOf = ({ threshold, windowSeconds, countsDistinct }: RuleFacts): string => {
  const window = inWords(windowSeconds);
  if (threshold <= 1) return `one event; further ones within ${window} join the alert`;
  return `${threshold} ${countsDistinct ? 'different ones' : 'events'} within ${window}`;
};

const explanationOf = (rule: RuleFacts, terminal: Terminal): string =>
  [
    `${styled(terminal, 'bold', printable(rule.title))}\n`,
    `  ${rule.id}, ${rule.severity}\n`,
    `  ${printable(rule.description)}\n`,
    rule.question === undefined ? '' : `  Question: ${printable(rule.question)}\n`,
    `  Alerts on ${thresholdOf(rule)}.\n`,
    ...rule.techniques.map(
      ({ id, name, tactics }) => `  ATT&CK ${id} ${name} (${tactics.join(', ')})\n`,
    ),
    ...rule.nextSteps.map((step, at) => `  ${at + 1}. ${printable(step)}\n`),
    ...rule.references.map((reference) => `  ${printable(reference)}\n`),
  ].join('');

export const explainRule = (
  rules: readonly RuleFacts[],
  id: string,
  given: Arguments,
  terminal: Terminal,
): ExitCode => {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined)
    throw new UsageError(`there is no rule "${id}" in use; --list-rules names them`);
  terminal.out(
    given.flag('json') ? `${JSON.stringify(rule, null, 2)}\n` : explanationOf(rule, terminal),
  );
  return YES;
};
