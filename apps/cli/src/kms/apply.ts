import { setTimeout } from 'node:timers/promises';
import type { Audit, Step, StepOutcome } from '@gatehouse/keys';
import { type Arguments, type ExitCode, NO, YES } from '../command.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { counted } from '../words.ts';
import { type KeyTools, numberOf, printJson } from './place.ts';

/** "Usually less than five minutes" (KMS Developer Guide, "Eventual consistency"). */
const SETTLE_SECONDS = 300;
const LONGEST_WAIT = 3600;

const outcomeText = (found: StepOutcome, terminal: Terminal): string => {
  switch (found.outcome) {
    case 'done':
      return styled(
        terminal,
        'green',
        found.grantId === undefined ? 'done' : `made ${found.grantId}`,
      );
    case 'would-succeed':
      return styled(terminal, 'green', 'would succeed');
    case 'failed':
      return styled(terminal, 'red', `failed: ${printable(found.because)}`);
    case 'skipped':
      return styled(terminal, 'yellow', `skipped: ${printable(found.because)}`);
    default:
      return found satisfies never;
  }
};

const isAgreed = async (
  steps: readonly Step[],
  given: Arguments,
  { ask, err }: Terminal,
): Promise<boolean> => {
  if (given.flag('yes') || given.flag('dry-run')) return true;
  err('\n');
  for (const { command } of steps) err(`  ${printable(command)}\n`);
  const answer = await ask(`Do ${counted(steps.length, 'this step', 'these steps')}? Type "yes": `);
  return answer.trim().toLowerCase() === 'yes';
};

/** Does the plans of audits; 0 when every step was done. @throws what KMS answers where nothing was tried yet */
export const applySteps = async (
  audits: readonly Audit[],
  given: Arguments,
  terminal: Terminal,
  { clients }: Pick<KeyTools, 'clients'>,
): Promise<ExitCode> => {
  const only = ({ risk }: Step): boolean => risk === 'safe' || given.flag('all');
  const seconds = numberOf(given, 'wait', SETTLE_SECONDS, [0, LONGEST_WAIT]);
  const dryRun = given.flag('dry-run');
  const steps = audits.flatMap(({ plan }) => plan.filter(only));
  const left = audits.flatMap(({ plan }) => plan).length - steps.length;
  if (left > 0) terminal.err(`${counted(left, 'step is', 'steps are')} left for review: --all\n`);
  if (steps.length === 0) {
    terminal.err('There is nothing to do.\n');
    if (given.flag('json')) await printJson(terminal, []);
    return YES;
  }
  if (!(await isAgreed(steps, given, terminal))) {
    terminal.err('Nothing was done.\n');
    return NO;
  }
  const { applyPlan } = await import('@gatehouse/keys');
  const settle = async (): Promise<void> => {
    if (seconds > 0)
      terminal.err(`Waiting ${seconds} seconds until new grants count everywhere …\n`);
    await setTimeout(seconds * 1000);
  };
  const outcomes: StepOutcome[] = [];
  for (const { plan } of audits)
    for await (const outcome of applyPlan(clients.kms(), plan, { dryRun, only, settle })) {
      outcomes.push(outcome);
      if (!given.flag('json'))
        terminal.out(`${printable(outcome.step.reason)}: ${outcomeText(outcome, terminal)}\n`);
    }
  if (given.flag('json')) await printJson(terminal, outcomes);
  return outcomes.every(({ outcome }) => outcome === 'done' || outcome === 'would-succeed')
    ? YES
    : NO;
};
