import Box from '@cloudscape-design/components/box';
import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';
import type { Access, AccessResult } from '../api/keys.ts';

const RESULTS: Readonly<Record<AccessResult, readonly [StatusIndicatorProps.Type, string]>> = {
  allowed: ['success', 'Allowed'],
  conditional: ['info', 'If conditions hold'],
  delegated: ['info', 'Its account decides'],
  denied: ['stopped', 'Refused'],
};

export const ResultView = ({ result }: { readonly result: AccessResult }) => (
  <StatusIndicator type={RESULTS[result][0]}>{RESULTS[result][1]}</StatusIndicator>
);

export const resultText = (result: AccessResult): string => RESULTS[result][1];

/** What the answer depends on, as a list. */
export const Conditions = ({ access }: { readonly access: Access }) =>
  access.depends.length === 0 ? null : (
    <div>
      <Box variant="awsui-key-label">What it depends on</Box>
      <ul className="gh-checks">
        {access.depends.map(({ operator, key, values, policyId, effect }) => (
          <li key={`${policyId} ${operator} ${key} ${values.join(' ')}`}>
            <StatusIndicator type="info">
              {`${operator}: ${key} is ${values.join(' or ')} (${effect === 'Deny' ? 'else refused' : 'else not allowed'}, ${policyId})`}
            </StatusIndicator>
          </li>
        ))}
      </ul>
    </div>
  );
