import type { TestEventPatternResponse } from '@aws-sdk/client-eventbridge';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Aws } from '../../../api/aws.ts';
import { type ExplainedPattern, explainEventPattern } from '../../../api/explain.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { JsonField } from '../../../shared/json-field.tsx';
import { Page } from '../../../shared/page.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { EXAMPLES } from './examples.ts';
import { usePatternRemarks } from './pattern-remarks.ts';
import { Explained } from './verdict.tsx';

interface Tested {
  readonly matches: boolean;
  readonly explained: ExplainedPattern;
  /** What was asked, so that an older verdict is not taken for that of a changed text. */
  readonly question: string;
}

const pretty = (value: object): string => JSON.stringify(value, undefined, 2);

const test = async (aws: Aws, pattern: string, event: string): Promise<Tested> => {
  const { Result = false } = await aws.call<TestEventPatternResponse>(
    'events',
    'TestEventPattern',
    { EventPattern: pattern, Event: event },
  );
  const explained = await explainEventPattern({ pattern, event });
  return { matches: Result, explained, question: `${pattern} ${event}` };
};

const Verdict = ({ tested, current }: { readonly tested: Tested; readonly current: boolean }) => (
  <Container header={<Header variant="h2">Verdict</Header>}>
    <SpaceBetween size="m">
      <Alert type={current ? (tested.matches ? 'success' : 'warning') : 'info'}>
        {tested.matches
          ? 'The event matches the pattern.'
          : 'The event does not match the pattern.'}
        {current ? '' : ' The texts have changed since.'}
      </Alert>
      <Explained explained={tested.explained} />
    </SpaceBetween>
  </Container>
);

interface EditorsProps {
  readonly pattern: string;
  readonly event: string;
  readonly setPattern: (text: string) => void;
  readonly setEvent: (text: string) => void;
}

const Editors = ({ pattern, event, setPattern, setEvent }: EditorsProps) => {
  const remarks = usePatternRemarks(pattern);
  return (
    <ColumnLayout columns={2}>
      <JsonField
        label="Event pattern"
        value={pattern}
        change={setPattern}
        remarks={remarks}
        minimumLines={24}
      />
      <JsonField label="Event" value={event} change={setEvent} minimumLines={24} />
    </ColumnLayout>
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const [search] = useSearchParams();
  const action = useAction();
  const [name, setName] = useState(EXAMPLES[0]?.name ?? '');
  const [event, setEvent] = useState(pretty(EXAMPLES[0]?.event ?? {}));
  const [pattern, setPattern] = useState(
    search.get('pattern') ?? pretty(EXAMPLES[0]?.pattern ?? {}),
  );
  const [tested, setTested] = useState<Tested>();
  const choose = (chosen: string): void => {
    const example = EXAMPLES.find((one) => one.name === chosen);
    if (example === undefined) return;
    setName(chosen);
    setEvent(pretty(example.event));
    setPattern(pretty(example.pattern));
    setTested(undefined);
    action.clear();
  };
  const run = async (): Promise<void> => {
    setTested(undefined);
    await action.run(async () => setTested(await test(aws, pattern, event)));
  };
  return (
    <Page
      title="Pattern tester"
      description="Whether a rule with this pattern would take this event, and why."
      actions={
        <>
          <GoButton to={`/eventbridge/rules/create?pattern=${encodeURIComponent(pattern)}`}>
            Create rule with this pattern
          </GoButton>
          <Button variant="primary" loading={action.busy} onClick={() => void run()}>
            Test pattern
          </Button>
        </>
      }
    >
      <ErrorAlert error={action.error} />
      {tested === undefined ? null : (
        <Verdict tested={tested} current={tested.question === `${pattern} ${event}`} />
      )}
      <Container>
        <SpaceBetween size="m">
          <ChoiceField
            label="Begin with an example"
            value={name}
            options={EXAMPLES.map((example) => [example.name, example.name] as const)}
            change={choose}
          />
          <Editors pattern={pattern} event={event} setPattern={setPattern} setEvent={setEvent} />
        </SpaceBetween>
      </Container>
    </Page>
  );
};
