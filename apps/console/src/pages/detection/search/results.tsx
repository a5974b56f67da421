import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type ReactNode, useState } from 'react';
import type { FoundEvent, SearchAnswer, SearchQuestion } from '../../../api/detection/search.ts';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { Time } from '../../../shared/time.tsx';
import { UnreadAlert } from '../../../shared/unread-alert.tsx';
import { InvestigateLink } from '../shared/investigate-link.tsx';
import { shortName } from '../shared/words.ts';
import { foundPages } from './question.ts';

const resourcesOf = ({ resources }: FoundEvent): string => resources.map(({ id }) => id).join(', ');

const WHAT_CAME: readonly Column<FoundEvent>[] = [
  {
    id: 'result',
    header: 'Result',
    width: 160,
    cell: ({ errorCode }) =>
      errorCode === null ? (
        <StatusIndicator type="success">Succeeded</StatusIndicator>
      ) : (
        <StatusIndicator type="error">{errorCode}</StatusIndicator>
      ),
    text: ({ errorCode }) => errorCode ?? 'Succeeded',
  },
  {
    id: 'resources',
    header: 'Resources',
    cell: (event) => resourcesOf(event) || '–',
    text: resourcesOf,
  },
];

const columns = (open: (event: FoundEvent) => void): readonly Column<FoundEvent>[] => [
  {
    id: 'name',
    header: 'Event',
    width: 170,
    isRowHeader: true,
    cell: (event) => (
      <Button variant="inline-link" onClick={() => open(event)}>
        {event.name}
      </Button>
    ),
    text: ({ name }) => name,
  },
  {
    id: 'at',
    header: 'Time',
    width: 130,
    cell: ({ at }) => <Time at={at} />,
    text: ({ at }) => at,
  },
  {
    id: 'actor',
    header: 'Who',
    width: 140,
    cell: ({ actor }) => <InvestigateLink kind="principal" value={actor} text={shortName(actor)} />,
    text: ({ actor }) => actor,
  },
  {
    id: 'from',
    header: 'From',
    width: 130,
    cell: ({ sourceIp }) => <InvestigateLink kind="address" value={sourceIp} />,
    text: ({ sourceIp }) => sourceIp,
  },
  {
    id: 'source',
    header: 'Service',
    cell: ({ source }) => source,
    text: ({ source }) => source,
  },
  {
    id: 'place',
    header: 'Account and Region',
    width: 150,
    cell: ({ account, region }) => `${account} ${region}`,
    text: ({ account, region }) => `${account} ${region}`,
  },
  ...WHAT_CAME,
];

const RecordDialog = ({
  event,
  close,
}: {
  readonly event: FoundEvent;
  readonly close: () => void;
}) => (
  <Modal
    visible
    size="large"
    header={event.name}
    closeAriaLabel="Close"
    onDismiss={close}
    footer={
      <Box float="right">
        <Button onClick={close}>Close</Button>
      </Box>
    }
  >
    <JsonEditor label="Event record" value={JSON.stringify(event.record, undefined, 2)} />
  </Modal>
);

const howFar = ({ searched, reachedAt, next }: SearchAnswer): ReactNode => (
  <>
    {searched} events were looked at
    {next === undefined ? '.' : ', back to '}
    {next === undefined ? null : <Time at={reachedAt} />}
  </>
);

/** What was found, the newest first. The component starts anew for another question. */
export const Results = ({ question }: { readonly question: SearchQuestion }) => {
  const [opened, open] = useState<FoundEvent>();
  const [told, tell] = useState<SearchAnswer>();
  return (
    <>
      <UnreadAlert
        unread={(told?.unread ?? []).map(({ place, because }) => ({ what: place, because }))}
      />
      <AwsTable
        title="Events"
        description={told === undefined ? undefined : howFar(told)}
        columns={columns(open)}
        loadKey={JSON.stringify(question)}
        load={foundPages(question, tell)}
        idOf={({ id }) => id}
        empty="No stored events match"
        filterLabel="Filter the loaded events"
        pageSize={25}
        wrapLines
      />
      {opened === undefined ? null : <RecordDialog event={opened} close={() => open(undefined)} />}
    </>
  );
};
