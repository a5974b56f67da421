import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useAccount } from '../../../session/session-context.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { PrincipalView } from '../../../shared/principal.tsx';
import { delegatesToIam, type StatementInWords, statementsOf } from './statements.ts';

const Statement = ({ statement }: { readonly statement: StatementInWords }) => {
  const { title, allows, principals, kinds, actions, conditions, remarks } = statement;
  return (
    <section aria-label={title}>
      <SpaceBetween size="xxs">
        <StatusIndicator type={allows ? 'success' : 'error'}>
          <Box variant="strong">{title}</Box>: {allows ? 'allows' : 'forbids'} to{' '}
          {kinds.join(', ') || 'do what is listed'}
        </StatusIndicator>
        <div className="gh-policy">
          <ul className="gh-plain-list">
            {principals.map(({ name, meaning }) => (
              <li key={name}>
                <PrincipalView principal={name} /> <span className="gh-quiet">({meaning})</span>
              </li>
            ))}
          </ul>
          <Box variant="small">{actions.join(', ')}</Box>
          {conditions.map((condition) => (
            <div key={condition}>Only if {condition}</div>
          ))}
          {remarks.map((remark) => (
            <StatusIndicator key={remark} type="warning">
              {remark}
            </StatusIndicator>
          ))}
        </div>
      </SpaceBetween>
    </section>
  );
};

/** A key policy, statement by statement, as one tells it. */
export const PolicyInWords = ({ document }: { readonly document: string }) => {
  const account = useAccount();
  const statements = statementsOf(document);
  if (statements === undefined) return <JsonEditor label="Key policy" value={document} />;
  return (
    <SpaceBetween size="m">
      {delegatesToIam(statements, account) ? (
        <Box>
          The account is allowed: whoever its IAM policies allow can do what its statement names,
          too.
        </Box>
      ) : (
        <Alert type="warning">
          The account itself is not allowed anything: its IAM policies do not count for this key,
          and only those who are named below can change its policy.
        </Alert>
      )}
      {statements.map((statement) => (
        <Statement key={JSON.stringify(statement)} statement={statement} />
      ))}
    </SpaceBetween>
  );
};
