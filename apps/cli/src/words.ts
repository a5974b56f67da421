import { UsageError } from './errors.ts';
import { printable } from './terminal.ts';

const UNITS = { d: 86_400, h: 3600, m: 60, s: 1 } as const;
const WRITTEN = /^(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/;
const LONGEST_SECONDS = 31_536_000;

/** Seconds of `1h`, `1h30m`, `PT1H` or `3600`. @throws UsageError */
export const durationOf = (option: string, text: string): number => {
  const plain = /^\d{1,8}$/.test(text) ? `${text}s` : text;
  const short = plain.replace(/^P(?:(\d+)D)?T?/, (_all, days?: string) => (days ? `${days}d` : ''));
  const parts = short === '' ? null : WRITTEN.exec(short.toLowerCase());
  const [, days = 0, hours = 0, minutes = 0, rest = 0] = parts ?? [];
  const seconds =
    Number(days) * UNITS.d + Number(hours) * UNITS.h + Number(minutes) * UNITS.m + Number(rest);
  if (parts === null || seconds < 1 || seconds > LONGEST_SECONDS)
    throw new UsageError(`--${option} is a time such as 1h, 30m or 1h30m; not "${text}"`);
  return seconds;
};

/** `1h 30m` */
export const inWords = (seconds: number): string => {
  let left = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of Object.entries(UNITS)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.length === 0 ? '0s' : parts.join(' ');
};

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** A time of RFC 3339 with any offset, in UTC. @throws UsageError */
export const timeOf = (option: string, text: string): string => {
  const at = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(
      `--${option} is a time such as 2026-11-25T14:30:00Z or 2026-11-25T15:30:00+01:00; not "${text}"`,
    );
  return new Date(at).toISOString();
};

/** `2026-11-25 14:30 UTC` */
export const timeInWords = (iso: string): string =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso)
    ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
    : printable(iso);

/** `1 entry`, `2 entries` */
export const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

/** Left-aligned columns, as wide as they need to be. What comes from others is made printable. */
export const tableOf = (rows: readonly (readonly string[])[]): string => {
  const cells = rows.map((row) => row.map(printable));
  const widths = (cells[0] ?? []).map((_cell, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
};
