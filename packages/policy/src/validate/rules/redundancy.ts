import { covers } from '../../access-check/glob-algebra.ts';
import { wildcards } from '../../matching/glob.ts';
import { hasVariable, hasWildcard } from '../document.ts';
import { problem } from '../issues.ts';
import type { JsonNode, StringNode } from '../json-tree.ts';
import type { PolicyRule, StatementRule } from '../rule.ts';

/** Values that others of the same list include. */
export const redundancyProblems: StatementRule = ({ actions, resources }) => {
  const extraActions = redundant(actions?.values ?? [], (text) => text.toLowerCase());
  const extraResources = redundant(resources?.values ?? [], (text) => text);
  const [action] = extraActions;
  return [
    ...(action === undefined
      ? []
      : [
          problem('REDUNDANT_ACTION', extraActions, {
            count: String(extraActions.length),
            action: action.value,
          }),
        ]),
    ...(extraResources.length === 0
      ? []
      : [problem('REDUNDANT_RESOURCE', extraResources, { count: String(extraResources.length) })]),
  ];
};

/** Comparisons beyond which a list is taken as it is: a policy of the maximum size must not keep the process busy. */
const MAX_COMPARISONS = 50_000;

const redundant = (
  nodes: readonly StringNode[],
  form: (text: string) => string,
): readonly StringNode[] => {
  const values = nodes.map((node) => {
    const text = form(node.value);
    return { node, text, pattern: wildcards(text) };
  });
  const general = values.filter(({ text }) => hasWildcard(text) && !hasVariable(text));
  const seen = new Set<string>();
  const compare = general.length * values.length <= MAX_COMPARISONS;
  return values
    .filter(({ text, pattern }) => {
      if (seen.has(text)) return true;
      seen.add(text);
      return (
        compare &&
        !hasVariable(text) &&
        general.some((other) => other.text !== text && covers(other.pattern, pattern))
      );
    })
    .map(({ node }) => node);
};

/** Statements that differ in nothing but their ids. */
export const redundantStatements: PolicyRule = ({ statements }) => {
  const groups = Map.groupBy(statements, ({ node }) => statementText(node));
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) =>
      problem(
        'REDUNDANT_STATEMENT',
        group.map(({ node }) => node),
      ),
    );
};

const statementText = (node: JsonNode): string => {
  if (node.kind === 'object') {
    const members = node.members
      .filter(({ name }) => name !== 'Sid')
      .map(({ name, value }) => `${JSON.stringify(name)}:${statementText(value)}`);
    return `{${members.toSorted().join(',')}}`;
  }
  // One value and a list of it mean the same, and the order of a list means nothing.
  const items = node.kind === 'array' ? node.items : [node];
  return `[${items
    .map((item) =>
      item.kind === 'object' || item.kind === 'array'
        ? statementText(item)
        : JSON.stringify(item.value),
    )
    .toSorted()
    .join(',')}]`;
};
