import type {
  DBCluster,
  DBClusterMessage,
  DBInstance,
  DBInstanceMessage,
} from '@aws-sdk/client-rds';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { databasePath, isMoving } from '../paths.ts';
import { DeleteDatabase } from './delete.tsx';

type Instance = Json<DBInstance>;
type Cluster = Json<DBCluster>;

const yes = (value: boolean | undefined): string => (value === true ? 'Yes' : 'No');

const INSTANCES: readonly Column<Instance>[] = [
  {
    id: 'id',
    header: 'DB identifier',
    isRowHeader: true,
    cell: ({ DBInstanceIdentifier: id = '' }) => <PageLink to={databasePath(id)}>{id}</PageLink>,
    text: ({ DBInstanceIdentifier }) => DBInstanceIdentifier,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ DBInstanceStatus }) => DBInstanceStatus,
    text: ({ DBInstanceStatus }) => DBInstanceStatus,
  },
  {
    id: 'engine',
    header: 'Engine',
    cell: ({ Engine: engine, EngineVersion }) => `${engine} ${EngineVersion}`,
    text: ({ Engine: engine }) => engine,
  },
  {
    id: 'class',
    header: 'Size',
    cell: ({ DBInstanceClass }) => DBInstanceClass,
    text: ({ DBInstanceClass }) => DBInstanceClass,
  },
  {
    id: 'cluster',
    header: 'Cluster',
    cell: ({ DBClusterIdentifier }) => DBClusterIdentifier ?? '–',
    text: ({ DBClusterIdentifier }) => DBClusterIdentifier,
  },
  {
    id: 'encrypted',
    header: 'Encrypted',
    cell: ({ StorageEncrypted }) => yes(StorageEncrypted),
    text: ({ StorageEncrypted }) => yes(StorageEncrypted),
  },
  {
    id: 'public',
    header: 'Publicly accessible',
    cell: ({ PubliclyAccessible }) => yes(PubliclyAccessible),
    text: ({ PubliclyAccessible }) => yes(PubliclyAccessible),
  },
];

const CLUSTERS: readonly Column<Cluster>[] = [
  {
    id: 'id',
    header: 'Cluster identifier',
    isRowHeader: true,
    cell: ({ DBClusterIdentifier }) => DBClusterIdentifier,
    text: ({ DBClusterIdentifier }) => DBClusterIdentifier,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ Status }) => Status,
    text: ({ Status }) => Status,
  },
  {
    id: 'engine',
    header: 'Engine',
    cell: ({ Engine: engine, EngineVersion }) => `${engine} ${EngineVersion}`,
    text: ({ Engine: engine }) => engine,
  },
  {
    id: 'members',
    header: 'Instances',
    cell: ({ DBClusterMembers = [] }) =>
      DBClusterMembers.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier).join(', ') || '–',
  },
  {
    id: 'encrypted',
    header: 'Encrypted',
    cell: ({ StorageEncrypted }) => yes(StorageEncrypted),
    text: ({ StorageEncrypted }) => yes(StorageEncrypted),
  },
];

const Clusters = () => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, setSelected] = useState<readonly Cluster[]>([]);
  const [turn, setTurn] = useState(0);
  const id = selected[0]?.DBClusterIdentifier;
  return (
    <AwsTable
      title="Clusters"
      headingTag="h2"
      name="clusters"
      description="Aurora keeps the data of a cluster once for all of its instances."
      columns={CLUSTERS}
      loadKey={`rds clusters ${aws.region}`}
      load={pagesOf<DBClusterMessage, Cluster>(
        aws,
        { service: 'rds', operation: 'DescribeDBClusters' },
        ({ DBClusters }) => DBClusters,
      )}
      idOf={({ DBClusterArn = '' }) => DBClusterArn}
      empty="No clusters"
      filterLabel="Filter clusters"
      turn={turn}
      isMoving={({ Status }) => isMoving(Status)}
      selection={{ type: 'single', selected, select: setSelected }}
      actions={
        <DeleteDatabase
          kind="cluster"
          id={id}
          deleted={() => {
            succeeded(`Cluster ${id ?? ''} is being deleted.`);
            setSelected([]);
            setTurn((before) => before + 1);
          }}
        />
      }
    />
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const create = (
    <GoButton to="/rds/databases/create" variant="primary">
      Create database
    </GoButton>
  );
  return (
    <Page title="Databases" description="Databases as AWS knows them; no engine runs behind them.">
      <SpaceBetween size="l">
        <AwsTable
          title="Instances"
          headingTag="h2"
          columns={INSTANCES}
          loadKey={`rds instances ${aws.region}`}
          load={pagesOf<DBInstanceMessage, Instance>(
            aws,
            { service: 'rds', operation: 'DescribeDBInstances' },
            ({ DBInstances }) => DBInstances,
          )}
          idOf={({ DBInstanceArn = '' }) => DBInstanceArn}
          empty="No databases"
          emptyAction={create}
          filterLabel="Filter databases"
          isMoving={({ DBInstanceStatus }) => isMoving(DBInstanceStatus)}
          actions={create}
        />
        <Clusters />
      </SpaceBetween>
    </Page>
  );
};
