import type { Layer } from '../policy-set.ts';
import type {
  ConditionExplanation,
  ElementExplanation,
  Explanation,
  LayerExplanation,
  StatementExplanation,
} from './explanation.ts';

const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  identity: 'identity-based policies',
  resource: 'resource-based policy',
  boundary: 'permissions boundary',
  session: 'session policies',
  scp: 'service control policies',
  rcp: 'resource control policies',
  endpoint: 'VPC endpoint policy',
};

/** An explanation as lines of text, the decision first. */
export const renderExplanation = (explanation: Explanation): string =>
  [
    `${explanation.decision.allowed ? 'ALLOWED' : 'DENIED'} ${explanation.action}`,
    `  principal ${explanation.principal}`,
    `  resource  ${explanation.resource}`,
    `  ${summary(explanation)}`,
    '',
    ...explanation.layers.flatMap(layerLines),
  ].join('\n');

const summary = ({ decision }: Explanation): string => {
  if (decision.allowed) {
    const by = decision.by.map(
      ({ layer, policyId, index, sid }) => `${layer} ${policyId} ${statementName(index, sid)}`,
    );
    return by.length === 0 ? 'allowed as the root user' : `allowed by ${by.join(', ')}`;
  }
  const where = `${LAYER_NAMES[decision.layer]}${decision.targetId === undefined ? '' : ` of ${decision.targetId}`}`;
  const [by] = decision.by;
  if (decision.because === 'no-allow' || by === undefined)
    return `nothing allows it in the ${where}`;
  return `denied by ${by.policyId} ${statementName(by.index, by.sid)} in the ${where}`;
};

const statementName = (index: number, sid: string | undefined): string =>
  sid === undefined ? `[${index}]` : `[${index}] ${sid}`;

const layerLines = ({
  layer,
  targetId,
  outcome,
  note,
  policies,
}: LayerExplanation): readonly string[] => [
  `${LAYER_NAMES[layer]}${targetId === undefined ? '' : ` of ${targetId}`}: ${outcome}${note === undefined ? '' : ` (${note})`}`,
  ...policies.flatMap(({ policyId, statements }) => [
    `  ${policyId}`,
    ...statements.flatMap(statementLines),
  ]),
];

const statementLines = (statement: StatementExplanation): readonly string[] => [
  `    ${statementName(statement.index, statement.sid)} ${statement.effect} ${statement.matched ? 'matches' : 'does not match'}`,
  ...statement.elements.map(elementLine),
  ...statement.conditions.map(conditionLine),
];

const mark = (matched: boolean): string => (matched ? '+' : '-');

const elementLine = ({ element, expected, actual, matched }: ElementExplanation): string =>
  `      ${mark(matched)} ${element} ${listed(expected)} : ${actual}`;

const conditionLine = ({
  operator,
  key,
  expected,
  actual,
  matched,
}: ConditionExplanation): string =>
  `      ${mark(matched)} ${operator} ${key} ${listed(expected)} : ${actual === undefined ? '(absent)' : listed(actual)}`;

const listed = (values: readonly string[]): string => `[${values.join(', ')}]`;
