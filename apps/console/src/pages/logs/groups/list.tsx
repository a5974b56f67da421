import type { DescribeLogGroupsResponse, LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { PrefixFilter } from '../../../shared/prefix-filter.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { useLater } from '../../../shared/use-later.ts';
import { groupPath, isoOf } from '../shared/names.ts';
import { RETENTIONS, retentionText } from '../shared/retention.ts';

type Row = Json<LogGroup>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Log group',
    isRowHeader: true,
    cell: ({ logGroupName = '' }) => (
      <PageLink to={groupPath(logGroupName)}>{logGroupName}</PageLink>
    ),
    text: ({ logGroupName }) => logGroupName,
  },
  {
    id: 'class',
    header: 'Class',
    cell: ({ logGroupClass }) => logGroupClass,
    text: ({ logGroupClass }) => logGroupClass,
  },
  {
    id: 'retention',
    header: 'Retention',
    cell: ({ retentionInDays }) => retentionText(retentionInDays),
    text: ({ retentionInDays }) => retentionInDays,
  },
  {
    id: 'bytes',
    header: 'Stored bytes',
    cell: ({ storedBytes }) => storedBytes,
    text: ({ storedBytes }) => storedBytes,
  },
  {
    id: 'metrics',
    header: 'Metric filters',
    cell: ({ metricFilterCount }) => metricFilterCount,
    text: ({ metricFilterCount }) => metricFilterCount,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ creationTime }) => <Time at={isoOf(creationTime)} />,
    text: ({ creationTime }) => creationTime,
  },
];

const CreateGroup = ({ close }: { readonly close: () => void }) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [name, setName] = useState('');
  const [retention, setRetention] = useState('');
  const create = async (): Promise<void> => {
    const logGroupName = name.trim();
    const done = await action.run(async () => {
      await aws.call('logs', 'CreateLogGroup', { logGroupName });
      if (retention !== '')
        await aws.call('logs', 'PutRetentionPolicy', {
          logGroupName,
          retentionInDays: Number(retention),
        });
    });
    if (!done) return;
    succeeded(`Log group ${logGroupName} created.`);
    await navigate(groupPath(logGroupName));
  };
  return (
    <Dialog
      title="Create log group"
      confirmLabel="Create log group"
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={close}
      confirm={() => void create()}
    >
      <TextField
        label="Log group name"
        constraint="Up to 512 letters, digits, periods, hyphens, underscores, slashes and #"
        value={name}
        change={setName}
      />
      <ChoiceField label="Retention" value={retention} options={RETENTIONS} change={setRetention} />
    </Dialog>
  );
};

const DeleteGroup = ({ name, done }: { readonly name: string; readonly done: () => void }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <ConfirmButton
      label="Delete"
      title={`Delete log group ${name}`}
      text="All its streams and log events are gone for good."
      disabled={name === ''}
      act={() => aws.call('logs', 'DeleteLogGroup', { logGroupName: name })}
      done={() => {
        succeeded(`Log group ${name} deleted.`);
        done();
      }}
    />
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const [search, setSearch] = useSearchParams();
  const [creating, setCreating] = useState(false);
  const [selected, select] = useState<readonly Row[]>([]);
  const [turn, setTurn] = useState(0);
  usePageTitle('Log groups');
  const prefix = search.get('prefix') ?? '';
  const asked = useLater(prefix.trim());
  const name = selected[0]?.logGroupName ?? '';
  return (
    <>
      <AwsTable
        title="Log groups"
        headingTag="h1"
        variant="full-page"
        columns={COLUMNS}
        loadKey={`groups ${aws.region} ${asked} ${turn}`}
        load={pagesOf<DescribeLogGroupsResponse, Row>(
          aws,
          {
            service: 'logs',
            operation: 'DescribeLogGroups',
            input: asked === '' ? {} : { logGroupNamePrefix: asked },
          },
          ({ logGroups }) => logGroups,
        )}
        idOf={({ logGroupName = '' }) => logGroupName}
        empty={asked === '' ? 'No log groups' : `No log group begins with ${asked}`}
        filterLabel="Filter log groups"
        extraFilter={
          <PrefixFilter
            value={prefix}
            change={(value) => setSearch(value === '' ? {} : { prefix: value }, { replace: true })}
          />
        }
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <DeleteGroup
              name={name}
              done={() => {
                select([]);
                setTurn((before) => before + 1);
              }}
            />
            <Button variant="primary" onClick={() => setCreating(true)}>
              Create log group
            </Button>
          </>
        }
      />
      {creating ? <CreateGroup close={() => setCreating(false)} /> : null}
    </>
  );
};
