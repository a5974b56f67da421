import { lowerCase } from '../context/lower-case.ts';
import type {
  ConditionDocument,
  ListElement,
  StatementDocument,
} from '../language/policy-document.ts';
import { anyPatternTest, patternTest, wildcards } from '../matching/glob.ts';
import { parseTemplate } from '../matching/template.ts';
import { compileCondition } from './compile-condition.ts';
import { compilePrincipal } from './compile-principal.ts';
import type { CompiledStatement, RequestTest } from './program.ts';

export interface StatementOptions {
  /** Whether the policy's version knows variables. */
  readonly variables: boolean;
  readonly principalIds: ReadonlyMap<string, string>;
}

export const compileStatement = (
  document: StatementDocument,
  { variables, principalIds }: StatementOptions,
): CompiledStatement => {
  const { index, sid, effect, principal } = document;
  const allows = effect === 'Allow';
  const coversResource = resourceTest(document.resource, { variables, allows });
  const conditions = document.conditions.map((condition) =>
    compileCondition(condition, { variables, allows, demanded: isDemanded(condition, document) }),
  );
  return {
    document,
    index,
    sid,
    allows,
    principal: principal && compilePrincipal(principal, principalIds),
    coversAction: actionTest(document.action),
    coversResource,
    conditions,
    tests: [
      ...(coversEverything(document.resource) ? [] : [coversResource]),
      ...conditions.map(({ test }) => test),
    ],
  };
};

const isDemanded = ({ key }: ConditionDocument, { conditions }: StatementDocument): boolean =>
  conditions.some(
    ({ comparison, key: other, values }) =>
      comparison === 'Null' &&
      lowerCase(other) === lowerCase(key) &&
      values.every((value) => value.toLowerCase() === 'false'),
  );

const actionTest = ({
  element,
  values,
}: StatementDocument['action']): CompiledStatement['coversAction'] => {
  const covers = anyPatternTest(values.map((value) => wildcards(value.toLowerCase())));
  return element === 'Action' ? covers : (action) => !covers(action);
};

/** Without the element a statement is about the resource that its policy is attached to. */
const resourceTest = (
  resource: ListElement<'Resource' | 'NotResource'> | undefined,
  { variables, allows }: { readonly variables: boolean; readonly allows: boolean },
): RequestTest => {
  if (resource === undefined) return () => true;
  const templates = resource.values.map((value) =>
    parseTemplate(value, { variables, wildcards: true }),
  );
  const wanted = resource.element === 'Resource';
  const fixed = templates.flatMap((template) => template.fixed ?? []);
  const open = templates.filter((template) => template.fixed === undefined);
  const covers = fixed.length === 0 ? () => false : anyPatternTest(fixed);
  if (open.length === 0) return (request) => covers(request.resource) === wanted;
  return (request) => {
    let covered = covers(request.resource);
    for (const template of open) {
      const pattern = template.resolve(request);
      // A statement that allows is not to be trusted beyond what its variables say.
      if (pattern === undefined && allows) return false;
      covered ||= pattern !== undefined && patternTest(pattern)(request.resource);
    }
    return covered === wanted;
  };
};

const coversEverything = (resource: StatementDocument['resource']): boolean =>
  resource === undefined ||
  (resource.element === 'Resource' && resource.values.every((value) => value === '*'));
