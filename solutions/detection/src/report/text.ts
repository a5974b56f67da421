import type { Severity } from '../model.ts';
import type { Report, ReportedAlert, ReportedEvent } from './report.ts';

/** How to write on what the reader has: colours on a terminal, and nothing foreign that could move its cursor. */
export interface Ink {
  readonly severity: (severity: Severity, text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  /** Foreign text on one line without effect on a terminal. */
  readonly plain: (text: string) => string;
}

const SHOWN_VALUES = 4;
const SHOWN_EVENTS = 24;
const LONGEST_VALUE = 160;

const short = (text: string): string =>
  text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;

const some = (values: readonly string[], ink: Ink): string => {
  const shown = values.slice(0, SHOWN_VALUES).map((value) => ink.plain(short(value)));
  const more = values.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
};

const timeOf = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;

const spanOf = ({ firstAt, lastAt }: ReportedAlert): string => {
  if (firstAt === lastAt) return `${timeOf(firstAt)} UTC`;
  const end = lastAt.slice(0, 10) === firstAt.slice(0, 10) ? lastAt.slice(11, 19) : timeOf(lastAt);
  return `${timeOf(firstAt)} to ${end} UTC`;
};

const actionOf = ({ source, name }: ReportedEvent): string =>
  `${source.replace('.amazonaws.com', '')}:${name}`;

const field = (name: string, value: string): string =>
  value === '' ? '' : `  ${name.padEnd(11)} ${value}\n`;

const eventLine = (event: ReportedEvent, isEvidence: boolean, ink: Ink): string => {
  const what = [
    actionOf(event),
    event.resources
      .slice(0, 2)
      .map(({ id }) => short(id))
      .join(' '),
    event.errorCode === null ? '' : `(${event.errorCode})`,
    `from ${event.sourceIp}`,
    event.region,
  ].filter((part) => part !== '');
  const line = `${timeOf(event.at)}  ${ink.plain(what.join(' '))}`;
  return `    ${isEvidence ? `> ${line}` : ink.faint(`  ${line}`)}\n`;
};

/** Evidence and context in order of time; of much context what is nearest is shown. */
const timeline = ({ evidence, context, count }: ReportedAlert, ink: Ink): string => {
  const room = Math.max(4, SHOWN_EVENTS - evidence.length);
  const shown = context.slice(0, room);
  const known = new Set(evidence.map(({ id }) => id));
  const events = [...evidence, ...shown].toSorted((left, right) =>
    left.at < right.at ? -1 : left.at > right.at ? 1 : 0,
  );
  const hidden = count - evidence.length;
  const lines = events.map((event) => eventLine(event, known.has(event.id), ink)).join('');
  const notes = [
    hidden > 0 ? `${hidden} more of these events` : '',
    context.length > shown.length ? `${context.length - shown.length} more of the session` : '',
  ].filter((note) => note !== '');
  return `  ${ink.faint('timeline (> evidence, others: the same session)')}\n${lines}${
    notes.length === 0 ? '' : `      ${ink.faint(`and ${notes.join(', ')}`)}\n`
  }`;
};

const resourcesOf = ({ resources }: ReportedAlert, ink: Ink): string =>
  some(
    resources.map(({ type, id }) => `${id} (${type})`),
    ink,
  );

const techniquesOf = ({ rule }: ReportedAlert): string =>
  rule.techniques.map(({ id, name }) => `${id} ${name}`).join(', ');

export const alertText = (alert: ReportedAlert, ink: Ink): string => {
  const { rule } = alert;
  const score = alert.score === null ? '' : `, score ${Math.round(alert.score)}`;
  return [
    `${ink.severity(alert.severity, alert.severity)}  ${ink.strong(ink.plain(rule.title))}\n`,
    `  ${ink.faint(`${ink.plain(rule.id)}${score}, alert ${alert.id}`)}\n`,
    rule.question === null ? '' : `  ${ink.plain(rule.question)}\n`,
    ...alert.because.map((sentence) => `  - ${ink.plain(sentence)}\n`),
    field('who', some(alert.actors, ink)),
    field('account', `${some(alert.accounts, ink)}  ${some(alert.regions, ink)}`.trim()),
    field('from', some(alert.sourceIps, ink)),
    field('with', some(alert.userAgents, ink)),
    field('what', resourcesOf(alert, ink)),
    field('when', `${spanOf(alert)}, ${alert.count} ${alert.count === 1 ? 'event' : 'events'}`),
    field('ATT&CK', ink.plain(techniquesOf(alert))),
    timeline(alert, ink),
    rule.nextSteps.length === 0
      ? ''
      : `  next steps\n${rule.nextSteps.map((step, at) => `    ${at + 1}. ${ink.plain(step)}\n`).join('')}`,
  ].join('');
};

const tableOf = (
  title: string,
  counts: Readonly<Record<string, number>>,
  ink: Ink,
  most = 10,
): string => {
  const rows = Object.entries(counts).filter(([, count]) => count > 0);
  if (rows.length === 0) return '';
  const lines = rows
    .slice(0, most)
    .map(([name, count]) => `  ${String(count).padStart(6)}  ${ink.plain(short(name))}\n`);
  const more = rows.length - lines.length;
  return `${ink.strong(title)}\n${lines.join('')}${more > 0 ? `          and ${more} more\n` : ''}`;
};

const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

const eventsText = ({ events, inputs }: Report): string => {
  const span =
    events.firstAt === null || events.lastAt === null
      ? ''
      : `, ${timeOf(events.firstAt)} to ${timeOf(events.lastAt)} UTC`;
  const left = [
    events.duplicates > 0 ? `${events.duplicates} seen twice` : '',
    events.outside > 0 ? `${events.outside} not asked for` : '',
    events.digests > 0 ? counted(events.digests, 'digest', 'digests') : '',
    events.strangeTimes > 0 ? `${events.strangeTimes} of a time that cannot be` : '',
  ].filter((note) => note !== '');
  return `${counted(events.events, 'event', 'events')} in ${counted(events.filesWithEvents, 'file', 'files')} of ${events.files} in ${inputs.join(', ')}${span}${
    left.length === 0 ? '' : ` (${left.join(', ')})`
  }\n`;
};

export const summaryText = (report: Report, ink: Ink): string => {
  const { summary } = report;
  const worstFirst = Object.fromEntries(Object.entries(summary.bySeverity).toReversed());
  return [
    eventsText(report),
    summary.alerts === 0
      ? `No alert of severity ${report.minSeverity} or above.\n`
      : `${counted(summary.alerts, 'alert', 'alerts')}\n`,
    tableOf('By severity', worstFirst, ink),
    summary.below > 0
      ? `  ${summary.below} more below ${report.minSeverity}, not shown: --min-severity\n`
      : '',
    tableOf('By rule', summary.byRule, ink),
    tableOf('By account', summary.byAccount, ink),
    tableOf('By actor', summary.byActor, ink),
    ...report.suppressed.map(
      ({ rule, count, suppression, reason }) =>
        `suppressed: ${ink.plain(rule)} ${counted(count, 'time', 'times')}, by ${ink.plain(suppression)}: ${ink.plain(reason)}\n`,
    ),
  ].join('');
};

const SHOWN_PROBLEMS = 20;

const KINDS: Readonly<Record<string, string>> = {
  broken: 'the file breaks off',
  foreign: 'not a log',
  'given-up': 'given up: nothing in it is JSON',
  link: 'not followed',
  malformed: 'wrong JSON passed over',
  'no-name': 'left out',
  'no-time': 'left out',
  'not-cloudtrail': 'no event of CloudTrail',
  oversize: 'a record over 2 MiB passed over',
  special: 'not read',
  'storage-notification': 'no event of CloudTrail',
  'strange-time': 'a clock that jumped',
  text: 'text that is no JSON passed over',
  truncated: 'cut off inside of a record',
  unreadable: 'cannot be read',
  'utf-16': 'read all the same',
};

/** What was not read, or not as it stands. */
export const problemsText = (report: Report, ink: Ink): string => {
  const { problems, notKept } = report;
  const lines = problems.slice(0, SHOWN_PROBLEMS).map(({ file, kind, detail, count, offset }) => {
    const times = count > 1 ? `, ${count} times` : '';
    const place = offset > 0 ? ` from byte ${offset} on` : '';
    const why = detail === '' ? '' : ` (${detail})`;
    return `${ink.plain(`${file}: ${KINDS[kind] ?? kind}${why}${place}${times}`)}\n`;
  });
  const more = problems.length - lines.length;
  const lost = Object.entries(notKept.alerts);
  return [
    ...lines,
    more > 0 ? `and ${more} more of the kind: --json lists them\n` : '',
    ...lost.map(([rule, count]) => `${ink.plain(rule)}: ${count} more alerts, only counted\n`),
    notKept.waitingGroups > 0
      ? `${notKept.waitingGroups} groups below their threshold were forgotten to stay within memory\n`
      : '',
    notKept.duplicatesFarApart
      ? 'Events that came again after more than 2.9 million others were counted again.\n'
      : '',
  ].join('');
};
