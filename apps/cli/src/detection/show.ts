import type * as DetectionPackage from '@gatehouse/detection';
import type { Ink, Report, Severity } from '@gatehouse/detection';
import type { Arguments } from '../command.ts';
import { printable, type Style, styled, type Terminal } from '../terminal.ts';

type Detection = typeof DetectionPackage;

const STYLES: Readonly<Record<Severity, Style>> = {
  CRITICAL: 'red',
  HIGH: 'red',
  MEDIUM: 'yellow',
  LOW: 'cyan',
  INFORMATIONAL: 'dim',
};

const inkOf = (terminal: Terminal): Ink => ({
  severity: (severity, text) => styled(terminal, STYLES[severity], text),
  strong: (text) => styled(terminal, 'bold', text),
  faint: (text) => styled(terminal, 'dim', text),
  plain: printable,
});

const write = async ({ out, drained }: Terminal, text: string): Promise<void> => {
  out(text);
  await drained?.();
};

/** One object, written piece by piece: alerts can be many. */
const showJson = async (report: Report, terminal: Terminal): Promise<void> => {
  const { alerts, ...rest } = report;
  const head = JSON.stringify(rest, null, 2);
  await write(terminal, `${head.slice(0, -2)},\n  "alerts": [`);
  for (const [at, alert] of alerts.entries())
    await write(
      terminal,
      `${at === 0 ? '' : ','}\n${JSON.stringify(alert, null, 2).replaceAll(/^/gm, '    ')}`,
    );
  await write(terminal, `${alerts.length === 0 ? '' : '\n  '}]\n}\n`);
};

const showLines = async (report: Report, terminal: Terminal): Promise<void> => {
  const { alerts, ...rest } = report;
  for (const alert of alerts)
    await write(terminal, `${JSON.stringify({ kind: 'alert', ...alert })}\n`);
  await write(terminal, `${JSON.stringify({ kind: 'summary', ...rest })}\n`);
};

const MOST_SHOWN = 500;

/** Answers go to standard output; what was not read to standard error, in text, and into the JSON otherwise. */
export const show = async (
  detection: Detection,
  report: Report,
  given: Arguments,
  terminal: Terminal,
): Promise<void> => {
  if (given.flag('json')) return showJson(report, terminal);
  if (given.flag('jsonl')) return showLines(report, terminal);
  const ink = inkOf(terminal);
  for (const alert of report.alerts.slice(0, MOST_SHOWN))
    await write(terminal, `${detection.alertText(alert, ink)}\n`);
  if (report.alerts.length > MOST_SHOWN)
    await write(terminal, `${report.alerts.length - MOST_SHOWN} more alerts: --json shows all\n\n`);
  await write(terminal, detection.summaryText(report, ink));
  terminal.err(detection.problemsText(report, ink));
};
