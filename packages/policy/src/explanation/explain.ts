import { contextLookup } from '../context/context-lookup.ts';
import { lowerCase } from '../context/lower-case.ts';
import {
  decide,
  hasIdentity,
  isSameAccount,
  rcpsFor,
  scpsFor,
  sessionFor,
} from '../evaluation/decide.ts';
import { principalName } from '../evaluation/denied-message.ts';
import type { CompiledCondition, CompiledStatement } from '../evaluation/program.ts';
import { type Question, isAbout } from '../evaluation/statement-search.ts';
import type { AuthorizationRequest } from '../model.ts';
import type { Layer, NamedPolicy, OrganizationLevel, PolicySet } from '../policy-set.ts';
import type {
  ConditionExplanation,
  ElementExplanation,
  Explanation,
  LayerExplanation,
  StatementExplanation,
} from './explanation.ts';

/** Everything that `decide` looks at, with every statement and every comparison: to be read, not to be fast. */
export const explain = (request: AuthorizationRequest, policies: PolicySet): Explanation => {
  const { action, resource, principal } = request;
  const bounded = policies.boundary !== undefined && hasIdentity(principal);
  const question: Question = { request, action: lowerCase(action), bounded };
  const scps = scpsFor(principal, policies);
  const rcps = rcpsFor(principal, policies);
  const session = sessionFor(principal, policies);
  return {
    action,
    resource,
    principal: principalName(principal),
    decision: decide(request, policies),
    layers: [
      ...levels('rcp', rcps, policies.rcps, question),
      ...levels('scp', scps, policies.scps, question),
      ...single('endpoint', policies.endpoint, question),
      ...resourceLayer(policies, question),
      identityLayer(policies, question),
      ...single('boundary', policies.boundary, question),
      ...(session === undefined ? [] : [layer('session', session, question)]),
    ],
  };
};

const layer = (
  name: Layer,
  policies: readonly NamedPolicy[],
  question: Question,
  more: Pick<LayerExplanation, 'note' | 'targetId'> = {},
): LayerExplanation => {
  const explained = policies.map(({ id, policy }) => ({
    policyId: id,
    statements: policy.program.statements.map((statement) => explainStatement(statement, question)),
  }));
  const matched = explained.flatMap(({ statements }) =>
    statements.filter((found) => found.matched),
  );
  return { layer: name, ...more, outcome: outcomeOf(matched), policies: explained };
};

const outcomeOf = (matched: readonly StatementExplanation[]): LayerExplanation['outcome'] => {
  if (matched.some(({ effect }) => effect === 'Deny')) return 'explicit-deny';
  return matched.length > 0 ? 'allow' : 'no-allow';
};

const notApplicable = (name: Layer, note: string): LayerExplanation => ({
  layer: name,
  outcome: 'not-applicable',
  note,
  policies: [],
});

const levels = (
  name: 'scp' | 'rcp',
  binding: readonly OrganizationLevel[] | undefined,
  attached: readonly OrganizationLevel[] | undefined,
  question: Question,
): readonly LayerExplanation[] => {
  if (attached === undefined) return [];
  if (binding === undefined) return [notApplicable(name, 'does not bind this kind of principal')];
  return binding.map(({ targetId, policies }) => layer(name, policies, question, { targetId }));
};

const single = (
  name: 'endpoint' | 'boundary',
  attached: NamedPolicy | undefined,
  question: Question,
): readonly LayerExplanation[] => {
  if (attached === undefined) return [];
  if (name === 'boundary' && !question.bounded) {
    return [notApplicable(name, 'does not bind this kind of principal')];
  }
  return [layer(name, [attached], question)];
};

const grantNote = ({ id, delegates, toRole }: NonNullable<PolicySet['grant']>): string => {
  if (delegates === true)
    return `the grant ${id} permits the action to the account, whose own policies must allow it too`;
  return toRole === true
    ? `the grant ${id} permits the action to the role, whose boundary and session policies must allow it too`
    : `the grant ${id} permits the action`;
};

const resourceLayer = (
  { resource, resourceKind = 'delegates', grant }: PolicySet,
  question: Question,
): readonly LayerExplanation[] => {
  const sameAccount = isSameAccount(question.request);
  const notes = [
    ...(grant === undefined ? [] : [grantNote(grant)]),
    ...(sameAccount ? [] : ['the resource is in another account: its policy must allow, too']),
    ...(resourceKind === 'kms' ? ['a key policy must allow or delegate to the account'] : []),
    ...(resourceKind === 'trust'
      ? ['a role trust policy must allow or delegate to the account']
      : []),
  ];
  const note = notes.length === 0 ? {} : { note: notes.join('; ') };
  if (resource !== undefined) return [layer('resource', [resource], question, note)];
  if (notes.length === 0) return [];
  return [{ ...layer('resource', [], question, note), outcome: 'no-allow' }];
};

const identityLayer = ({ identity }: PolicySet, question: Question): LayerExplanation => {
  const { principal } = question.request;
  if (principal.kind === 'root') {
    return {
      ...notApplicable('identity', 'the root user may do everything in its account'),
      outcome: 'allow',
    };
  }
  if (!hasIdentity(principal)) {
    return notApplicable('identity', 'this kind of principal has no identity-based policies');
  }
  return layer('identity', identity, question);
};

const explainStatement = (
  statement: CompiledStatement,
  question: Question,
): StatementExplanation => {
  const elements = explainElements(statement, question);
  const conditions = statement.conditions.map((condition) =>
    explainCondition(condition, question.request),
  );
  return {
    index: statement.index,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
    effect: statement.document.effect,
    matched: [...elements, ...conditions].every(({ matched }) => matched),
    elements,
    conditions,
  };
};

const explainElements = (
  { document, principal, coversAction, coversResource }: CompiledStatement,
  { request, action, bounded }: Question,
): readonly ElementExplanation[] => [
  ...(document.principal === undefined || principal === undefined
    ? []
    : [
        {
          element: document.principal.element,
          expected: document.principal.principals.map(({ type, value }) => `${type}:${value}`),
          actual: principalName(request.principal),
          matched: isAbout(principal, request.principal, bounded),
        },
      ]),
  {
    element: document.action.element,
    expected: document.action.values,
    actual: request.action,
    matched: coversAction(action),
  },
  ...(document.resource === undefined
    ? []
    : [
        {
          element: document.resource.element,
          expected: document.resource.values,
          actual: request.resource,
          matched: coversResource(request),
        },
      ]),
];

const explainCondition = (
  { document, test, expected }: CompiledCondition,
  request: AuthorizationRequest,
): ConditionExplanation => {
  const actual = contextLookup(document.key)(request);
  return {
    operator: document.operator,
    key: document.key,
    expected: expected(request),
    actual: typeof actual === 'string' ? [actual] : actual,
    matched: test(request),
  };
};
