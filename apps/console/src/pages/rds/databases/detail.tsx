import type { DBInstance, DBInstanceMessage, EventsMessage } from '@aws-sdk/client-rds';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { usePolling } from '../../../shared/refresh.ts';
import { Time } from '../../../shared/time.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { isMoving } from '../paths.ts';
import { SnapshotTable } from '../snapshots/table.tsx';
import { TakeSnapshot } from '../snapshots/take.tsx';
import { RdsTags } from '../tags.tsx';
import { DeleteDatabase } from './delete.tsx';
import { DatabaseSettings } from './settings.tsx';

type Instance = Json<DBInstance>;

/** Where the master user's password is, when RDS keeps it with Secrets Manager. */
const MasterSecret = ({ instance }: { readonly instance: Instance }) => {
  const { SecretArn, SecretStatus } = instance.MasterUserSecret ?? {};
  // Without the hyphen and the six characters of its ARN.
  const name = SecretArn?.split(':').slice(6).join(':').slice(0, -7);
  return name === undefined ? (
    'Kept by whoever set it'
  ) : (
    <>
      <PageLink to={`/secrets-manager/secrets/${encodeURIComponent(name)}`}>{name}</PageLink> (
      {SecretStatus})
    </>
  );
};

const Summary = ({ instance }: { readonly instance: Instance }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['Status', instance.DBInstanceStatus],
        ['Engine', `${instance.Engine ?? ''} ${instance.EngineVersion ?? ''}`],
        [
          'Endpoint',
          instance.Endpoint === undefined ? undefined : (
            <Copyable
              key="endpoint"
              text={`${instance.Endpoint.Address ?? ''}:${instance.Endpoint.Port ?? ''}`}
              what="Endpoint"
            />
          ),
        ],
        ['ARN', <Copyable key="arn" text={instance.DBInstanceArn} what="ARN" />],
        ['Created', <Time key="created" at={instance.InstanceCreateTime} />],
        ['Zone', instance.AvailabilityZone],
        ['KMS key', instance.StorageEncrypted === true ? instance.KmsKeyId : 'Not encrypted'],
        ['VPC', instance.DBSubnetGroup?.VpcId],
        [
          'Security groups',
          instance.VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId).join(
            ', ',
          ),
        ],
        ['Parameter group', instance.DBParameterGroups?.[0]?.DBParameterGroupName],
        ['Cluster', instance.DBClusterIdentifier],
        ['Master user', instance.MasterUsername],
        ['Master password', <MasterSecret key="secret" instance={instance} />],
      ]}
    />
  </Container>
);

const DatabaseEvents = ({ id }: { readonly id: string }) => {
  const aws = useAwsClient();
  return (
    <AwsTable
      title="Events"
      headingTag="h2"
      name="events"
      description="Of the last 14 days."
      columns={[
        {
          id: 'at',
          header: 'Time',
          cell: (event) => <Time at={event.Date} />,
          text: (event) => event.Date,
        },
        {
          id: 'message',
          header: 'Event',
          isRowHeader: true,
          cell: (event) => event.Message,
          text: (event) => event.Message,
        },
      ]}
      loadKey={`rds events ${aws.region} ${id}`}
      load={pagesOf<EventsMessage, Json<NonNullable<EventsMessage['Events']>[number]>>(
        aws,
        {
          service: 'rds',
          operation: 'DescribeEvents',
          input: { SourceType: 'db-instance', SourceIdentifier: id, Duration: 20_160 },
        },
        ({ Events }) => Events,
      )}
      idOf={(event) => `${event.Date ?? ''} ${event.Message ?? ''}`}
      empty="No events"
      filterLabel="Filter events"
    />
  );
};

interface Verb {
  readonly label: string;
  readonly operation: string;
  readonly from: string;
  readonly text: string;
}

const VERBS: readonly Verb[] = [
  {
    label: 'Start',
    operation: 'StartDBInstance',
    from: 'stopped',
    text: 'It runs, and is paid for, from now on.',
  },
  {
    label: 'Stop',
    operation: 'StopDBInstance',
    from: 'available',
    text: 'Nobody can connect to it until it is started again.',
  },
  {
    label: 'Reboot',
    operation: 'RebootDBInstance',
    from: 'available',
    text: 'Every connection is cut for a moment.',
  },
];

interface Props {
  readonly instance: Instance;
  readonly changed: () => void;
}

const Buttons = ({ instance, changed }: Props) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const id = instance.DBInstanceIdentifier ?? '';
  return (
    <>
      {VERBS.map(({ label, operation, from, text }) => (
        <ConfirmButton
          key={label}
          label={label}
          title={`${label} database ${id}`}
          text={text}
          disabled={instance.DBInstanceStatus !== from}
          act={() => aws.call('rds', operation, { DBInstanceIdentifier: id })}
          done={() => {
            succeeded(`Database ${id}: asked to ${label.toLowerCase()}.`);
            changed();
          }}
        />
      ))}
      <DeleteDatabase
        kind="instance"
        id={id}
        isMember={instance.DBClusterIdentifier !== undefined}
        deleted={() => {
          succeeded(`Database ${id} is being deleted.`);
          void navigate('/rds/databases');
        }}
      />
    </>
  );
};

const Content = ({ instance, changed }: Props) => {
  const id = instance.DBInstanceIdentifier ?? '';
  return (
    <SpaceBetween size="l">
      <Summary instance={instance} />
      <UrlTabs
        label="Database"
        tabs={[
          [
            'configuration',
            'Configuration',
            <DatabaseSettings key="configuration" instance={instance} changed={changed} />,
          ],
          [
            'snapshots',
            'Snapshots',
            <SnapshotTable
              key="snapshots"
              input={{ DBInstanceIdentifier: id }}
              action={(taken) => <TakeSnapshot database={id} taken={taken} />}
            />,
          ],
          ['events', 'Events', <DatabaseEvents key="events" id={id} />],
          [
            'tags',
            'Tags',
            <RdsTags
              key="tags"
              arn={instance.DBInstanceArn}
              tags={instance.TagList}
              changed={changed}
            />,
          ],
        ]}
      />
    </SpaceBetween>
  );
};

export const Component = () => {
  const { id = '' } = useParams();
  const found = useAws<DBInstanceMessage>({
    service: 'rds',
    operation: 'DescribeDBInstances',
    input: { DBInstanceIdentifier: id },
  });
  const instance = found.data?.DBInstances?.[0];
  usePolling(isMoving(instance?.DBInstanceStatus), found.reload);
  return (
    <Page
      title={id}
      actions={
        instance === undefined ? null : <Buttons instance={instance} changed={found.reload} />
      }
    >
      <FailureOr of={found}>
        {({ DBInstances = [] }) =>
          DBInstances.map((one) => (
            <Content key={one.DBInstanceArn} instance={one} changed={found.reload} />
          ))
        }
      </FailureOr>
    </Page>
  );
};
