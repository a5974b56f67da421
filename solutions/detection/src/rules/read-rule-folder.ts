import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readOwnRule } from './own/read-own-rule.ts';
import { type ReadRules, readRuleFiles, type RuleFile } from './sigma/import-sigma.ts';
import { readSigmaRule } from './sigma/read-sigma-rule.ts';

const MOST_FILES = 5000;
const LARGEST = 256 * 1024;
const MOST_DEPTH = 10;
const RULE_FILE = /\.ya?ml$/i;

/** Rules of Sigma have a detection, own ones a `when`. */
export const readRules = (files: readonly RuleFile[]): ReadRules =>
  readRuleFiles(files, (rule) =>
    rule.entries.has('when') ? readOwnRule(rule) : readSigmaRule(rule),
  );

/** The rules of a file or of a folder and those below it. Links are not followed. */
export const readRuleFolder = async (path: string): Promise<ReadRules> => {
  const names = (await stat(path)).isDirectory() ? await filesBelow(path, 0) : [path];
  const files: RuleFile[] = [];
  const problems: ReadRules['problems'][number][] = [];
  for (const name of names.slice(0, MOST_FILES)) {
    const shown = relative(path, name) || name;
    if ((await stat(name)).size > LARGEST)
      problems.push({ file: shown, line: 1, reason: 'The file is larger than 256 KiB.' });
    else files.push({ name: shown, text: await readFile(name, 'utf8') });
  }
  if (names.length > MOST_FILES)
    problems.push({ file: path, line: 1, reason: `Only the first ${MOST_FILES} files were read.` });
  const read = readRules(files);
  return { rules: read.rules, problems: [...problems, ...read.problems] };
};

const filesBelow = async (folder: string, depth: number): Promise<readonly string[]> => {
  if (depth > MOST_DEPTH) return [];
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (found.length > MOST_FILES) break;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesBelow(path, depth + 1)));
    else if (entry.isFile() && RULE_FILE.test(entry.name)) found.push(path);
  }
  return found;
};
