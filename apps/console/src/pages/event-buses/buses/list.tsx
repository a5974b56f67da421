import type { EventBus, ListEventBusesResponse } from '@aws-sdk/client-eventbridge';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { busPath, DEFAULT_BUS } from '../shared/names.ts';

type Row = Json<EventBus>;

const access = ({ Policy = '' }: Row): string =>
  Policy === '' ? 'Own account' : 'By its policy, too';

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Event bus',
    isRowHeader: true,
    cell: ({ Name = '' }) => <PageLink to={busPath(Name)}>{Name}</PageLink>,
    text: ({ Name }) => Name,
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description = '–' }) => Description,
    text: ({ Description }) => Description,
  },
  { id: 'access', header: 'Who may put events', cell: access, text: access },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreationTime }) => <Time at={CreationTime} />,
    text: ({ CreationTime }) => CreationTime,
  },
];

const CreateBus = ({ close }: { readonly close: () => void }) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const create = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('events', 'CreateEventBus', {
        Name: name.trim(),
        ...(description === '' ? {} : { Description: description }),
      }),
    );
    if (!done) return;
    succeeded(`Event bus ${name.trim()} created.`);
    await navigate(busPath(name.trim()));
  };
  return (
    <Dialog
      title="Create event bus"
      confirmLabel="Create event bus"
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={close}
      confirm={() => void create()}
    >
      <TextField
        label="Event bus name"
        constraint="Up to 256 letters, digits, dots, hyphens and underscores"
        value={name}
        change={setName}
      />
      <TextField label="Description" value={description} change={setDescription} />
    </Dialog>
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [creating, setCreating] = useState(false);
  const [selected, select] = useState<readonly Row[]>([]);
  const [turn, setTurn] = useState(0);
  usePageTitle('Event buses');
  const name = selected[0]?.Name ?? '';
  return (
    <>
      <AwsTable
        title="Event buses"
        headingTag="h1"
        variant="full-page"
        description="Where events arrive, and rules say where they go. Calls of the cloud itself arrive on the default bus."
        columns={COLUMNS}
        loadKey={`buses ${aws.region} ${turn}`}
        load={pagesOf<ListEventBusesResponse, Row>(
          aws,
          { service: 'events', operation: 'ListEventBuses' },
          ({ EventBuses }) => EventBuses,
        )}
        idOf={({ Name = '' }) => Name}
        empty="No event buses"
        filterLabel="Filter event buses"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Delete"
              title={`Delete event bus ${name}`}
              text="Its rules must have been deleted before. Who puts events on it is refused from then on."
              disabled={name === '' || name === DEFAULT_BUS}
              act={() => aws.call('events', 'DeleteEventBus', { Name: name })}
              done={() => {
                succeeded(`Event bus ${name} deleted.`);
                select([]);
                setTurn((before) => before + 1);
              }}
            />
            <Button variant="primary" onClick={() => setCreating(true)}>
              Create event bus
            </Button>
          </>
        }
      />
      {creating ? <CreateBus close={() => setCreating(false)} /> : null}
    </>
  );
};
