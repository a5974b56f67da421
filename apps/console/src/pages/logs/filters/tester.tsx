import type {
  DescribeLogStreamsResponse,
  GetLogEventsResponse,
  MetricFilterMatchRecord,
  TestMetricFilterResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { Aws } from '../../../api/aws.ts';
import { explainFilterPattern, type FilterExplanation } from '../../../api/explain.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';

const EXAMPLE = [
  '{"level":"error","rule":"Write below etc","priority":"Error","code":500}',
  '{"level":"info","rule":"Terminal shell in container","priority":"Notice"}',
  '127.0.0.1 - alice [14/Mar/2026:09:26:53 +0000] "GET /orders HTTP/1.1" 404 312',
].join('\n');

const MOST = 50;

interface Row {
  readonly number: number;
  readonly message: string;
  readonly match: Json<MetricFilterMatchRecord> | undefined;
  readonly explanation: FilterExplanation | undefined;
}

/** The verdict is that of TestMetricFilter; why comes from the console's own explanation. */
const test = async (
  aws: Aws,
  pattern: string,
  messages: readonly string[],
): Promise<readonly Row[]> => {
  const { matches = [] } = await aws.call<TestMetricFilterResponse>('logs', 'TestMetricFilter', {
    filterPattern: pattern,
    logEventMessages: messages,
  });
  const { explanations = [] } = await explainFilterPattern({ pattern, messages });
  return messages.map((message, at) => ({
    number: at + 1,
    message,
    match: matches.find(({ eventNumber }) => eventNumber === at + 1),
    explanation: explanations[at],
  }));
};

const Why = ({ explanation }: { readonly explanation: FilterExplanation | undefined }) =>
  explanation === undefined ? (
    '–'
  ) : (
    <SpaceBetween size="xxs">
      <span>{explanation.reason}</span>
      {explanation.steps.map(({ condition, matched, reason }) => (
        <StatusIndicator key={condition} type={matched ? 'success' : 'error'} wrapText>
          {condition}: {reason}
        </StatusIndicator>
      ))}
    </SpaceBetween>
  );

const valuesOf = ({ match }: Row): string =>
  Object.entries(match?.extractedValues ?? {})
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

const Results = ({ rows }: { readonly rows: readonly Row[] }) => (
  <Table
    variant="embedded"
    wrapLines
    items={rows}
    trackBy={({ number }) => String(number)}
    ariaLabels={{ tableLabel: 'What the pattern takes' }}
    columnDefinitions={[
      { id: 'number', header: 'Line', isRowHeader: true, cell: ({ number }) => number },
      {
        id: 'message',
        header: 'Message',
        cell: ({ message }) => <Box variant="code">{message}</Box>,
      },
      {
        id: 'verdict',
        header: 'Verdict',
        cell: ({ match }) =>
          match === undefined ? (
            <StatusIndicator type="stopped">No match</StatusIndicator>
          ) : (
            <StatusIndicator type="success">Match</StatusIndicator>
          ),
      },
      { id: 'values', header: 'Extracted values', cell: (row) => valuesOf(row) || '–' },
      { id: 'why', header: 'Why', cell: ({ explanation }) => <Why explanation={explanation} /> },
    ]}
  />
);

/** The last events of the stream that had one last. */
const lastMessages = async (aws: Aws, group: string): Promise<readonly string[]> => {
  const { logStreams: [stream] = [] } = await aws.call<DescribeLogStreamsResponse>(
    'logs',
    'DescribeLogStreams',
    { logGroupName: group, orderBy: 'LastEventTime', descending: true, limit: 1 },
  );
  if (stream === undefined) return [];
  const { events = [] } = await aws.call<GetLogEventsResponse>('logs', 'GetLogEvents', {
    logGroupName: group,
    logStreamName: stream.logStreamName,
    limit: MOST,
  });
  return events.map(({ message = '' }) => message.replaceAll('\n', ' '));
};

interface Props {
  readonly pattern: string;
  /** Its events can be taken as lines. */
  readonly group?: string;
}

/** Tries a filter pattern on one's own lines. */
export const FilterTester = ({ pattern, group }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [text, setText] = useState(EXAMPLE);
  const [rows, setRows] = useState<readonly Row[]>();
  const messages = text
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, MOST);
  const run = async (): Promise<void> => {
    setRows(undefined);
    await action.run(async () => setRows(await test(aws, pattern, messages)));
  };
  return (
    <SpaceBetween size="s">
      <TextAreaField
        label="Log events to test"
        constraint="One a line, at most 50"
        value={text}
        change={setText}
      />
      {group === undefined ? null : (
        <Button
          formAction="none"
          loading={action.busy}
          onClick={() =>
            void action.run(async () => setText((await lastMessages(aws, group)).join('\n')))
          }
        >
          Take the last events of the group
        </Button>
      )}
      <Button
        formAction="none"
        loading={action.busy}
        disabled={messages.length === 0}
        onClick={() => void run()}
      >
        Test pattern
      </Button>
      <ErrorAlert error={action.error} />
      {rows === undefined ? null : <Results rows={rows} />}
    </SpaceBetween>
  );
};
