import { resolve } from 'node:path';
import type * as DetectionPackage from '@gatehouse/detection';
import type { EngineSettings, Severity } from '@gatehouse/detection';
import type { Arguments } from '../command.ts';
import { Failure, messageOf, UsageError } from '../errors.ts';
import { readText } from '../files.ts';
import { printable, type Terminal } from '../terminal.ts';

type Detection = typeof DetectionPackage;

/** A time or a day. @throws UsageError */
export const instantOf = (option: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.test(
    text,
  );
  const at = isDay || isTime ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(
      `--${option} is a time such as 2026-11-25 or 2026-11-25T14:30:00Z; not "${text}"`,
    );
  return at;
};

/** All values of an option that may be repeated and may hold several, `a,b`. */
export const listOf = (given: Arguments, option: string): readonly string[] =>
  given.many(option).flatMap((text) => text.split(',').filter((one) => one !== ''));

const documentOf = async (
  detection: Detection,
  option: string,
  file: string,
  terminal: Terminal,
): Promise<unknown> => {
  const text = await readText(file, terminal);
  try {
    return detection.readDocument(text);
  } catch (error) {
    throw new UsageError(`--${option} ${file}: ${messageOf(error)}`, { cause: error });
  }
};

const suppressionsOf = async (
  detection: Detection,
  given: Arguments,
  terminal: Terminal,
): Promise<EngineSettings['suppressions']> => {
  const files = given.many('suppress');
  const all = await Promise.all(
    files.map(async (file) => {
      const document = await documentOf(detection, 'suppress', file, terminal);
      try {
        return detection.readSuppressions(document);
      } catch (error) {
        if (!(error instanceof detection.SuppressionProblem)) throw error;
        throw new UsageError(`--suppress ${file}: ${error.message}`, { cause: error });
      }
    }),
  );
  return all.flat();
};

/** What the options say of what to look for. @throws UsageError */
export const engineSettings = async (
  detection: Detection,
  given: Arguments,
  terminal: Terminal,
): Promise<EngineSettings> => {
  const params = given.one('params');
  const document =
    params === undefined ? {} : await documentOf(detection, 'params', params, terminal);
  try {
    return detection.readEngineSettings({
      document,
      rules: await rulesIn(detection, given, terminal),
      filters: given.many('filter'),
      only: listOf(given, 'only'),
      behaviour: !given.flag('no-behaviour'),
      suppressions: await suppressionsOf(detection, given, terminal),
    });
  } catch (error) {
    if (error instanceof detection.SettingsProblem)
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
};

/** Own rules and rules of Sigma. What is no rule is said and left out. */
const rulesIn = async (
  detection: Detection,
  given: Arguments,
  terminal: Terminal,
): Promise<Parameters<Detection['readEngineSettings']>[0]['rules']> => {
  const read = await Promise.all(
    given.many('rules').map(async (folder) => {
      try {
        return await detection.readRuleFolder(resolve(terminal.folder, folder));
      } catch (error) {
        throw new Failure(`--rules ${folder}: ${messageOf(error)}`, { cause: error });
      }
    }),
  );
  for (const { file, line, reason } of read.flatMap(({ problems }) => problems))
    terminal.err(`${printable(`${file}:${line}: ${reason}`)}\n`);
  return read.flatMap(({ rules }) => rules);
};

export const SEVERITY_NAMES: readonly Severity[] = [
  'INFORMATIONAL',
  'LOW',
  'MEDIUM',
  'HIGH',
  'CRITICAL',
];
