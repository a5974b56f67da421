import type { EvaluationResult, Statement } from '@aws-sdk/client-iam';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Json } from '../../../api/json.ts';

type Result = Json<EvaluationResult>;

const DECISIONS: Readonly<Record<string, string>> = {
  allowed: 'Allowed',
  explicitDeny: 'Denied explicitly',
  implicitDeny: 'Not allowed by any statement',
};

/** Which layer of policies refused, as far as the simulator tells. */
const refusedBy = (result: Result): readonly string[] => [
  ...(result.OrganizationsDecisionDetail?.AllowedByOrganizations === false
    ? ['Service control policies of the organization do not allow it.']
    : []),
  ...(result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false
    ? ['The permissions boundary does not allow it.']
    : []),
  ...Object.entries(result.EvalDecisionDetails ?? {})
    .filter(([, decision]) => decision !== 'allowed')
    .map(([who, decision]) => `${who}: ${DECISIONS[decision] ?? decision}.`),
  ...(result.EvalDecision === 'implicitDeny' && (result.MatchedStatements ?? []).length === 0
    ? ['No statement of the identity policies applies to the request.']
    : []),
];

const Matched = ({ statement }: { readonly statement: Json<Statement> }) => (
  <li>
    <Box variant="strong">{statement.SourcePolicyId}</Box>{' '}
    {statement.SourcePolicyType === undefined ? '' : `(${statement.SourcePolicyType})`}
    {statement.StartPosition === undefined
      ? ''
      : `, lines ${statement.StartPosition.Line ?? '?'} to ${statement.EndPosition?.Line ?? '?'}`}
  </li>
);

const Lines = ({ title, items }: { readonly title: string; readonly items: readonly string[] }) =>
  items.length === 0 ? null : (
    <div>
      <Box variant="awsui-key-label">{title}</Box>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );

const ResultView = ({ result }: { readonly result: Result }) => {
  const isAllowed = result.EvalDecision === 'allowed';
  const matched = result.MatchedStatements ?? [];
  return (
    <ExpandableSection
      defaultExpanded
      headerText={
        <>
          <StatusIndicator type={isAllowed ? 'success' : 'error'}>
            {DECISIONS[result.EvalDecision ?? ''] ?? result.EvalDecision}
          </StatusIndicator>{' '}
          {result.EvalActionName}
        </>
      }
      headerDescription={result.EvalResourceName ?? ''}
    >
      <SpaceBetween size="s">
        <Lines title="Why" items={refusedBy(result)} />
        <Lines
          title="Condition keys that the request lacks"
          items={result.MissingContextValues ?? []}
        />
        {matched.length === 0 ? null : (
          <div>
            <Box variant="awsui-key-label">Statements that decided</Box>
            <ul>
              {matched.map((statement) => (
                <Matched
                  key={`${statement.SourcePolicyId ?? ''} ${statement.StartPosition?.Line ?? ''} ${statement.StartPosition?.Column ?? ''}`}
                  statement={statement}
                />
              ))}
            </ul>
          </div>
        )}
      </SpaceBetween>
    </ExpandableSection>
  );
};

export const Results = ({ results }: { readonly results: readonly Result[] }) => (
  <Container header={<Header variant="h2">Decisions</Header>}>
    <SpaceBetween size="m">
      {results.map((result) => (
        <ResultView
          key={`${result.EvalActionName ?? ''} ${result.EvalResourceName ?? ''}`}
          result={result}
        />
      ))}
    </SpaceBetween>
  </Container>
);
