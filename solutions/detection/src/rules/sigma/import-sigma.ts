import type { LoadedRule } from '../model.ts';
import { parseYaml, type RuleProblem, RuleRefusal } from '../yaml-tree.ts';
import { readSigmaRule } from './read-sigma-rule.ts';

export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

export interface ReadRules {
  readonly rules: readonly LoadedRule[];
  readonly problems: readonly RuleProblem[];
}

/** Rules of Sigma as they are; those that cannot be followed are problems, with the reason and the line. */
export const importSigma = (files: readonly RuleFile[]): ReadRules =>
  readRuleFiles(files, readSigmaRule);

type ReadRule = (
  rule: Extract<ReturnType<typeof parseYaml>[number], { kind: 'map' }>,
) => LoadedRule;

/** Each document of each file by itself: one that is wrong takes no other with it. */
export const readRuleFiles = (files: readonly RuleFile[], read: ReadRule): ReadRules => {
  const rules = new Map<string, LoadedRule>();
  const problems: RuleProblem[] = [];
  const guarded = (file: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof RuleRefusal)) throw error;
      problems.push({ file, line: error.line, reason: error.message });
    }
  };
  for (const { name, text } of files)
    guarded(name, () => {
      for (const tree of parseYaml(text))
        guarded(name, () => {
          if (tree.kind !== 'map') throw new RuleRefusal(tree.line, 'A rule is a map.');
          const rule = read(tree);
          if (rules.has(rule.spec.id))
            throw new RuleRefusal(tree.line, `Another rule has the id ${rule.spec.id}.`);
          rules.set(rule.spec.id, rule);
        });
    });
  return { rules: [...rules.values()], problems };
};
