import type { PutEventsResponse, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { JsonField } from '../../../shared/json-field.tsx';
import { Page } from '../../../shared/page.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { BusField } from '../shared/bus-field.tsx';
import { DEFAULT_BUS } from '../shared/names.ts';

interface Entry {
  readonly key: number;
  readonly bus: string;
  readonly source: string;
  readonly type: string;
  readonly detail: string;
  /** One ARN a line. */
  readonly resources: string;
}

const MOST = 10;

const newEntry = (key: number, bus: string): Entry => ({
  key,
  bus,
  source: 'com.example.shop',
  type: 'Order placed',
  detail: '{\n  "order": "4711",\n  "total": 129.9\n}',
  resources: '',
});

const toWire = ({ bus, source, type, detail, resources }: Entry): object => {
  const arns = resources.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  return {
    EventBusName: bus,
    Source: source,
    DetailType: type,
    Detail: detail,
    ...(arns.length === 0 ? {} : { Resources: arns }),
  };
};

interface EntryProps {
  readonly entry: Entry;
  readonly position: number;
  readonly change: (part: Partial<Entry>) => void;
  readonly remove: (() => void) | undefined;
}

const EntryForm = ({ entry, position, change, remove }: EntryProps) => (
  <Container
    header={
      <Header
        variant="h2"
        actions={remove === undefined ? undefined : <Button onClick={remove}>Remove</Button>}
      >
        Event {position}
      </Header>
    }
  >
    <SpaceBetween size="m">
      <BusField value={entry.bus} change={(bus) => change({ bus })} />
      <TextField label="Source" value={entry.source} change={(source) => change({ source })} />
      <TextField label="Detail type" value={entry.type} change={(type) => change({ type })} />
      <JsonField
        label="Detail"
        value={entry.detail}
        change={(detail) => change({ detail })}
        minimumLines={6}
      />
      <TextAreaField
        label="Resources"
        constraint="One ARN a line; may stay empty"
        rows={2}
        value={entry.resources}
        change={(resources) => change({ resources })}
      />
    </SpaceBetween>
  </Container>
);

const Results = ({ entries }: { readonly entries: readonly Json<PutEventsResultEntry>[] }) => (
  <Table
    header={<Header variant="h2">Result for each event</Header>}
    items={entries.map((entry, at) => ({ ...entry, position: at + 1 }))}
    trackBy={({ position }) => String(position)}
    ariaLabels={{ tableLabel: 'Result for each event' }}
    columnDefinitions={[
      { id: 'position', header: 'Event', isRowHeader: true, cell: ({ position }) => position },
      {
        id: 'result',
        header: 'Result',
        cell: ({ EventId, ErrorCode }) =>
          EventId === undefined ? (
            <StatusIndicator type="error">{ErrorCode}</StatusIndicator>
          ) : (
            <StatusIndicator type="success">Accepted</StatusIndicator>
          ),
      },
      {
        id: 'more',
        header: 'Event ID or message',
        cell: ({ EventId, ErrorMessage }) => EventId ?? ErrorMessage,
      },
    ]}
  />
);

export const Component = () => {
  const aws = useAwsClient();
  const [search] = useSearchParams();
  const action = useAction();
  const bus = search.get('bus') ?? DEFAULT_BUS;
  const [entries, setEntries] = useState<readonly Entry[]>([newEntry(1, bus)]);
  const [results, setResults] = useState<readonly Json<PutEventsResultEntry>[]>();
  const send = async (): Promise<void> => {
    setResults(undefined);
    await action.run(async () => {
      const { Entries = [] } = await aws.call<PutEventsResponse>('events', 'PutEvents', {
        Entries: entries.map(toWire),
      });
      setResults(Entries);
    });
  };
  const change = (key: number, part: Partial<Entry>): void =>
    setEntries((before) =>
      before.map((entry) => (entry.key === key ? { ...entry, ...part } : entry)),
    );
  const add = (): void =>
    setEntries((before) => [...before, newEntry((before.at(-1)?.key ?? 0) + 1, bus)]);
  return (
    <Page
      title="Send events"
      description="Puts your own events on a bus, as PutEvents does. Sources that begin with aws. are those of services."
      actions={
        <>
          <Button disabled={entries.length >= MOST} onClick={add}>
            Add another event
          </Button>
          <Button variant="primary" loading={action.busy} onClick={() => void send()}>
            Send
          </Button>
        </>
      }
    >
      <ErrorAlert error={action.error} />
      {results === undefined ? null : <Results entries={results} />}
      {entries.map((entry, at) => (
        <EntryForm
          key={entry.key}
          entry={entry}
          position={at + 1}
          change={(part) => change(entry.key, part)}
          remove={
            entries.length === 1
              ? undefined
              : () => setEntries((before) => before.filter(({ key }) => key !== entry.key))
          }
        />
      ))}
    </Page>
  );
};
