import type { Row } from './rows.ts';

const COLUMNS = [
  ['account', (row: Row) => row.account],
  ['region', (row: Row) => row.region],
  ['secret', (row: Row) => row.secret],
  ['rule', (row: Row) => row.rule],
  ['control', (row: Row) => row.control ?? ''],
  ['requirements', (row: Row) => row.requirements.join('; ')],
  ['status', (row: Row) => row.status],
  ['severity', (row: Row) => row.severity],
  ['why', (row: Row) => row.text],
  ['value since', (row: Row) => row.valueSince ?? ''],
  ['schedule', (row: Row) => row.schedule],
  ['until', (row: Row) => row.until ?? ''],
  ['evidence', (row: Row) => row.evidence.map(({ name, value }) => `${name}: ${value}`).join('; ')],
  ['arn', (row: Row) => row.arn],
] as const;

/** RFC 4180. A cell that a spreadsheet would take for a formula is made text: names are foreign. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const csvOf = (rows: readonly Row[]): string =>
  [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, value]) => value(row)))]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
