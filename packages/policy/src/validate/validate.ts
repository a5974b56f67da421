import { type PolicyView, readDocument, type ValidatedPolicyType } from './document.ts';
import type { Finding } from './finding.ts';
import { detailsOf, ISSUES, type Problem, problem } from './issues.ts';
import { locator, parseJson, type Place } from './json-tree.ts';
import { gatherKnowledge } from './knowledge.ts';
import { POLICY_RULES, STATEMENT_RULES } from './rules/index.ts';
import { structureProblems } from './rules/structure.ts';

export interface ValidationOptions {
  readonly type: ValidatedPolicyType;
  /** CloudFormation name of what the policy is attached to: `AWS::S3::Bucket`. Only for resource policies. */
  readonly validatePolicyResourceType?: string | undefined;
  /** The findings are in English, whatever the locale. */
  readonly locale?: string | undefined;
}

/**
 * What IAM Access Analyzer's ValidatePolicy reports, as far as the text and the catalog of actions can tell:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 * In the order of the text. Whatever the text is, this answers.
 */
export const validatePolicy = async (
  document: string,
  { type, validatePolicyResourceType }: ValidationOptions,
): Promise<readonly Finding[]> => {
  const parsed = parseJson(document);
  const present = presenter(document);
  if (!parsed.ok) return [present(syntaxError(document, parsed.place))];
  const { root } = parsed;
  if (root.kind !== 'object')
    return [present(problem('DATA_TYPE_MISMATCH', root, { dataType: 'Object' }))];

  const policy = readDocument(document, root, type, validatePolicyResourceType);
  const repeated = repeatedNames(document, root);
  const problems = [...repeated, ...structureProblems(policy), ...(await ruleProblems(policy))];
  return problems.toSorted(inTextOrder).map(present);
};

/** Characters that rules look at before others get their turn: some milliseconds. */
const CHARACTERS_AT_ONCE = 16_384;

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** What all rules find. A policy of the maximum size takes long, so it lets the process serve others in between. */
const ruleProblems = async (policy: PolicyView): Promise<readonly Problem[]> => {
  const knowledge = await gatherKnowledge(policy);
  const { length } = policy.text;
  const parts = [
    ...POLICY_RULES.map((rule) => ({ length, find: () => rule(policy, knowledge) })),
    ...policy.statements.flatMap((statement) =>
      STATEMENT_RULES.map((rule) => ({
        length: statement.node.end - statement.node.start,
        find: () => rule(statement, policy, knowledge),
      })),
    ),
  ];
  const found: Problem[] = [];
  let looked = 0;
  for (const part of parts) {
    for (const one of part.find()) found.push(one);
    looked += part.length;
    if (looked < CHARACTERS_AT_ONCE) continue;
    looked = 0;
    await turn();
  }
  return found;
};

const presenter = (text: string): ((found: Problem) => Finding) => {
  const locate = locator(text);
  return ({ issue, at, words }) => {
    const known = ISSUES.get(issue);
    if (known === undefined) throw new Error(`no text is known for the issue ${issue}`);
    return {
      findingDetails: detailsOf(known.message, words),
      findingType: known.type,
      issueCode: issue,
      learnMoreLink: known.link,
      locations: at.map(locate),
    };
  };
};

const syntaxError = (text: string, place: Place): Problem => {
  const { line, column, offset } = locator(text)(place).span.start;
  const words = { index: String(offset), line: String(line), column: String(column) };
  return problem('JSON_SYNTAX_ERROR', place, words);
};

/** JSON itself lets a name repeat, and readers then disagree about which value counts; IAM takes no such policy. */
const repeatedNames = (text: string, root: PolicyView['root']): readonly Problem[] => {
  const found: Problem[] = [];
  const pending: PolicyView['root']['members'][number]['value'][] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === 'array') pending.push(...node.items);
    if (node.kind !== 'object') continue;
    const seen = new Set<string>();
    for (const { name, place, value } of node.members) {
      if (seen.has(name)) found.push(syntaxError(text, place));
      seen.add(name);
      pending.push(value);
    }
  }
  return found;
};

const inTextOrder = (left: Problem, right: Problem): number =>
  (left.at[0]?.start ?? 0) - (right.at[0]?.start ?? 0) || (left.issue < right.issue ? -1 : 1);
