import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { PolicyChange, PolicyPlan, PolicyProblem } from '../../../access/broker-types.ts';

const KINDS = {
  gains: ['success', 'Gains'],
  loses: ['error', 'Loses'],
  changes: ['info', 'Changes'],
} as const;

const Problem = ({ problem }: { readonly problem: PolicyProblem }) => (
  <StatusIndicator type={problem.severity === 'error' ? 'error' : 'warning'}>
    {problem.message}
    {problem.ruleId === undefined ? '' : ` (rule ${problem.ruleId})`}
    {problem.line === undefined ? '' : ` (line ${problem.line})`}
  </StatusIndicator>
);

const keyOf = ({ kind, who, roleArn, detail }: PolicyChange): string =>
  `${kind} ${who} ${roleArn} ${detail}`;

/** Who would gain or lose what, and what is wrong with the document. */
export const PlanView = ({ plan }: { readonly plan: PolicyPlan }) => (
  <SpaceBetween size="m">
    {plan.problems.map((problem) => (
      <Problem key={`${problem.code} ${problem.message}`} problem={problem} />
    ))}
    {plan.complete ? null : <Box>There are more changes than are listed.</Box>}
    <Table
      variant="embedded"
      items={plan.changes}
      trackBy={keyOf}
      enableKeyboardNavigation
      header={
        <Header variant="h3" counter={`(${plan.changes.length})`}>
          Who gains or loses what, against version {plan.baseVersion}
        </Header>
      }
      empty={<Box textAlign="center">Nobody gains or loses anything</Box>}
      columnDefinitions={[
        {
          id: 'kind',
          header: 'Change',
          cell: ({ kind }) => (
            <StatusIndicator type={KINDS[kind][0]}>{KINDS[kind][1]}</StatusIndicator>
          ),
        },
        { id: 'who', header: 'Who', isRowHeader: true, cell: ({ who }) => who },
        { id: 'account', header: 'Account', cell: ({ account }) => account },
        { id: 'role', header: 'Role', cell: ({ roleArn }) => roleArn },
        { id: 'detail', header: 'What', cell: ({ detail }) => detail || '–' },
      ]}
    />
  </SpaceBetween>
);
