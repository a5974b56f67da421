import { NO, YES } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { printable, styled, type Terminal } from '../../terminal.ts';
import { inWords } from '../../words.ts';
import { brokerCommand } from '../broker-command.ts';
import type { Explanation, FieldRule, StepWithPeople, Target } from '../broker-types.ts';
import { namesOf, stepInWords } from './describe.ts';
import { TARGET_OPTIONS, targetsOf } from './targets.ts';

const fieldText = ({ name, label, required, pattern }: FieldRule): string =>
  `  ${required ? 'You must' : 'You can'} give ${label} (--field ${name}=…)${pattern === undefined ? '' : `, which looks like ${pattern}`}.\n`;

const stepText = ({ name, escalation, couldApprove, ...step }: StepWithPeople): string => {
  const asked = { ...step, name, couldApprove };
  const enough = couldApprove.length >= step.quorum;
  const people = couldApprove.length === 0 ? 'nobody can now' : `now ${namesOf(couldApprove)}`;
  const later =
    escalation === undefined
      ? ''
      : ` After ${inWords(escalation.afterSeconds)} also ${escalation.groups.join(' or ')}.`;
  return `  Step ${name}: ${stepInWords(asked)} must approve: ${people}${enough ? '' : ', too few'}.${later}\n`;
};

const eligibleText = (answer: Explanation): string => {
  const { maxDurationSeconds, fields, steps, automatic, breakGlass } = answer;
  const longest =
    maxDurationSeconds === undefined ? '' : `, for up to ${inWords(maxDurationSeconds)}`;
  return [
    `you may ask for it${longest}.\n`,
    ...fields.map(fieldText),
    ...(steps.length === 0 && automatic.length === 0 ? ['  Nobody has to approve it.\n'] : []),
    ...automatic.map((words) => `  Without approval: ${words}\n`),
    ...steps.map(stepText),
    ...(breakGlass
      ? ['  In an emergency --break-glass gives it at once; that is reviewed.\n']
      : []),
  ].join('');
};

const refusedText = ({ because }: Explanation): string => {
  const rule = because?.ruleId === undefined ? '' : ` (rule ${because.ruleId})`;
  return `${because?.message ?? 'the access policy does not allow it.'}${rule}\n`;
};

const whatOf = (targets: readonly Target[]): string =>
  targets.map(({ roleArn }) => roleArn).join(', ');

const text = (targets: readonly Target[], answer: Explanation, terminal: Terminal): string => {
  const word = answer.eligible ? styled(terminal, 'green', 'Yes') : styled(terminal, 'red', 'No');
  const body = answer.eligible ? eligibleText(answer) : refusedText(answer);
  return `${printable(whatOf(targets))}\n${word}: ${body.split('\n').map(printable).join('\n')}`;
};

export const explainAccess = brokerCommand({
  name: 'explain',
  summary: 'May you ask for a role, why not, who can approve, what will be asked',
  usage: '--account ID --role NAME [options]',
  options: {
    ...TARGET_OPTIONS,
    'break-glass': { help: 'about the way without approval' },
  },
  details: 'Exit code 1 when you may not ask for it. Nothing is asked for.',
  run: async (given, { terminal, broker }) => {
    if (given.positionals.length > 0) throw new UsageError('use --account and --role, or --target');
    const targets = await targetsOf(given, broker);
    const answer = await broker.call('POST /v1/explain', {
      body: { targets, breakGlass: given.flag('break-glass') },
    });
    terminal.out(
      given.flag('json')
        ? `${JSON.stringify({ targets, ...answer })}\n`
        : text(targets, answer, terminal),
    );
    return answer.eligible ? YES : NO;
  },
});
