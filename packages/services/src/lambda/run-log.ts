import { type FunctionVersion, versionName } from './model.ts';
import type { FunctionRan, OutputLine } from './runtime.ts';

/** What a log is made of. */
interface Ran {
  readonly requestId: string;
  readonly version: FunctionVersion;
  readonly ran: FunctionRan;
}

const TAIL_BYTES = 4096;

const two = (value: number): string => value.toFixed(2);

const billed = ({ milliseconds, initMilliseconds = 0 }: FunctionRan): number =>
  Math.ceil(milliseconds + initMilliseconds);

const textReport = ({ requestId, version, ran }: Ran): string =>
  [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${two(ran.milliseconds)} ms`,
    `Billed Duration: ${billed(ran)} ms`,
    `Memory Size: ${version.configuration.memoryMegabytes} MB`,
    `Max Memory Used: ${ran.memoryUsedMegabytes} MB`,
    ...(ran.initMilliseconds === undefined
      ? []
      : [`Init Duration: ${two(ran.initMilliseconds)} ms`]),
    ...(ran.status === undefined ? [] : [`Status: ${ran.status}`]),
    '',
  ].join('\t');

const platform = (at: Date, type: string, record: object): OutputLine => ({
  at,
  message: JSON.stringify({ time: at.toISOString(), type: `platform.${type}`, record }),
});

const jsonLines = ({ requestId, version, ran }: Ran, end: Date): readonly OutputLine[] => [
  ...ran.linesBefore,
  platform(ran.begunAt, 'start', { requestId, version: versionName(version.number) }),
  ...ran.lines,
  platform(end, 'report', {
    requestId,
    metrics: {
      durationMs: Number(two(ran.milliseconds)),
      billedDurationMs: billed(ran),
      memorySizeMB: version.configuration.memoryMegabytes,
      maxMemoryUsedMB: ran.memoryUsedMegabytes,
      ...(ran.initMilliseconds === undefined
        ? {}
        : { initDurationMs: Number(two(ran.initMilliseconds)) }),
    },
    status: ran.status ?? (ran.failed ? 'error' : 'success'),
  }),
];

/** The lines of one run, as they stand in its log stream. */
export const logLines = (run: Ran, end: Date): readonly OutputLine[] => {
  const { requestId, version, ran } = run;
  if (version.configuration.logFormat === 'JSON') return jsonLines(run, end);
  return [
    ...ran.linesBefore,
    {
      at: ran.begunAt,
      message: `START RequestId: ${requestId} Version: ${versionName(version.number)}`,
    },
    ...ran.lines,
    { at: end, message: `END RequestId: ${requestId}` },
    { at: end, message: textReport(run) },
  ];
};

/** The last 4 KB of the log, as `LogType: Tail` answers them. */
export const logTail = (lines: readonly OutputLine[]): string => {
  const text = Buffer.from(lines.map(({ message }) => `${message}\n`).join(''));
  return text.subarray(Math.max(0, text.length - TAIL_BYTES)).toString('base64');
};
