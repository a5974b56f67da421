import { member, objectMembers, type PolicyView } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import type { JsonNode, ObjectNode } from '../json-tree.ts';
import { parseOperator } from '../operator.ts';

const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const VERSIONS = ['2012-10-17', '2008-10-17'];
const PRINCIPAL_KEYS = new Set(['AWS', 'CanonicalUser', 'Federated', 'Service']);

/** IAM User Guide, "Grammar of the IAM JSON policy language". */
export const structureProblems = (policy: PolicyView): readonly Problem[] => {
  const { root } = policy;
  return [
    ...unknownElements(root, DOCUMENT_ELEMENTS),
    ...versionProblems(root),
    ...idProblems(root),
    ...statementListProblems(root),
    ...policy.statements.flatMap(({ node }) => statementProblems(node, policy)),
  ];
};

const unknownElements = (node: ObjectNode, known: ReadonlySet<string>): readonly Problem[] =>
  node.members
    .filter(({ name }) => !known.has(name))
    .map(({ name, place }) => problem('INVALID_POLICY_ELEMENT', place, { element: name }));

const mismatch = (node: JsonNode, dataType: string): Problem =>
  problem('DATA_TYPE_MISMATCH', node, { dataType });

const versionProblems = (root: ObjectNode): readonly Problem[] => {
  const version = member(root, 'Version')?.value;
  if (version === undefined) return [problem('MISSING_VERSION', root)];
  if (version.kind !== 'string') return [mismatch(version, 'String')];
  if (VERSIONS.includes(version.value)) return [];
  const words = { version: version.value, versions: `[${VERSIONS.join(', ')}]` };
  return [problem('INVALID_VERSION', version, words)];
};

const idProblems = (root: ObjectNode): readonly Problem[] => {
  const id = member(root, 'Id')?.value;
  return id === undefined || id.kind === 'string' ? [] : [mismatch(id, 'String')];
};

const statementListProblems = (root: ObjectNode): readonly Problem[] => {
  const statement = member(root, 'Statement')?.value;
  if (statement === undefined) return [problem('MISSING_STATEMENT', root)];
  if (statement.kind === 'object') return [];
  if (statement.kind !== 'array') return [mismatch(statement, 'Object')];
  if (statement.items.length === 0) return [problem('MISSING_STATEMENT', statement)];
  return statement.items
    .filter(({ kind }) => kind !== 'object')
    .map((item) => mismatch(item, 'Object'));
};

const statementProblems = (node: ObjectNode, policy: PolicyView): readonly Problem[] => [
  ...unknownElements(node, STATEMENT_ELEMENTS),
  ...combinationProblems(node),
  ...effectProblems(node),
  ...missingElements(node, policy),
  ...sidTypeProblems(node),
  ...listTypeProblems(node),
  ...principalTypeProblems(node, policy),
  ...conditionTypeProblems(node),
];

const combinationProblems = (node: ObjectNode): readonly Problem[] =>
  (
    [
      ['Action', 'NotAction'],
      ['Resource', 'NotResource'],
      ['Principal', 'NotPrincipal'],
    ] as const
  ).flatMap(([element1, element2]) => {
    const first = member(node, element1);
    const second = member(node, element2);
    if (first === undefined || second === undefined) return [];
    const places = [first.place, second.place];
    return [problem('UNSUPPORTED_ELEMENT_COMBINATION', places, { element1, element2 })];
  });

const effectProblems = (node: ObjectNode): readonly Problem[] => {
  const effect = member(node, 'Effect')?.value;
  if (effect === undefined) return [problem('MISSING_EFFECT', node)];
  if (effect.kind !== 'string') return [mismatch(effect, 'String')];
  if (effect.value === 'Allow' || effect.value === 'Deny') return [];
  return [problem('INVALID_EFFECT', effect, { effect: effect.value })];
};

const missingElements = (node: ObjectNode, policy: PolicyView): readonly Problem[] => {
  const lacks = (...names: readonly string[]): boolean =>
    names.every((name) => member(node, name) === undefined);
  const found: Problem[] = [];
  if (lacks('Action', 'NotAction')) found.push(problem('MISSING_ACTION', node));
  if (!policy.trust && lacks('Resource', 'NotResource'))
    found.push(problem('MISSING_RESOURCE', node));
  const named = policy.type === 'RESOURCE_POLICY' || policy.type === 'RESOURCE_CONTROL_POLICY';
  if (named && lacks('Principal', 'NotPrincipal')) found.push(problem('MISSING_PRINCIPAL', node));
  return found;
};

const sidTypeProblems = (node: ObjectNode): readonly Problem[] => {
  const sid = member(node, 'Sid')?.value;
  return sid === undefined || sid.kind === 'string' ? [] : [mismatch(sid, 'String')];
};

/** Strings, or lists of them. */
const listTypeProblems = (node: ObjectNode): readonly Problem[] =>
  ['Action', 'NotAction', 'Resource', 'NotResource'].flatMap((name) => {
    const value = member(node, name)?.value;
    return value === undefined ? [] : notStrings(value);
  });

const notStrings = (value: JsonNode): readonly Problem[] => {
  const items = value.kind === 'array' ? value.items : [value];
  return items.filter(({ kind }) => kind !== 'string').map((item) => mismatch(item, 'String'));
};

const principalTypeProblems = (node: ObjectNode, policy: PolicyView): readonly Problem[] => {
  if (policy.type === 'IDENTITY_POLICY' || policy.type === 'SERVICE_CONTROL_POLICY') return [];
  return ['Principal', 'NotPrincipal'].flatMap((name) => {
    const value = member(node, name)?.value;
    if (value === undefined || (value.kind === 'string' && value.value === '*')) return [];
    if (value.kind !== 'object') return [problem('INVALID_PRINCIPAL_FORMAT', value)];
    return value.members.flatMap((entry) =>
      PRINCIPAL_KEYS.has(entry.name)
        ? notStrings(entry.value)
        : [problem('INVALID_PRINCIPAL_KEY', entry.place, { key: entry.name })],
    );
  });
};

const conditionTypeProblems = (node: ObjectNode): readonly Problem[] => {
  const condition = member(node, 'Condition')?.value;
  if (condition === undefined) return [];
  if (condition.kind !== 'object') return [mismatch(condition, 'Object')];
  if (condition.members.length === 0) return [problem('EMPTY_OBJECT_CONDITION', condition)];
  return condition.members.flatMap(({ name, place, value }) => {
    const operator = parseOperator(name);
    const found: Problem[] = [];
    if (operator === undefined)
      found.push(problem('INVALID_CONDITION_OPERATOR', place, { operator: name }));
    if (operator?.family === 'Null' && operator.ifExists)
      found.push(problem('NULL_WITH_IF_EXISTS', place));
    if (operator?.family === 'Null' && operator.set !== undefined)
      found.push(problem('NULL_WITH_QUALIFIER', place));
    if (value.kind !== 'object') return [...found, mismatch(value, 'Object')];
    if (value.members.length === 0) found.push(problem('EMPTY_OBJECT_CONDITION', value));
    return [
      ...found,
      ...duplicateKeys(value),
      ...value.members.flatMap((key) => valueTypes(key.value)),
    ];
  });
};

const duplicateKeys = (block: ObjectNode): readonly Problem[] => {
  const seen = new Map<string, string>();
  return objectMembers(block).flatMap(({ name, place }) => {
    const earlier = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    if (earlier === undefined || earlier === name) return [];
    return [problem('DUPLICATE_KEYS_WITH_DIFFERENT_CASE', place, { key: name })];
  });
};

const valueTypes = (value: JsonNode): readonly Problem[] => {
  const items = value.kind === 'array' ? value.items : [value];
  const wrong = items.filter(
    ({ kind }) => kind === 'object' || kind === 'array' || kind === 'null',
  );
  if (wrong.length > 0) return wrong.map((item) => mismatch(item, 'String'));
  const kinds = new Set(items.map(({ kind }) => kind));
  return kinds.size > 1 ? [problem('INVALID_CONDITION_DATA_TYPE', value)] : [];
};
