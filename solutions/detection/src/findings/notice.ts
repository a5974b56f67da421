import type { ReportedAlert } from '../report/report.ts';
import { discreet } from './discreet.ts';

/** A message of SNS. */
export interface Notice {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<
    Record<string, { readonly DataType: 'String'; readonly StringValue: string }>
  >;
}

const LONGEST_SUBJECT = 100;
const LONGEST_ATTRIBUTE = 4000;
const MOST_EVENTS = 10;

/** SNS takes ASCII without control characters (API Reference, "Publish"). */
const subjectOf = (text: string): string =>
  text
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, LONGEST_SUBJECT);

const list = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

const textOf = (alert: ReportedAlert): string =>
  [
    `${alert.severity}: ${alert.rule.title}`,
    alert.rule.description,
    ...list('Why:', alert.because),
    ...list('Who:', alert.actors),
    ...list('From:', alert.sourceIps),
    ...list(
      'What:',
      alert.evidence
        .slice(0, MOST_EVENTS)
        .map(
          ({ at, source, name, account, region, errorCode, id }) =>
            `${at} ${source.replace('.amazonaws.com', '')}:${name} in ${account}, ${region}${errorCode === null ? '' : ` (${errorCode})`} ${id}`,
        ),
    ),
    ...list(
      'On:',
      alert.resources.map(({ type, id }) => `${type} ${id}`),
    ),
    ...list('Next:', alert.rule.nextSteps),
    '',
    `Alert ${alert.id}, rule ${alert.rule.id}, ${alert.count} event${alert.count === 1 ? '' : 's'}, ${alert.firstAt} to ${alert.lastAt}`,
  ].join('\n');

const attribute = (value: string) => ({ DataType: 'String', StringValue: value }) as const;

/** What is told of a new alert: for people to read, and as JSON for programs. */
export const noticeOf = (found: ReportedAlert): Notice => {
  const alert = discreet(found);
  const { id, severity, rule, accounts, regions, actors, firstAt, lastAt, count } = alert;
  const facts = { id, severity, rule: rule.id, title: rule.title, accounts, regions, actors };
  const json = JSON.stringify({ ...facts, firstAt, lastAt, count });
  return {
    Subject: subjectOf(`[${severity}] ${rule.title} (${accounts[0] ?? 'no account'})`),
    Message: textOf(alert),
    MessageAttributes: {
      severity: attribute(severity),
      rule: attribute(rule.id),
      alert: attribute(
        json.length <= LONGEST_ATTRIBUTE
          ? json
          : JSON.stringify({ id, severity, rule: rule.id, title: rule.title }),
      ),
    },
  };
};
