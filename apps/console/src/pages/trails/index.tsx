import type {
  DescribeTrailsResponse,
  GetTrailStatusResponse,
  Trail,
} from '@aws-sdk/client-cloudtrail';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { toApiError } from '../../api/api-error.ts';
import type { Json } from '../../api/json.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { usePageTitle } from '../../shared/page-title.ts';
import { useAws } from '../../shared/use-aws.ts';
import { CreateTrail } from './create.tsx';
import { Delivery } from './delivery.tsx';

type Row = Json<Trail>;

const Logging = ({ arn }: { readonly arn: string }) => {
  const { data } = useAws<GetTrailStatusResponse>({
    service: 'cloudtrail',
    operation: 'GetTrailStatus',
    input: { Name: arn },
  });
  if (data === undefined) return '…';
  if (data.LatestDeliveryError ?? data.LatestCloudWatchLogsDeliveryError)
    return <StatusIndicator type="warning">Logging, delivery fails</StatusIndicator>;
  return (
    <StatusIndicator type={data.IsLogging === true ? 'success' : 'stopped'}>
      {data.IsLogging === true ? 'Logging' : 'Not logging'}
    </StatusIndicator>
  );
};

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    cell: ({ Name }) => Name,
    text: ({ Name }) => Name,
  },
  {
    id: 'region',
    header: 'Home Region',
    cell: ({ HomeRegion }) => HomeRegion,
    text: ({ HomeRegion }) => HomeRegion,
  },
  {
    id: 'regions',
    header: 'Regions',
    cell: ({ IsMultiRegionTrail }) => (IsMultiRegionTrail === true ? 'All' : 'Home Region'),
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ TrailARN = '' }) => <Logging arn={TrailARN} />,
  },
  {
    id: 'bucket',
    header: 'S3 bucket',
    cell: ({ S3BucketName }) => S3BucketName,
    text: ({ S3BucketName }) => S3BucketName,
  },
];

interface ActionProps {
  readonly trail: Row | undefined;
  readonly changed: () => void;
  readonly create: () => void;
}

const TrailActions = ({ trail, changed, create }: ActionProps) => {
  const aws = useAwsClient();
  const { failed } = useNotifications();
  const Name = trail?.TrailARN;
  const set = async (operation: 'StartLogging' | 'StopLogging'): Promise<void> => {
    try {
      await aws.call('cloudtrail', operation, { Name });
      changed();
    } catch (error) {
      failed(toApiError(error), 'The trail was not changed');
    }
  };
  return (
    <>
      <ConfirmButton
        label="Delete"
        title={`Delete trail ${trail?.Name ?? ''}`}
        text="Events are no longer kept by it. What it kept stays."
        disabled={Name === undefined}
        act={() => aws.call('cloudtrail', 'DeleteTrail', { Name })}
        done={changed}
      />
      <Button disabled={Name === undefined} onClick={() => void set('StopLogging')}>
        Stop logging
      </Button>
      <Button disabled={Name === undefined} onClick={() => void set('StartLogging')}>
        Start logging
      </Button>
      <Button variant="primary" onClick={create}>
        Create trail
      </Button>
    </>
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  usePageTitle('Trails');
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="Trails"
        headingTag="h1"
        variant="full-page"
        description="Trails keep events beyond the 90 days of the event history."
        columns={COLUMNS}
        loadKey={`trails ${turn}`}
        load={async (_token, signal) => {
          const found = await aws.call<DescribeTrailsResponse>(
            'cloudtrail',
            'DescribeTrails',
            {},
            signal,
          );
          return { items: found.trailList ?? [] };
        }}
        idOf={({ TrailARN = '' }) => TrailARN}
        empty="No trails"
        filterLabel="Filter trails"
        selection={{ type: 'single', selected, select }}
        actions={
          <TrailActions trail={selected[0]} changed={changed} create={() => setOpen(true)} />
        }
      />
      {selected.map((trail) => (
        <Delivery key={trail.TrailARN} trail={trail} />
      ))}
      {open ? <CreateTrail close={() => setOpen(false)} created={changed} /> : null}
    </>
  );
};
