import type { Audit, Finding, Severity, Step } from '@gatehouse/keys';
import { type Arguments, type Command, type ExitCode, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { printable, type Style, styled, type Terminal } from '../terminal.ts';
import { counted } from '../words.ts';
import { applySteps } from './apply.ts';
import {
  CREDENTIALS_TEXT,
  gatherSettings,
  HISTORY_OPTIONS,
  KEY_OPTION,
  type KeyTools,
  noPositionals,
  numberOf,
  printJson,
  progressDone,
  REGION_OPTION,
  withTools,
} from './place.ts';

const STYLES: Readonly<Record<Severity, Style>> = {
  HIGH: 'red',
  MEDIUM: 'yellow',
  LOW: 'cyan',
  INFORMATIONAL: 'dim',
};

const SHOWN_EVIDENCE = 5;
const SHOWN_FINDINGS = 200;
const DEFAULT_UNUSED_DAYS = 30;
const MOST_DAYS = 90;

const showFinding = (
  { severity, title, text, grants, evidence }: Finding,
  terminal: Terminal,
): void => {
  terminal.out(`${styled(terminal, STYLES[severity], severity.padEnd(6))}  ${printable(title)}\n`);
  terminal.out(`        ${printable(text)}\n`);
  terminal.out(`        ${styled(terminal, 'dim', grants.slice(0, SHOWN_EVIDENCE).join(' '))}\n`);
  for (const { text: what, eventId } of evidence.slice(0, SHOWN_EVIDENCE))
    terminal.out(
      `        - ${printable(what)}${eventId === undefined ? '' : ` (event ${printable(eventId)})`}\n`,
    );
};

const showPlan = (plan: readonly Step[], terminal: Terminal): void => {
  if (plan.length === 0) {
    terminal.out('\nThere is nothing that a command puts right.\n');
    return;
  }
  terminal.out('\nPlan, in this order:\n');
  for (const [index, { risk, reason, command, after }] of plan.entries()) {
    const mark = risk === 'review' ? styled(terminal, 'yellow', ' [review]') : '';
    const wait =
      after === undefined ? '' : ` (after ${after + 1}, once that counts everywhere: 5 minutes)`;
    terminal.out(`\n${index + 1}. ${printable(reason)}${wait}${mark}\n   ${printable(command)}\n`);
  }
};

const showAudit = ({ key, grants, findings, remarks }: Audit, terminal: Terminal): void => {
  terminal.out(
    `${styled(terminal, 'bold', key)}: ${counted(grants, 'grant', 'grants')}, ${counted(findings.length, 'finding', 'findings')}\n`,
  );
  for (const finding of findings.slice(0, SHOWN_FINDINGS)) showFinding(finding, terminal);
  if (findings.length > SHOWN_FINDINGS)
    terminal.err(`${findings.length - SHOWN_FINDINGS} more findings: --json shows all\n`);
  for (const remark of remarks) terminal.err(`${printable(remark)}\n`);
};

/** The key that was named, or all that the account itself manages. */
const keysOf = async (given: Arguments, { apis }: KeyTools): Promise<readonly string[]> => {
  const named = given.one('key');
  if (named !== undefined) return [named];
  const { keyArns, readKey } = await import('@gatehouse/access');
  const arns: string[] = [];
  for (const arn of await keyArns(apis)) {
    const { manager, state } = await readKey(apis, arn, []);
    if (manager === 'CUSTOMER' && state !== 'PendingDeletion') arns.push(arn);
  }
  return arns;
};

const auditAll = async (
  given: Arguments,
  terminal: Terminal,
  tools: KeyTools,
): Promise<readonly Audit[]> => {
  const { auditGrants, gatherAudit, resourceApisOf } = await import('@gatehouse/keys');
  const unusedDays = numberOf(given, 'unused-days', DEFAULT_UNUSED_DAYS, [0, MOST_DAYS]);
  const settings = gatherSettings(given, terminal);
  const { Arn } = await tools.apis.getCallerIdentity({});
  const audits: Audit[] = [];
  for (const key of await keysOf(given, tools)) {
    const facts = await gatherAudit(tools.apis, resourceApisOf(tools.resources), key, settings);
    audits.push(auditGrants(facts, { now: settings.now, unusedDays }, Arn));
  }
  progressDone(terminal);
  return audits;
};

const checkOptions = (given: Arguments, { interactive }: Terminal): void => {
  noPositionals(given);
  if (given.flag('dry-run') && !given.flag('apply'))
    throw new UsageError('--dry-run is about --apply');
  if (given.flag('apply') && !given.flag('yes') && !given.flag('dry-run') && !interactive)
    throw new UsageError('--apply asks before it does anything: without a terminal give --yes');
};

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  checkOptions(given, terminal);
  return withTools(given, terminal, async (tools) => {
    const audits = await auditAll(given, terminal, tools);
    const plan = audits.flatMap((audit) => audit.plan);
    const found = audits.some(({ findings }) => findings.length > 0);
    if (given.flag('apply')) {
      if (!given.flag('json')) for (const audit of audits) showAudit(audit, terminal);
      return applySteps(audits, given, terminal, tools);
    }
    if (given.flag('json')) await printJson(terminal, audits);
    else {
      for (const audit of audits) showAudit(audit, terminal);
      if (given.flag('plan')) showPlan(plan, terminal);
      else if (plan.length > 0)
        terminal.err(
          `${counted(plan.length, 'command puts', 'commands put')} something of it right: --plan\n`,
        );
    }
    return found ? NO : YES;
  });
};

export const grantsAudit: Command = {
  name: 'kms grants audit',
  summary: 'What is wrong with the grants of keys, and the commands that put it right',
  usage: '[--key KEY] [options]',
  options: {
    ...KEY_OPTION,
    plan: { help: 'show the commands, in an order in which nothing in use breaks' },
    apply: { help: 'do what is safe of the plan, after a question' },
    all: { help: 'with --apply: also what rests on CloudTrail, marked [review] in the plan' },
    'dry-run': { help: 'with --apply: only ask KMS whether each step would succeed' },
    yes: { help: 'with --apply: do not ask' },
    wait: { value: 'SECONDS', help: 'before a replaced grant ends; default 300, as AWS needs' },
    'unused-days': { value: 'N', help: 'not used for so long is unused; default 30' },
    ...HISTORY_OPTIONS,
    ...REGION_OPTION,
  },
  details: `
Without --key all customer managed keys of the account in the Region. Needs kms:ListGrants and kms:DescribeKey; with
cloudtrail:LookupEvents, iam:GetAccountAuthorizationDetails, ec2:DescribeInstances, ec2:DescribeVolumes and
rds:DescribeDBInstances it says more, and without them what it does not know. Exit code 0: clean; 1: findings, or a step that
failed; 3: a key could not be read.${CREDENTIALS_TEXT}`,
  run,
};
