import type { JsonNode, Member, ObjectNode, Place, ScalarNode, StringNode } from './json-tree.ts';
import { type Operator, parseOperator } from './operator.ts';

export type ValidatedPolicyType =
  | 'IDENTITY_POLICY'
  | 'RESOURCE_POLICY'
  | 'SERVICE_CONTROL_POLICY'
  | 'RESOURCE_CONTROL_POLICY';

/** What could be read of a policy. Whatever has the wrong form is left out here and reported by the structure rules. */
export interface PolicyView {
  readonly text: string;
  readonly type: ValidatedPolicyType;
  readonly resourceType: string | undefined;
  /** It is, or looks like, the trust policy of a role. */
  readonly trust: boolean;
  readonly root: ObjectNode;
  /** Variables are known since this version. */
  readonly version: StringNode | undefined;
  readonly statements: readonly StatementView[];
}

export interface StatementView {
  readonly node: ObjectNode;
  readonly sid: StringNode | undefined;
  readonly effect: 'Allow' | 'Deny' | undefined;
  readonly actions: ListView<'Action' | 'NotAction'> | undefined;
  readonly resources: ListView<'Resource' | 'NotResource'> | undefined;
  readonly principals: PrincipalView | undefined;
  readonly conditions: readonly ConditionView[];
}

interface ListView<Name extends string> {
  readonly element: Name;
  readonly node: JsonNode;
  readonly values: readonly StringNode[];
}

export interface PrincipalView {
  readonly element: 'Principal' | 'NotPrincipal';
  readonly node: JsonNode;
  /** `"Principal": "*"` */
  readonly everyone: boolean;
  readonly entries: readonly { readonly type: string; readonly node: StringNode }[];
}

export interface ConditionView {
  readonly operatorText: string;
  readonly operator: Operator | undefined;
  readonly key: string;
  /** `key` in lower case: names of condition keys ignore case. */
  readonly lowerKey: string;
  /** Where the key's name stands. */
  readonly keyPlace: Place;
  readonly node: JsonNode;
  readonly values: readonly (StringNode | ScalarNode)[];
}

/** The first member of a name; JSON that repeats a name is reported elsewhere. */
export const member = (node: ObjectNode, name: string): Member | undefined =>
  node.members.find((candidate) => candidate.name === name);

export const objectMembers = (node: JsonNode | undefined): readonly Member[] =>
  node?.kind === 'object' ? node.members : [];

/** IAM takes one value or a list wherever it takes several. */
export const oneOrMany = (node: JsonNode): readonly JsonNode[] =>
  node.kind === 'array' ? node.items : [node];

const stringMember = (node: ObjectNode, name: string): StringNode | undefined => {
  const value = member(node, name)?.value;
  return value?.kind === 'string' ? value : undefined;
};

export const readDocument = (
  text: string,
  root: ObjectNode,
  type: ValidatedPolicyType,
  resourceType: string | undefined,
): PolicyView => {
  const statement = member(root, 'Statement')?.value;
  const statements = (statement === undefined ? [] : oneOrMany(statement)).flatMap((node) =>
    node.kind === 'object' ? [readStatement(node)] : [],
  );
  const version = stringMember(root, 'Version');
  const trust =
    resourceType === TRUST || (type === 'RESOURCE_POLICY' && looksLikeTrust(statements));
  return { text, type, resourceType, trust, root, version, statements };
};

export const TRUST = 'AWS::IAM::AssumeRolePolicyDocument';

/** Only a trust policy has nothing but STS actions and no resource. */
const looksLikeTrust = (statements: readonly StatementView[]): boolean =>
  statements.length > 0 &&
  statements.every(
    ({ actions, resources, node }) =>
      resources === undefined &&
      member(node, 'Principal') !== undefined &&
      actions !== undefined &&
      actions.values.length > 0 &&
      actions.values.every(({ value }) => value.toLowerCase().startsWith('sts:')),
  );

const readStatement = (node: ObjectNode): StatementView => {
  const effect = stringMember(node, 'Effect')?.value;
  return {
    node,
    sid: stringMember(node, 'Sid'),
    effect: effect === 'Allow' || effect === 'Deny' ? effect : undefined,
    actions: readList(node, ['Action', 'NotAction']),
    resources: readList(node, ['Resource', 'NotResource']),
    principals: readPrincipals(node),
    conditions: objectMembers(member(node, 'Condition')?.value).flatMap(readOperator),
  };
};

const readList = <Name extends string>(
  statement: ObjectNode,
  names: readonly [Name, Name],
): ListView<Name> | undefined => {
  for (const element of names) {
    const node = member(statement, element)?.value;
    if (node === undefined) continue;
    const values = oneOrMany(node).flatMap((value) => (value.kind === 'string' ? [value] : []));
    return { element, node, values };
  }
  return undefined;
};

const readPrincipals = (statement: ObjectNode): PrincipalView | undefined => {
  for (const element of ['Principal', 'NotPrincipal'] as const) {
    const node = member(statement, element)?.value;
    if (node === undefined) continue;
    const entries = objectMembers(node).flatMap(({ name, value }) =>
      oneOrMany(value).flatMap((item) =>
        item.kind === 'string' ? [{ type: name, node: item }] : [],
      ),
    );
    return { element, node, everyone: node.kind === 'string' && node.value === '*', entries };
  }
  return undefined;
};

const readOperator = ({ name, value }: Member): readonly ConditionView[] =>
  objectMembers(value).map((key) => ({
    operatorText: name,
    operator: parseOperator(name),
    key: key.name,
    lowerKey: key.name.toLowerCase(),
    keyPlace: key.place,
    node: key.value,
    values: oneOrMany(key.value).filter(
      (item): item is StringNode | ScalarNode =>
        item.kind !== 'array' && item.kind !== 'object' && item.kind !== 'null',
    ),
  }));

/** A condition value as it is compared: JSON booleans and numbers stand for their text. */
export const valueText = (node: StringNode | ScalarNode): string => String(node.value);

export const hasWildcard = (text: string): boolean => text.includes('*') || text.includes('?');

export const hasVariable = (text: string): boolean => text.includes('${');
