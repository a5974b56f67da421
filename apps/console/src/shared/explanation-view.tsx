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

const layerName = (layer: string): string => LAYERS[layer] ?? layer;

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

const layerText = ({ layer, targetId, outcome }: LayerExplanation): string =>
  `${layerName(layer)}${targetId === undefined ? '' : ` of ${targetId}`}: ${OUTCOMES[outcome][1]}`;

const silentText = (count: number): string =>
  `${count} ${count === 1 ? 'policy says' : 'policies say'} nothing about this action.`;

/** A layer that keeps the request from being allowed, with all that its statements about the action ask for. */
const RefusingLayer = ({ layer }: { readonly layer: LayerExplanation }) => {
  const policies = layer.policies.filter(({ statements }) => statements.length > 0);
  const silent = layer.policies.length - policies.length;
  return (
    <SpaceBetween size="xxs">
      <StatusIndicator type={OUTCOMES[layer.outcome][0]}>{layerText(layer)}</StatusIndicator>
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
      {silent > 0 ? <Box color="text-body-secondary">{silentText(silent)}</Box> : null}
    </SpaceBetween>
  );
};

const OtherLayers = ({ layers }: { readonly layers: readonly LayerExplanation[] }) =>
  layers.length === 0 ? null : (
    <div>
      <Box variant="awsui-key-label">Other layers</Box>
      <ul className="gh-checks">
        {layers.map((layer) => (
          <li key={`${layer.layer} ${layer.targetId ?? ''}`}>
            <StatusIndicator type={OUTCOMES[layer.outcome][0]}>{layerText(layer)}</StatusIndicator>
          </li>
        ))}
      </ul>
    </div>
  );

const isRefusing = ({ outcome }: LayerExplanation): boolean =>
  outcome === 'explicit-deny' || outcome === 'no-allow';

const verdict = ({ decision }: Explanation): string => {
  const layer = decision.layer === undefined ? '' : layerName(decision.layer).toLowerCase();
  if (decision.allowed) return 'is allowed.';
  return decision.because === 'explicit-deny'
    ? `is refused: ${layer} deny it explicitly.`
    : `is refused: nothing in the ${layer} allows it.`;
};

/** Every layer of policies, what each statement about the action asks for, and what the request had. */
export const ExplanationView = ({ explanation }: { readonly explanation: Explanation }) => {
  const { action, resource, principal, layers } = explanation;
  return (
    <SpaceBetween size="m">
      <div className="gh-message">
        <div>
          <Box variant="strong">{action}</Box> on <Box variant="code">{resource}</Box>
        </div>
        <div>
          by <Box variant="code">{principal}</Box>
        </div>
        <div>{verdict(explanation)}</div>
      </div>
      {layers.filter(isRefusing).map((layer) => (
        <RefusingLayer key={`${layer.layer} ${layer.targetId ?? ''}`} layer={layer} />
      ))}
      <OtherLayers layers={layers.filter((layer) => !isRefusing(layer))} />
    </SpaceBetween>
  );
};
