import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { ImportRulesAnswer, RulesAnswer } from '@gatehouse/detection';
import { NO, YES } from '../command.ts';
import { Failure, messageOf, UsageError } from '../errors.ts';
import { printable } from '../terminal.ts';
import { trapCommand } from '../traps/place.ts';
import { counted, tableOf } from '../words.ts';

const MOST_FILES = 500;
const LARGEST = 262_144;
const MOST_DEPTH = 10;
const RULE_FILE = /\.ya?ml$/i;

const filesBelow = async (path: string, depth = 0): Promise<readonly string[]> => {
  if (!(await stat(path)).isDirectory()) return [path];
  if (depth > MOST_DEPTH) return [];
  const entries = await readdir(path, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() || (entry.isFile() && RULE_FILE.test(entry.name)))
      .map((entry) => filesBelow(join(path, entry.name), depth + 1)),
  );
  return found.flat();
};

const read = async (path: string): Promise<readonly { name: string; text: string }[]> => {
  try {
    const names = (await filesBelow(path)).toSorted();
    return await Promise.all(
      names.map(async (name) => {
        const text = await readFile(name, 'utf8');
        if (text.length > LARGEST) throw new Failure(`${name} is larger than 256 KiB`);
        return { name: relative(path, name) || name, text };
      }),
    );
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${path}: ${messageOf(error)}`, { cause: error });
  }
};

export const detectRules = trapCommand({
  name: 'detect rules',
  summary: 'Rules of live detection as they are set there',
  usage: '[options]',
  options: {},
  run: async (given, place) => {
    // The server answers by the types of @gatehouse/detection, of which both are built.
    const answer = (await place.ask('rules')) as unknown as RulesAnswer;
    if (given.flag('json')) place.terminal.out(`${JSON.stringify(answer)}\n`);
    else
      place.terminal.out(
        tableOf([
          ['RULE', 'SEVERITY', 'STATE', 'OPEN', 'TITLE'],
          ...answer.rules.map(({ id, severity, enabled, open, title }) => [
            id,
            severity,
            enabled ? 'on' : 'off',
            String(open),
            title,
          ]),
        ]),
      );
    return YES;
  },
});

export const detectRulesImport = trapCommand({
  name: 'detect rules import',
  summary: 'Put Sigma rules and own ones into live detection',
  usage: 'FILE|FOLDER... [options]',
  options: { 'dry-run': { help: 'only say what can be read' } },
  details: `
Needs securityhub:UpdateSecurityHubConfiguration in the account that administers Security Hub. A rule with the id of one that is there
replaces it. Exit code 1 when some of it cannot be read; the rest is kept.`,
  run: async (given, place) => {
    const { terminal } = place;
    if (given.positionals.length === 0) throw new UsageError('name files or folders with rules');
    const files = (
      await Promise.all(given.positionals.map((path) => read(resolve(terminal.folder, path))))
    ).flat();
    if (files.length === 0 || files.length > MOST_FILES)
      throw new Failure(`there are ${files.length} files; 1 to ${MOST_FILES} can be imported`);
    // As above.
    const { imported, problems } = (await place.ask('rules/import', {
      files,
      dryRun: given.flag('dry-run'),
    })) as unknown as ImportRulesAnswer;
    if (given.flag('json')) terminal.out(`${JSON.stringify({ imported, problems })}\n`);
    else {
      const what = given.flag('dry-run') ? 'can be imported' : 'imported';
      terminal.out(`${counted(imported.length, 'rule', 'rules')} ${what}\n`);
      for (const { file, line, reason } of problems)
        terminal.err(`${printable(`${file}:${line}: ${reason}`)}\n`);
    }
    return problems.length === 0 ? YES : NO;
  },
});
