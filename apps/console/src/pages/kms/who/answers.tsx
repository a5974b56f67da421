import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Access, WhoQuestion } from '../../../api/keys.ts';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { SuggestField } from '../../../shared/suggest-field.tsx';
import { accessColumns } from './columns.tsx';
import { AccessExplanation, ExplanationDialog } from './explanation.tsx';

interface Props {
  readonly question: WhoQuestion;
  readonly answers: readonly Access[];
  readonly reload: () => void;
}

/** `arn:…:assumed-role/App/session` is the role `…:role/App` to IAM, with or without a path. */
const roleOfSession = (name: string): string | undefined =>
  /^arn:[a-z-]+:sts::\d{12}:assumed-role\/([^/]+)\//.exec(name)?.[1];

const answerOf = (answers: readonly Access[], name: string): Access | undefined => {
  const role = roleOfSession(name);
  return (
    answers.find((answer) => answer.name === name) ??
    answers.find(
      (answer) => role !== undefined && answer.kind === 'role' && answer.name.endsWith(`/${role}`),
    )
  );
};

/** One principal, whether it can or not, with all that decides. */
const Probe = ({ question, answers }: Omit<Props, 'reload'>) => {
  const [name, setName] = useState('');
  const principal = name.trim();
  const access = answerOf(answers, principal);
  const choices = {
    data: answers.map((answer) => answer.name),
    error: undefined,
    loading: false,
    reload: () => {},
  };
  return (
    <Container
      header={
        <Header variant="h2" description="Those too who are refused: with the reason.">
          Ask about one principal
        </Header>
      }
    >
      <SpaceBetween size="m">
        <SuggestField label="Principal" value={name} change={setName} choices={choices} />
        {principal === '' ? null : access === undefined ? (
          <Alert type="info">
            Neither the policies nor a grant know this principal: if it is of another account, only
            what is said of that account or of everybody counts.
          </Alert>
        ) : (
          <AccessExplanation access={access} question={question} />
        )}
      </SpaceBetween>
    </Container>
  );
};

type View = 'can' | 'all';

export const WhoAnswers = ({ question, answers, reload }: Props) => {
  const [view, setView] = useState<View>('can');
  const [explained, explain] = useState<Access>();
  const shown = view === 'all' ? answers : answers.filter(({ result }) => result !== 'denied');
  return (
    <SpaceBetween size="l">
      <AwsTable
        title={view === 'all' ? 'All principals' : `Who can ${question.operation}`}
        name="who"
        wrapLines
        columns={accessColumns(explain)}
        loadKey={JSON.stringify([view, question, answers])}
        load={async () => ({ items: shown })}
        idOf={({ kind, name }) => `${kind} ${name}`}
        empty="Nobody"
        filterLabel="Filter principals"
        pageSize={25}
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
      <Probe question={question} answers={answers} />
      {explained === undefined ? null : (
        <ExplanationDialog
          access={explained}
          question={question}
          close={() => explain(undefined)}
        />
      )}
    </SpaceBetween>
  );
};
