import { resolve } from 'node:path';
import type { Inquiry, InvestigateAnswer } from '@gatehouse/detection';
import { type Arguments, type Command, type ExitCode, NO, YES } from '../command.ts';
import { createProgressLine } from '../detection/progress-line.ts';
import { instantOf, listOf } from '../detection/settings.ts';
import { Failure, UsageError } from '../errors.ts';
import { printable, type Terminal } from '../terminal.ts';
import { type Place, SERVER_OPTION, trapCommand } from '../traps/place.ts';
import { counted } from '../words.ts';
import { inquiryText } from './text.ts';

const KINDS = ['principal', 'session', 'access-key', 'address', 'resource', 'alert'] as const;

const subjectOf = (given: Arguments) => {
  const [value, ...more] = given.positionals;
  if (value === undefined || more.length > 0)
    throw new UsageError(
      'name one principal, session, access key, address, resource or alert to look into',
    );
  const text = given.one('kind');
  const kind = KINDS.find((one) => one === text);
  if (text !== undefined && kind === undefined)
    throw new UsageError(`--kind is one of ${KINDS.join(', ')}; not "${text}"`);
  return { value, kind };
};

/** Of the files of a folder, or of several. */
const fromLogs = async (
  given: Arguments,
  terminal: Terminal,
  folders: readonly string[],
): Promise<Inquiry> => {
  const detection = await import('@gatehouse/detection');
  detection.keepSmall();
  const inquiry = detection.createOfflineInquiry({ subject: subjectOf(given), rules: {} });
  const inputs = folders.map((folder) => resolve(terminal.folder, folder));
  const total = terminal.showsProgress === true ? await detection.bytesIn(inputs) : undefined;
  const progress = createProgressLine(terminal, total);
  try {
    const { problems, totals } = await detection.scan({
      inputs,
      detection: inquiry.detection,
      memories: [],
      filter: {
        since: instantOf('since', given.one('since')),
        until: instantOf('until', given.one('until')),
        accounts: new Set(listOf(given, 'account')),
        regions: new Set(),
      },
      clock: terminal.clock,
      onProgress: (one) => progress.show(one),
    });
    for (const { file, kind, detail } of problems)
      terminal.err(`${printable(`${file}: ${kind} ${detail}`)}\n`);
    if (totals.files === 0) throw new Failure('there are no files to read');
  } finally {
    progress.clear();
  }
  return inquiry.finish();
};

const MOST_ANSWERS = 20;

const timeIn = (given: Arguments, option: string): string | undefined => {
  const at = instantOf(option, given.one(option));
  return at === undefined ? undefined : new Date(at).toISOString();
};

/** Of the accounts that the server sees; the latest part of the time first. */
const fromServer = async (
  given: Arguments,
  place: Place,
): Promise<readonly InvestigateAnswer[]> => {
  const question = {
    ...subjectOf(given),
    from: timeIn(given, 'since'),
    to: timeIn(given, 'until'),
  };
  const answers: InvestigateAnswer[] = [];
  let token: string | undefined;
  do {
    // The server answers by the types of @gatehouse/detection, of which both are built.
    const answer = (await place.ask('investigate', {
      ...question,
      token,
    })) as unknown as InvestigateAnswer;
    answers.push(answer);
    token = answer.next;
  } while (token !== undefined && answers.length < MOST_ANSWERS);
  if (token !== undefined)
    place.terminal.err('There is more before that: name a shorter time with --until\n');
  return answers;
};

const show = (inquiries: readonly Inquiry[], given: Arguments, terminal: Terminal): ExitCode => {
  const events = inquiries.reduce((sum, { summary }) => sum + summary.events, 0);
  if (given.flag('json'))
    for (const inquiry of inquiries) terminal.out(`${JSON.stringify(inquiry)}\n`);
  else for (const inquiry of inquiries.toReversed()) terminal.out(inquiryText(inquiry));
  terminal.err(`${counted(events, 'event', 'events')}\n`);
  return events > 0 ? YES : NO;
};

const live = trapCommand({
  name: 'investigate',
  summary: '',
  usage: '',
  options: {},
  run: async (given, place) => show(await fromServer(given, place), given, place.terminal),
});

export const investigate: Command = {
  name: 'investigate',
  summary: 'What a principal, session, key, address did, or what was done to a resource',
  usage: 'SUBJECT [options]',
  options: {
    logs: { value: 'DIR', many: true, help: 'look into these log files instead of the accounts' },
    kind: { value: 'KIND', help: `${KINDS.join(', ')}; default: what SUBJECT looks like` },
    since: { value: 'TIME', help: 'from this time or day on; default: a day' },
    until: { value: 'TIME', help: 'before this time or day' },
    account: { value: 'ID', many: true, help: 'with --logs: only events of this account' },
    ...SERVER_OPTION,
  },
  details: `
A timeline with the ATT&CK techniques that rules know of, what the events amount to, and the chain of assumed roles in both
directions. With --logs nothing leaves the machine; else the server looks into the event histories of all accounts, for whoever may
call securityhub:GetFindings in the account that administers Security Hub. Of an alert it is the 30 minutes before and after.
Exit code 1 when there is nothing.`,
  run: async (given, terminal) => {
    const folders = given.many('logs');
    if (folders.length === 0) return live.run(given, terminal);
    return show([await fromLogs(given, terminal, folders)], given, terminal);
  },
};
