import type { AlertAnswer, AlertRow, AlertsAnswer, StatusAnswer } from '@gatehouse/detection';
import { type Arguments, type Command, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { printable, type Style, styled, type Terminal } from '../terminal.ts';
import { type Place, trapCommand } from '../traps/place.ts';
import { counted, tableOf, timeInWords } from '../words.ts';
import { instantOf, SEVERITY_NAMES } from './settings.ts';

const STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'] as const;
const OPEN = ['NEW', 'NOTIFIED'] as const;
const MOST_PAGE = 100;
const DEFAULT_COUNT = 50;
const LARGEST_COUNT = 10_000;
const MOST_IDS = 100;

const STYLES: Readonly<Record<string, Style>> = { CRITICAL: 'red', HIGH: 'red', MEDIUM: 'yellow' };

type Body = Readonly<Record<string, unknown>>;

const json = ({ terminal }: Place, answer: unknown): void =>
  terminal.out(`${JSON.stringify(answer)}\n`);

const among = <Name extends string>(
  option: string,
  given: string | undefined,
  known: readonly Name[],
): readonly Name[] | undefined =>
  given?.split(',').map((text) => {
    const found = known.find((one) => one === text.trim().toUpperCase());
    if (found === undefined)
      throw new UsageError(`--${option} is one or more of ${known.join(', ')}; not "${text}"`);
    return found;
  });

const timeIn = (given: Arguments, option: string): string | undefined => {
  const at = instantOf(option, given.one(option));
  return at === undefined ? undefined : new Date(at).toISOString();
};

const questionOf = (given: Arguments): Body => {
  const least = given.one('min-severity');
  const [at] = among('min-severity', least, SEVERITY_NAMES) ?? [];
  return {
    statuses: given.flag('all')
      ? undefined
      : (among('status', given.one('status'), STATUSES) ?? OPEN),
    severities: at === undefined ? undefined : SEVERITY_NAMES.slice(SEVERITY_NAMES.indexOf(at)),
    rule: given.one('rule'),
    account: given.one('account'),
    text: given.one('text'),
    from: timeIn(given, 'since'),
    to: timeIn(given, 'until'),
  };
};

const countOf = (given: Arguments): number => {
  const text = given.one('limit') ?? String(DEFAULT_COUNT);
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > LARGEST_COUNT)
    throw new UsageError(`--limit is 1 to ${LARGEST_COUNT}; not "${text}"`);
  return count;
};

const readAlerts = async (
  place: Place,
  question: Body,
  count: number,
): Promise<{ readonly alerts: readonly AlertRow[]; readonly more: boolean }> => {
  const alerts: AlertRow[] = [];
  let after: string | undefined;
  do {
    const limit = Math.min(MOST_PAGE, count - alerts.length);
    // The server answers by the types of @gatehouse/detection, of which both are built.
    const answer = (await place.ask('alerts', {
      ...question,
      limit,
      after,
    })) as unknown as AlertsAnswer;
    alerts.push(...answer.alerts);
    after = answer.next;
  } while (after !== undefined && alerts.length < count);
  return { alerts, more: after !== undefined };
};

const showList = (alerts: readonly AlertRow[], terminal: Terminal): void => {
  const lines = tableOf([
    ['SEVERITY', 'STATUS', 'LAST', 'ACCOUNT', 'TITLE', 'ACTOR', 'ID'],
    ...alerts.map((alert) => [
      alert.severity,
      alert.status,
      timeInWords(alert.lastAt),
      alert.accounts[0] ?? '',
      alert.title,
      alert.actors[0] ?? '',
      alert.id,
    ]),
  ]).split('\n');
  for (const [index, line] of lines.entries()) {
    const style = STYLES[alerts[index - 1]?.severity ?? ''];
    if (line !== '')
      terminal.out(`${style === undefined ? line : styled(terminal, style, line)}\n`);
  }
};

const WITH_KEYS = `
With the access keys of a user of the account that administers Security Hub (AWS_PROFILE and so on), who may call
securityhub:GetFindings; changing needs securityhub:BatchUpdateFindings.`;

export const detectAlerts = trapCommand({
  name: 'detect alerts',
  summary: 'Alerts of the detection that runs beside the cloud',
  usage: '[options]',
  options: {
    status: { value: 'STATES', help: `${STATUSES.join(', ')}, by commas; default NEW,NOTIFIED` },
    all: { help: 'whatever their status' },
    'min-severity': { value: 'SEVERITY', help: 'the least that is shown' },
    rule: { value: 'RULE', help: 'of this rule; may hold *' },
    account: { value: 'ID', help: 'of this account' },
    text: { value: 'TEXT', help: 'with this in title, actor, resource or address' },
    since: { value: 'TIME', help: 'with an event from this time or day on' },
    until: { value: 'TIME', help: 'whose last event was before this time or day' },
    limit: { value: 'N', help: `most alerts to show; default ${DEFAULT_COUNT}` },
  },
  details: `${WITH_KEYS} Exit code 1 when there is an alert.`,
  run: async (given, place) => {
    const { alerts, more } = await readAlerts(place, questionOf(given), countOf(given));
    if (given.flag('json')) json(place, { alerts, more });
    else if (alerts.length > 0) showList(alerts, place.terminal);
    const shown = counted(alerts.length, 'alert', 'alerts');
    place.terminal.err(more ? `${shown}; there are more: --limit\n` : `${shown}\n`);
    return alerts.length > 0 ? NO : YES;
  },
});

const oneId = ({ positionals }: Arguments): string => {
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new UsageError('name one alert by its id');
  return id;
};

const line = (name: string, values: readonly string[]): readonly string[][] =>
  values.map((value, at) => [at === 0 ? name : '', value]);

const showOne = ({ alert, status, note, steps }: AlertAnswer, { out }: Terminal): void => {
  out(`${printable(alert.rule.title)}\n${printable(alert.rule.description)}\n\n`);
  out(
    tableOf([
      ['Severity', `${alert.severity}, ${status}`],
      ['Rule', alert.rule.id],
      ...line('Why', alert.because),
      ...line('Who', alert.actors),
      ...line('From', alert.sourceIps),
      ...line(
        'On',
        alert.resources.map(({ type, id }) => `${type} ${id}`),
      ),
      ...line(
        'ATT&CK',
        alert.rule.techniques.map(({ id, name }) => `${id} ${name}`),
      ),
      ...line('Next', alert.rule.nextSteps),
      ...(note === undefined ? [] : [['Note', note]]),
    ]),
  );
  for (const [title, events] of [
    ['Events', alert.evidence],
    ['What else the session did', alert.context],
  ] as const) {
    if (events.length === 0) continue;
    out(`\n${title}\n`);
    out(
      tableOf(
        events.map(({ at, source, name, region, sourceIp, errorCode, id }) => [
          timeInWords(at),
          `${source.replace('.amazonaws.com', '')}:${name}`,
          region,
          sourceIp,
          errorCode ?? '',
          id,
        ]),
      ),
    );
  }
  out('\nHistory\n');
  out(
    tableOf(
      steps.map(({ at, kind, by, status: to, text }) => [
        timeInWords(at),
        kind,
        to ?? '',
        by,
        text ?? '',
      ]),
    ),
  );
};

export const detectShow = trapCommand({
  name: 'detect show',
  summary: 'One alert: why, who, the events behind it, what else they did',
  usage: 'ID [options]',
  options: {},
  details: WITH_KEYS,
  run: async (given, place) => {
    const answer = await place.ask('alert', { id: oneId(given) });
    if (given.flag('json')) json(place, answer);
    // As above.
    else showOne(answer as unknown as AlertAnswer, place.terminal);
    return YES;
  },
});

const change = (name: string, summary: string, status: (typeof STATUSES)[number]): Command =>
  trapCommand({
    name: `detect ${name}`,
    summary,
    usage: 'ID... [options]',
    options: { note: { value: 'TEXT', help: 'why; for whoever reads the alert and its finding' } },
    details: `${WITH_KEYS} Exit code 1 when one of them is not there.`,
    run: async (given, place) => {
      const ids = given.positionals;
      if (ids.length === 0 || ids.length > MOST_IDS)
        throw new UsageError(`name 1 to ${MOST_IDS} alerts by their ids`);
      const answer = await place.ask('alerts/change', { ids, status, note: given.one('note') });
      const { changed, missing } = answer as {
        readonly changed: readonly string[];
        readonly missing: readonly string[];
      };
      if (given.flag('json')) json(place, answer);
      else {
        place.terminal.out(`${counted(changed.length, 'alert', 'alerts')} ${status}\n`);
        for (const id of missing) place.terminal.err(`${printable(id)}: there is no such alert\n`);
      }
      return missing.length === 0 ? YES : NO;
    },
  });

export const detectAck = change('ack', 'Somebody looks into alerts: NOTIFIED', 'NOTIFIED');
export const detectResolve = change('resolve', 'Alerts are dealt with: RESOLVED', 'RESOLVED');
export const detectSuppress = change('suppress', 'Alerts need no action: SUPPRESSED', 'SUPPRESSED');

const sourceLine = ({ kind, name, readAt, problem }: StatusAnswer['sources'][number]) => [
  kind,
  name,
  problem ?? (readAt === undefined ? 'not read yet' : `read ${timeInWords(readAt)}`),
];

export const detectStatus = trapCommand({
  name: 'detect status',
  summary: 'Whether live detection runs, where its events come from, what is open',
  usage: '[options]',
  options: {},
  details: `${WITH_KEYS} Exit code 1 when it does not run or a source cannot be read.`,
  run: async (given, place) => {
    const answer = await place.ask('status');
    // As above.
    const status = answer as unknown as StatusAnswer;
    const { state, sources, events, rules, open, findings } = status;
    if (given.flag('json')) json(place, answer);
    else {
      place.terminal.out(
        tableOf([
          ['State', state],
          [
            'Events',
            `${events.seen} seen, ${events.repeated} came again, ${events.unreadable} unreadable`,
          ],
          ['Latest', events.lastAt === undefined ? '' : timeInWords(events.lastAt)],
          ['Rules', `${rules.enabled} of ${rules.total} in use`],
          [
            'Open',
            Object.entries(open)
              .map(([name, number]) => `${name} ${number}`)
              .join(', '),
          ],
          [
            'Findings',
            findings.waiting === 0
              ? 'all imported'
              : `${findings.waiting} wait: ${findings.problem ?? ''}`,
          ],
        ]),
      );
      place.terminal.out(tableOf(sources.map(sourceLine)));
    }
    const isGood = state === 'running' || state === 'standby';
    return isGood && sources.every(({ problem }) => problem === undefined) ? YES : NO;
  },
});
