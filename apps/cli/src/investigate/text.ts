import type { Inquiry } from '@gatehouse/detection';
import { printable } from '../terminal.ts';
import { tableOf, timeInWords } from '../words.ts';

const MOST_VALUES = 8;

/** `2026-11-25 14:30:05` */
const second = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;

type Summary = Inquiry['summary'];
type Counted = Summary['services'];

const facts = (name: string, values: Counted): readonly (readonly string[])[] =>
  values
    .slice(0, MOST_VALUES)
    .map(({ value, count, firstAt, lastAt }, at) => [
      at === 0 ? name : '',
      value,
      String(count),
      timeInWords(firstAt),
      timeInWords(lastAt),
    ]);

const summaryText = (summary: Summary): string =>
  tableOf([
    ['', '', 'TIMES', 'FIRST', 'LAST'],
    ...facts('Actors', summary.actors),
    ...facts('Access keys', summary.accessKeys),
    ...facts('Services', summary.services),
    ...facts('Actions', summary.actions),
    ...facts('Accounts', summary.accounts),
    ...facts('Regions', summary.regions),
    ...facts('Addresses', summary.addresses),
    ...facts('Agents', summary.userAgents),
    ...facts('Errors', summary.errorCodes),
  ]);

const chainText = (chain: Inquiry['chain']): string =>
  chain.length === 0
    ? ''
    : `\nRoles that were assumed\n${tableOf(
        chain.map(({ at, direction, from, role, accessKeyId, errorCode, calls }) => [
          timeInWords(at),
          direction === 'to-subject' ? 'came from' : 'went on as',
          `${from} -> ${role}`,
          errorCode ?? accessKeyId ?? '',
          errorCode === undefined ? `${calls} calls` : 'refused',
        ]),
      )}`;

const timelineText = (timeline: Inquiry['timeline']): string =>
  tableOf(
    timeline.map(
      ({ at, source, name, account, region, sourceIp, errorCode, techniques, alerts }) => [
        second(at),
        `${source.replace('.amazonaws.com', '')}:${name}`,
        `${account} ${region}`,
        sourceIp,
        errorCode ?? '',
        techniques.map(({ id }) => id).join(' '),
        alerts.length === 0 ? '' : `alert ${alerts[0]}`,
      ],
    ),
  );

/** As a person reads it. */
export const inquiryText = ({ subject, from, to, summary, chain, timeline }: Inquiry): string => {
  const head = `${printable(`${subject.kind} ${subject.value}`)}, ${timeInWords(from)} to ${timeInWords(to)}: ${summary.events} events, ${summary.writes} of them changes, ${summary.errors} refused or failed\n`;
  if (summary.events === 0) return head;
  const techniques = summary.techniques.map(
    ({ id, name, count }) => `  ${printable(`${id} ${name}`)} (${count})\n`,
  );
  return `${head}\n${summaryText(summary)}${techniques.length === 0 ? '' : `\nATT&CK\n${techniques.join('')}`}${chainText(chain)}\nTimeline\n${timelineText(timeline)}`;
};
