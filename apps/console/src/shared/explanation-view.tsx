import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';
import type {
  ConditionExplanation,
  Explanation,
  LayerExplanation,
  StatementExplanation,
} from '../api/api-error.ts';

const LAYERS: Readonly<Record<string, string>> = {
  rcp: 'Resource control policies',
  scp: 'Service control policies',
  endpoint: 'VPC endpoint policy',
  resource: 'Resource policy',
  identity: 'Identity policies',
  boundary: 'Permissions boundary',
  session: 'Session policies',
};

export const layerName = (layer: string): string => LAYERS[layer] ?? layer;

const OUTCOMES: Readonly<
  Record<LayerExplanation['outcome'], readonly [StatusIndicatorProps.Type, string]>
> = {
  'explicit-deny': ['error', 'denies'],
  allow: ['success', 'allow'],
  'no-allow': ['warning', 'do not allow'],
  'not-applicable': ['info', 'do not apply'],
};

const list = (values: readonly string[]): string => values.join(', ');

const conditionText = ({ operator, key, expected, actual }: ConditionExplanation): string =>
  actual === undefined
    ? `${operator}: ${key} must be ${list(expected) || '(nothing)'}, and the request has no ${key}`
    : `${operator}: ${key} must be ${list(expected) || '(nothing)'}, and is ${list(actual)}`;

const Check = ({ ok, children }: { readonly ok: boolean; readonly children: string }) => (
  <li>
    <StatusIndicator type={ok ? 'success' : 'error'}>{children}</StatusIndicator>
  </li>
);

const Statement = ({ statement }: { readonly statement: StatementExplanation }) => {
  const { sid, index, effect, matched, elements, conditions } = statement;
  const failed = elements.filter((element) => !element.matched);
  return (
    <div>
      <Box variant="strong">
        {sid ?? `Statement ${index + 1}`} ({effect === 'Allow' ? 'allows' : 'denies'})
      </Box>{' '}
      <Box variant="span" color="text-body-secondary">
        {matched ? 'applies to this request' : 'does not apply to this request'}
      </Box>
      <ul className="gh-checks">
        {failed.map(({ element, expected, actual }) => (
          <Check key={element} ok={false}>
            {`${element}: ${list(expected)}, and the request is for ${actual ?? 'none'}`}
          </Check>
        ))}
        {conditions.map((condition) => (
          <Check key={`${condition.operator} ${condition.key}`} ok={condition.matched}>
            {conditionText(condition)}
          </Check>
        ))}
      </ul>
    </div>
  );
};

const Layer = ({ layer }: { readonly layer: LayerExplanation }) => {
  const [type, text] = OUTCOMES[layer.outcome];
  const policies = layer.policies.filter(({ statements }) => statements.length > 0);
  const silent = layer.policies.length - policies.length;
  return (
    <SpaceBetween size="xxs">
      <StatusIndicator type={type}>
        {`${layerName(layer.layer)}${layer.targetId === undefined ? '' : ` of ${layer.targetId}`}: ${text}`}
      </StatusIndicator>
      {layer.note === undefined ? null : <Box color="text-body-secondary">{layer.note}</Box>}
      {policies.map(({ policyId, statements }) => (
        <div key={policyId} className="gh-policy">
          <Box variant="p" fontWeight="bold">
            {policyId}
          </Box>
          {statements.map((statement) => (
            <Statement key={statement.index} statement={statement} />
          ))}
        </div>
      ))}
      {silent > 0 ? (
        <Box color="text-body-secondary">
          {`${silent} ${silent === 1 ? 'policy says' : 'policies say'} nothing about this action.`}
        </Box>
      ) : null}
    </SpaceBetween>
  );
};

/** Every layer of policies, what each statement about the action asks for, and what the request had. */
export const ExplanationView = ({ explanation }: { readonly explanation: Explanation }) => {
  const { action, resource, principal, decision, layers } = explanation;
  const layer = decision.layer === undefined ? '' : layerName(decision.layer).toLowerCase();
  return (
    <SpaceBetween size="s">
      <div>
        <div>
          <Box variant="strong">{action}</Box> on <Box variant="code">{resource}</Box>
        </div>
        <div>
          by <Box variant="code">{principal}</Box>
        </div>
        <div>
          {decision.allowed
            ? 'is allowed.'
            : decision.because === 'explicit-deny'
              ? `is refused: ${layer} deny it explicitly.`
              : `is refused: nothing in the ${layer} allows it.`}
        </div>
      </div>
      {layers.map((item, index) => (
        <Layer key={`${item.layer} ${item.targetId ?? index}`} layer={item} />
      ))}
    </SpaceBetween>
  );
};
