import { resolve } from 'node:path';
import type * as DetectionPackage from '@gatehouse/detection';
import type {
  Engine,
  EngineSettings,
  Report,
  Scanned,
  ScanFilter,
  ScanSettings,
  Severity,
} from '@gatehouse/detection';
import { type Arguments, type Command, type ExitCode, FAILED, NO, YES } from '../command.ts';
import { Failure, UsageError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { counted } from '../words.ts';
import { createProgressLine } from './progress-line.ts';
import { explainRule, listRules } from './rules.ts';
import { engineSettings, instantOf, listOf, SEVERITY_NAMES } from './settings.ts';
import { show } from './show.ts';
import { fingerprintOf, statePath } from './state-file.ts';

type Detection = typeof DetectionPackage;

const filterOf = (given: Arguments): ScanFilter => ({
  since: instantOf('since', given.one('since')),
  until: instantOf('until', given.one('until')),
  accounts: new Set(listOf(given, 'account')),
  regions: new Set(listOf(given, 'region')),
});

const inputsOf = (given: Arguments, { folder }: Terminal): readonly string[] => {
  const { positionals } = given;
  if (positionals.length === 0)
    throw new UsageError('name a folder or file with CloudTrail logs, or - for standard input');
  if (positionals.includes('-') && positionals.length > 1)
    throw new UsageError('- is the only thing to read where it is named');
  return positionals[0] === '-' ? [] : positionals.map((path) => resolve(folder, path));
};

/** Bytes that there are to read, for the bar: counted only where somebody sees it. */
const totalOf = async (
  detection: Detection,
  inputs: readonly string[],
  { showsProgress }: Terminal,
): Promise<number | undefined> =>
  showsProgress !== true || inputs.length === 0 ? undefined : detection.bytesIn(inputs);

const stateOf = (
  inputs: readonly string[],
  given: Arguments,
  terminal: Terminal,
  settings: EngineSettings,
): ScanSettings['state'] => {
  if (inputs.length === 0 || given.flag('no-state')) return undefined;
  const options = ['since', 'until', 'params'].map((name) => given.one(name) ?? null);
  const lists = ['account', 'region', 'only', 'filter', 'suppress', 'rules'].map((name) =>
    given.many(name),
  );
  const { rules, behaviour } = settings;
  return {
    path: statePath(inputs, given, terminal),
    fingerprint: fingerprintOf([inputs, options, lists, rules, behaviour]),
  };
};

const streamOf = ({ inputBytes, input }: Terminal): AsyncIterable<Uint8Array> => {
  if (inputBytes !== undefined) return inputBytes();
  return (async function* whole() {
    yield Buffer.from(await input());
  })();
};

const scanAll = async (
  detection: Detection,
  engine: Engine,
  inputs: readonly string[],
  given: Arguments,
  terminal: Terminal,
  state: ScanSettings['state'],
): Promise<Scanned> => {
  const line = createProgressLine(terminal, await totalOf(detection, inputs, terminal));
  try {
    return await detection.scan({
      inputs,
      ...(inputs.length === 0 ? { stream: streamOf(terminal) } : {}),
      detection: engine.detection,
      memories: engine.memories,
      filter: filterOf(given),
      clock: terminal.clock,
      ...(state === undefined ? {} : { state }),
      onProgress: (progress) => line.show(progress),
      onResume: ({ totals, cursor }) => {
        line.resumed(totals);
        terminal.err(
          `Going on where an earlier scan stopped, in file ${cursor.files} after ${counted(totals.events, 'event', 'events')} (${state?.path ?? ''}; --restart begins anew)\n`,
        );
      },
    });
  } finally {
    line.clear();
  }
};

/** Nothing that was named can be read: that is no answer about it. */
const requireSomething = ({ totals, problems }: Scanned, inputs: readonly string[]): void => {
  const unreadable = problems.find(
    ({ kind, file }) => kind === 'unreadable' && inputs.includes(file),
  );
  if (unreadable !== undefined && totals.files === 0)
    throw new Failure(`${unreadable.file} cannot be read: ${unreadable.detail}`);
};

const exitCodeOf = (
  detection: Detection,
  report: Report,
  given: Arguments,
  failOn: Severity | 'NONE',
): ExitCode => {
  const isFound =
    failOn !== 'NONE' &&
    Object.entries(report.summary.bySeverity).some(
      ([severity, count]) =>
        count > 0 &&
        SEVERITY_NAMES.some((name) => name === severity && detection.isAtLeast(name, failOn)),
    );
  if (isFound) return NO;
  return given.flag('strict') && !report.complete ? FAILED : YES;
};

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const detection = await import('@gatehouse/detection');
  const settings = await engineSettings(detection, given, terminal);
  if (given.flag('list-rules')) return listRules(detection.rulesInUse(settings), given, terminal);
  const explained = given.one('explain');
  if (explained !== undefined)
    return explainRule(detection.rulesInUse(settings), explained, given, terminal);
  const minSeverity = given.choice('min-severity', SEVERITY_NAMES, 'LOW');
  const usual = detection.isAtLeast(minSeverity, 'MEDIUM') ? minSeverity : 'MEDIUM';
  const failOn = given.choice('fail-on', [...SEVERITY_NAMES, 'NONE' as const], usual);
  if (given.flag('json') && given.flag('jsonl'))
    throw new UsageError('--json and --jsonl exclude each other');
  const inputs = inputsOf(given, terminal);
  const state = stateOf(inputs, given, terminal, settings);
  if (given.flag('restart') && state !== undefined) await detection.removeCheckpoint(state.path);
  detection.keepSmall();
  const engine = detection.createEngine(settings);
  const scanned = await scanAll(detection, engine, inputs, given, terminal, state);
  requireSomething(scanned, inputs);
  if (scanned.totals.lastAt !== undefined) engine.finish(scanned.totals.lastAt);
  const { alerts } = engine.detection;
  const report = detection.createReport({
    inputs: inputs.length === 0 ? ['(stdin)'] : inputs,
    scanned,
    alerts: alerts.flush(),
    suppressed: alerts.suppressed(),
    losses: alerts.losses(),
    minSeverity,
  });
  await show(detection, report, given, terminal);
  return exitCodeOf(detection, report, given, failOn);
};

export const detect: Command = {
  name: 'detect',
  summary: 'Find attacks and unusual behaviour in exported CloudTrail logs, offline',
  usage: '[FOLDER|FILE|-]... [options]',
  options: {
    'min-severity': { value: 'SEVERITY', help: 'the least that is reported; default LOW' },
    'fail-on': {
      value: 'SEVERITY',
      help: 'exit with 1 for alerts from this severity on; default MEDIUM or --min-severity, if that is more; NONE: never',
    },
    since: { value: 'TIME', help: 'only events from this time or day on' },
    until: { value: 'TIME', help: 'only events before this time or day' },
    account: { value: 'ID', many: true, help: 'only events of this account' },
    region: { value: 'REGION', many: true, help: 'only events of this Region' },
    only: { value: 'RULE', many: true, help: 'only this rule; may hold *' },
    rules: { value: 'DIR', many: true, help: 'own rules and Sigma rules in this folder too' },
    params: { value: 'FILE', help: 'what is expected in this environment (JSON or YAML)' },
    suppress: { value: 'FILE', many: true, help: 'what is known and not wanted (JSON or YAML)' },
    filter: {
      value: 'PATTERN',
      many: true,
      help: 'alert on what this filter pattern of CloudWatch Logs matches',
    },
    'no-behaviour': { help: 'learn no baselines and tell nothing of what is unusual' },
    state: { value: 'FILE', help: 'where to note progress; default: a file in the cache folder' },
    'no-state': { help: 'note no progress' },
    restart: { help: 'do not go on where an earlier scan stopped' },
    strict: { help: 'exit with 3 when nothing was found and a file could not be read whole' },
    jsonl: { help: 'one line of JSON for each alert, then one for the rest' },
    'list-rules': { help: 'the rules in use, and no scan' },
    explain: { value: 'RULE', help: 'all that is known of a rule, and no scan' },
  },
  details: `
Reads what CloudTrail delivers to S3 (.json.gz, whatever the name) and what people make of it: lists, one record a line, LookupEvents
answers, EventBridge events, CloudWatch Logs exports, Elastic and Splunk exports. What cannot be read is said. Nothing leaves the
machine. docs/detect.md has the formats, the JSON and what is not found.
Exit code 0: no alert from --fail-on on; 1: such an alert; 2: wrong options; 3: nothing could be read.`,
  run,
};
