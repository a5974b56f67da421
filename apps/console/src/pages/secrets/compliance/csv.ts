import type { ComplianceRow } from '../../../api/secrets.ts';

const COLUMNS: readonly (readonly [name: string, value: (row: ComplianceRow) => string])[] = [
  ['account', ({ account }) => account],
  ['region', ({ region }) => region],
  ['secret', ({ secret }) => secret],
  ['rule', ({ rule }) => rule],
  ['control', ({ control = '' }) => control],
  ['requirements', ({ requirements }) => requirements.join('; ')],
  ['status', ({ status }) => status],
  ['severity', ({ severity }) => severity],
  ['why', ({ text }) => text],
  ['value since', ({ valueSince = '' }) => valueSince],
  ['schedule', ({ schedule }) => schedule],
  ['until', ({ until = '' }) => until],
  ['evidence', ({ evidence }) => evidence.map(({ name, value }) => `${name}: ${value}`).join('; ')],
  ['arn', ({ arn }) => arn],
];

/** RFC 4180. A cell that a spreadsheet would take for a formula is made text: names are foreign. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const csvOf = (rows: readonly ComplianceRow[]): string =>
  [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, value]) => value(row)))]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
