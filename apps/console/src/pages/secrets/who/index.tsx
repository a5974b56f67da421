import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Access } from '../../../api/keys.ts';
import { whoCanRead } from '../../../api/secrets.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Conditions, ResultView } from '../../../shared/access-result.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { UnreadAlert } from '../../../shared/unread-alert.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import type { OfSecret } from '../shared/names.ts';
import { COLUMNS } from './columns.tsx';

const Explanation = ({ access }: { readonly access: Access }) => (
  <Container header={<Header variant="h2">{access.name}</Header>}>
    <SpaceBetween size="m">
      <ResultView result={access.result} />
      <div className="gh-message">{access.explanation}</div>
      <Conditions access={access} />
      {access.statements
        .filter(({ statement }) => statement !== undefined)
        .map(({ policyId, index, sid, statement }) => (
          <SpaceBetween key={`${policyId} ${index}`} size="xxs">
            <Box variant="strong">
              {policyId}: {sid ?? `statement ${index + 1}`}
            </Box>
            <CopyBlock text={JSON.stringify(statement, undefined, 2)} what="statement" />
          </SpaceBetween>
        ))}
      {access.notes.map((note) => (
        <Box key={note} color="text-body-secondary">
          {note}
        </Box>
      ))}
    </SpaceBetween>
  </Container>
);

type View = 'can' | 'all';

interface Props {
  readonly answers: readonly Access[];
  readonly reload: () => void;
}

const Answers = ({ answers, reload }: Props) => {
  const [view, setView] = useState<View>('can');
  const [selected, select] = useState<readonly Access[]>([]);
  const shown = view === 'all' ? answers : answers.filter(({ result }) => result !== 'denied');
  const [explained] = selected;
  return (
    <SpaceBetween size="l">
      <AwsTable
        title={view === 'all' ? 'All principals' : 'Who can read it'}
        name="readers"
        wrapLines
        description="Decided by the policy engine: secretsmanager:GetSecretValue on the secret, and kms:Decrypt with its key. Select one to see why."
        columns={COLUMNS}
        loadKey={JSON.stringify([view, answers])}
        load={async () => ({ items: shown })}
        idOf={({ kind, name }) => `${kind} ${name}`}
        empty="Nobody"
        filterLabel="Filter principals"
        pageSize={25}
        selection={{ type: 'single', selected, select }}
        actions={<Button onClick={reload}>Ask again</Button>}
        extraFilter={
          <SegmentedControl
            label="Which principals"
            selectedId={view}
            options={[
              { id: 'can', text: 'Who can' },
              { id: 'all', text: 'All' },
            ]}
            onChange={({ detail }) => setView(detail.selectedId === 'all' ? 'all' : 'can')}
          />
        }
      />
      {explained === undefined ? null : <Explanation access={explained} />}
    </SpaceBetween>
  );
};

/** Who can read the secret, by its policy, IAM, its key and the organization together. */
export const WhoCanRead = ({ secret }: OfSecret) => {
  const { region } = useAwsClient();
  const { ARN: secretId = '' } = secret;
  const found = useLoad(`readers ${region} ${secretId}`, (signal) =>
    whoCanRead({ region, secretId }, signal),
  );
  return (
    <FailureOr of={found}>
      {({ answers, blocked, unread }) => (
        <SpaceBetween size="m">
          {blocked === undefined ? null : <Alert type="warning">{blocked}</Alert>}
          <UnreadAlert unread={unread} />
          <Answers answers={answers} reload={found.reload} />
        </SpaceBetween>
      )}
    </FailureOr>
  );
};
