import { type Arguments, type Command, type ExitCode, NO, YES } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { printable, styled } from '../../terminal.ts';
import { tableOf, timeInWords } from '../../words.ts';
import { brokerCommand, type Place } from '../broker-command.ts';
import type { PolicyVersion, Proposal } from '../broker-types.ts';
import { documentOf, proposalId } from './document.ts';
import { hasErrors, planText } from './plan-text.ts';

const COMMENT = { comment: { value: 'TEXT', help: 'why, for the audit' } } as const;

export const policyPlan = brokerCommand({
  name: 'broker policy plan',
  summary: 'Who would gain or lose what by an access policy, and what is wrong with it',
  usage: 'FILE',
  options: {},
  details: 'Nothing is changed. Exit code 1 when the policy could not be put in force.',
  run: async (given, { terminal, broker }) => {
    const document = await documentOf(given, terminal);
    const plan = await broker.call('POST /v1/policy/plan', { body: { document } });
    terminal.out(given.flag('json') ? `${JSON.stringify(plan)}\n` : planText(plan, terminal));
    return hasErrors(plan) ? NO : YES;
  },
});

const line = ({ id, state, comment, proposedBy, at, decidedBy }: Proposal): readonly string[] => [
  id,
  state,
  proposedBy.name,
  timeInWords(at),
  decidedBy?.name ?? '',
  comment,
];

const HEADS = ['ID', 'STATE', 'PROPOSED BY', 'AT', 'DECIDED BY', 'WHY'] as const;

const told = (proposal: Proposal, given: Arguments, { terminal }: Place): ExitCode => {
  const { id, state } = proposal;
  terminal.out(
    given.flag('json')
      ? `${JSON.stringify(proposal)}\n`
      : `${printable(id)} ${styled(terminal, state === 'approved' ? 'green' : 'yellow', state)}\n`,
  );
  return YES;
};

export const policyPropose = brokerCommand({
  name: 'broker policy propose',
  summary: 'Propose an access policy; a second administrator puts it in force',
  usage: 'FILE --comment TEXT',
  options: COMMENT,
  run: async (given, place) => {
    const comment = given.required('comment');
    const document = await documentOf(given, place.terminal);
    const made = await place.broker.call('POST /v1/policy/proposals', {
      body: { document, comment },
    });
    if (!given.flag('json') && made.plan !== undefined)
      place.terminal.err(planText(made.plan, place.terminal));
    return told(made, given, place);
  },
});

export const policyProposals = brokerCommand({
  name: 'broker policy proposals',
  summary: 'Proposals of access policies, newest first',
  usage: '[ID]',
  options: {},
  details: 'With an ID: that one, with its plan.',
  run: async (given, { terminal, broker }) => {
    const id = given.positionals.length === 0 ? undefined : proposalId(given);
    const { proposals } = await broker.call('GET /v1/policy/proposals', {});
    const found = id === undefined ? proposals : proposals.filter((one) => one.id === id);
    const [only] = found;
    if (id !== undefined && only === undefined) {
      terminal.err(`There is no proposal ${id} among the newest.\n`);
      return NO;
    }
    if (given.flag('json'))
      terminal.out(`${JSON.stringify(id === undefined ? { proposals } : only)}\n`);
    else if (found.length === 0) terminal.err('There are none.\n');
    else {
      terminal.out(tableOf([HEADS, ...found.map(line)]));
      if (id !== undefined && only?.plan !== undefined) terminal.out(planText(only.plan, terminal));
    }
    return YES;
  },
});

const decision = (verb: 'approve' | 'reject' | 'withdraw', summary: string): Command =>
  brokerCommand({
    name: `broker policy ${verb}`,
    summary,
    usage: 'ID [options]',
    options: COMMENT,
    run: async (given, place) => {
      const id = proposalId(given);
      const comment = given.one('comment');
      const now = await place.broker.call(`POST /v1/policy/proposals/{id}/${verb}`, {
        path: { id },
        body: comment === undefined ? {} : { comment },
      });
      return told(now, given, place);
    },
  });

export const policyApprove = decision('approve', 'Put a proposal of somebody else in force');
export const policyReject = decision('reject', 'Turn a proposal down');
export const policyWithdraw = decision('withdraw', 'Take a proposal of your own back');

const versionOf = (given: Arguments): number | undefined => {
  const text = given.one('version');
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--version is a number; not "${text}"`);
  return Number(text);
};

const versionLine = ({ version, at, proposedBy, approvedBy, comment }: PolicyVersion) => [
  String(version),
  timeInWords(at),
  proposedBy?.name ?? '',
  approvedBy?.name ?? '',
  comment,
];

export const policyShow = brokerCommand({
  name: 'broker policy show',
  summary: 'The access policy in force, or an earlier version',
  usage: '[options]',
  options: {
    version: { value: 'N', help: 'that version' },
    versions: { help: 'the list of versions instead' },
  },
  run: async (given, { terminal, broker }) => {
    if (given.positionals.length > 0) throw new UsageError('use --version N');
    if (given.flag('versions')) {
      const { versions } = await broker.call('GET /v1/policy/versions', {});
      const heads = ['VERSION', 'SINCE', 'PROPOSED BY', 'APPROVED BY', 'WHY'];
      terminal.out(
        given.flag('json')
          ? `${JSON.stringify({ versions })}\n`
          : tableOf([heads, ...versions.map(versionLine)]),
      );
      return YES;
    }
    const version = versionOf(given);
    const found =
      version === undefined
        ? await broker.call('GET /v1/policy', {})
        : await broker.call('GET /v1/policy/versions/{version}', { path: { version } });
    if (given.flag('json')) terminal.out(`${JSON.stringify(found)}\n`);
    else {
      terminal.err(`version ${found.version}, since ${timeInWords(found.at)}\n`);
      terminal.out(found.document.endsWith('\n') ? found.document : `${found.document}\n`);
    }
    return YES;
  },
});
