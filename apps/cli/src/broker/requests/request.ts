import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Arguments, type ExitCode, NO, YES } from '../../command.ts';
import { Failure, messageOf, UsageError } from '../../errors.ts';
import { readText } from '../../files.ts';
import { printable } from '../../terminal.ts';
import { durationOf, timeInWords, timeOf } from '../../words.ts';
import { brokerCommand, type Place } from '../broker-command.ts';
import type { AccessRequest, NewRequest, RequestView } from '../broker-types.ts';
import { headline, namesOf, stepInWords } from './describe.ts';
import { fieldsOf } from './fields.ts';
import { TARGET_OPTIONS, targetsOf } from './targets.ts';

const bodyOf = async (given: Arguments, { terminal, broker }: Place): Promise<NewRequest> => {
  if (given.positionals.length > 0)
    throw new UsageError(`"${given.positionals[0]}" is not expected: every part has its option`);
  const durationSeconds = durationOf('duration', given.required('duration'));
  const justification = given.required('reason');
  const [start, policy] = [given.one('start'), given.one('session-policy')];
  const startAt = start === undefined ? {} : { startAt: timeOf('start', start) };
  const fields = fieldsOf(given);
  const sessionPolicy =
    policy === undefined ? {} : { sessionPolicy: (await readText(policy, terminal)).trim() };
  const breakGlass = given.flag('break-glass');
  const targets = await targetsOf(given, broker);
  return {
    targets,
    justification,
    durationSeconds,
    fields,
    breakGlass,
    ...startAt,
    ...sessionPolicy,
  };
};

const SHORTEST_WAIT = 500;
const LONGEST_WAIT = 5000;
const MOST_SILENCES = 20;

const isOpen = ({ request }: RequestView): boolean =>
  request.state === 'pending' || request.state === 'scheduled';

/** Looks until the request is decided and, where it begins later, until it has begun. */
const wait = async (id: string, { terminal, broker }: Place): Promise<RequestView> => {
  let pause = SHORTEST_WAIT;
  let silences = 0;
  let shown = '';
  for (;;) {
    try {
      const view = await broker.call('GET /v1/requests/{id}', { path: { id } });
      if (!isOpen(view)) return view;
      silences = 0;
      const text = waitingFor(view);
      if (text !== shown) terminal.err(text);
      shown = text;
    } catch (error) {
      silences += 1;
      if (!(error instanceof Failure) || silences > MOST_SILENCES) throw error;
      terminal.err(`${messageOf(error)}; asking again\n`);
    }
    await sleep(pause);
    pause = Math.min(LONGEST_WAIT, pause * 1.5);
  }
};

const waitingFor = ({ request, steps, unapprovable }: RequestView): string => {
  if (request.state === 'scheduled')
    return `approved; begins at ${timeInWords(request.startsAt ?? request.startAt ?? '')}\n`;
  const open = steps.filter(({ satisfied }) => !satisfied);
  const lines = open.map(
    (step) =>
      `waits for ${printable(step.name)}: ${printable(stepInWords(step))} (${printable(namesOf(step.couldApprove)) || 'nobody can'})\n`,
  );
  return `${lines.join('')}${unapprovable ? 'nobody can approve this any more\n' : ''}`;
};

const GOOD_STATES = new Set(['pending', 'scheduled', 'active']);

/** Says what became of a new request. */
export const announce = async (
  made: AccessRequest,
  given: Arguments,
  place: Place,
): Promise<ExitCode> => {
  const { terminal, broker } = place;
  const asJson = given.flag('json');
  if (given.flag('wait')) {
    if (!asJson) terminal.err(headline(made, terminal));
    const view = await wait(made.id, place);
    terminal.out(asJson ? `${JSON.stringify(view.request)}\n` : headline(view.request, terminal));
    return view.request.state === 'active' ? YES : NO;
  }
  if (asJson) terminal.out(`${JSON.stringify(made)}\n`);
  else {
    const view = await broker.call('GET /v1/requests/{id}', { path: { id: made.id } });
    terminal.out(headline(view.request, terminal));
    if (isOpen(view)) terminal.err(waitingFor(view));
  }
  return GOOD_STATES.has(made.state) ? YES : NO;
};

export const WAIT_OPTION = {
  wait: { help: 'until it is decided and has begun; exit code 0 when you have the access' },
} as const;

export const request = brokerCommand({
  name: 'request',
  summary: 'Ask for temporary elevated access',
  usage: '--account ID --role NAME --duration 1h --reason TEXT [options]',
  options: {
    ...TARGET_OPTIONS,
    duration: { value: 'TIME', help: 'how long from the approval on: 30m, 1h, 1h30m' },
    reason: { value: 'TEXT', help: 'what for' },
    ticket: { value: 'ID', help: 'the same as --field ticket=ID' },
    field: { value: 'NAME=VALUE', many: true, help: 'what the access policy asks for' },
    start: { value: 'TIME', help: 'begin then instead, as in 2026-11-25T14:30:00Z' },
    'session-policy': { value: 'FILE', help: 'an IAM policy that narrows the role' },
    'break-glass': { help: 'in an emergency, without approval; it will be reviewed' },
    ...WAIT_OPTION,
  },
  details: `
Several targets are granted together or not at all. "gatehouse explain" says beforehand what will be asked.`,
  run: async (given, place) => {
    const made = await place.broker.call('POST /v1/requests', {
      body: await bodyOf(given, place),
      idempotencyKey: randomUUID(),
    });
    return announce(made, given, place);
  },
});
