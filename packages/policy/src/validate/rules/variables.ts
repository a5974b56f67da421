import { hasVariable, oneOrMany, type PolicyView, type StatementView } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import { type JsonNode, type StringNode, substring } from '../json-tree.ts';
import type { StatementRule } from '../rule.ts';

/** IAM User Guide, "IAM policy elements: Variables and tags". */
export const variableProblems: StatementRule = (statement, policy) => [
  ...(statement.resources?.values ?? []).flatMap((node) => inText(node, policy)),
  ...inConditions(statement, policy),
  ...elsewhere(statement),
];

const inConditions = ({ conditions }: StatementView, policy: PolicyView): readonly Problem[] =>
  conditions.flatMap(({ operator, values }) =>
    values.flatMap((node) => {
      if (node.kind !== 'string' || !hasVariable(node.value)) return [];
      const { family } = operator ?? {};
      if (family === undefined) return [];
      return family === 'String' || family === 'Arn'
        ? inText(node, policy)
        : [problem('INVALID_VARIABLE_FOR_OPERATOR', node)];
    }),
  );

const inText = (node: StringNode, { version }: PolicyView): readonly Problem[] => {
  if (!hasVariable(node.value)) return [];
  if (version === undefined || version.value === '2008-10-17')
    return [problem('VARIABLE_UNSUPPORTED_IN_VERSION', node)];
  const found: Problem[] = [];
  let from = 0;
  for (;;) {
    const start = node.value.indexOf('${', from);
    if (start < 0) return found;
    const end = closingBrace(node.value, start + 2);
    if (end < 0) {
      const place = substring(node, start, node.value.length - start);
      return [...found, problem('MISSING_BRACE_IN_VARIABLE', place)];
    }
    const issue = faultIn(node.value.slice(start + 2, end));
    if (issue !== undefined) found.push(problem(issue, substring(node, start, end + 1 - start)));
    from = end + 1;
  }
};

/** A default value is quoted, and may itself hold a brace. */
const closingBrace = (text: string, from: number): number => {
  const brace = text.indexOf('}', from);
  // Only this far: a search to the end, for each variable of many, would take the square of the length.
  const offset = text.slice(from, Math.max(from, brace)).indexOf("'");
  if (offset < 0) return brace;
  const quote = from + offset;
  const unquote = text.indexOf("'", quote + 1);
  return unquote < 0 ? brace : text.indexOf('}', unquote);
};

const faultIn = (inside: string) => {
  if (inside.trim() === '') return 'EMPTY_VARIABLE';
  if (inside === '*' || inside === '?' || inside === '$') return undefined;
  const comma = inside.indexOf(',');
  const name = comma < 0 ? inside : inside.slice(0, comma);
  if (name.includes(' ')) return 'UNSUPPORTED_SPACE_IN_VARIABLE';
  if (comma < 0) return undefined;
  const fallback = inside.slice(comma + 1).trim();
  const quoted = fallback.length >= 2 && fallback.startsWith("'") && fallback.endsWith("'");
  return quoted ? undefined : 'MISSING_QUOTE_IN_VARIABLE';
};

/** Actions and principals, where `${…}` is only text. */
const elsewhere = ({ actions, principals }: StatementView): readonly Problem[] => {
  const nodes: readonly JsonNode[] = [
    ...(actions === undefined ? [] : oneOrMany(actions.node)),
    ...(principals?.entries ?? []).map(({ node }) => node),
  ];
  return nodes.flatMap((node) => {
    if (node.kind !== 'string' || !hasVariable(node.value)) return [];
    const start = node.value.indexOf('${');
    const end = node.value.indexOf('}', start);
    const variable = node.value.slice(start, end < 0 ? undefined : end + 1);
    return [problem('VARIABLE_UNSUPPORTED_IN_ELEMENT', node, { variable })];
  });
};
