import type { DBSnapshot, DBSnapshotMessage } from '@aws-sdk/client-rds';
import { type ReactNode, useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { Time } from '../../../shared/time.tsx';
import { isMoving, snapshotPath } from '../paths.ts';

type Snapshot = Json<DBSnapshot>;

const encryption = ({ Encrypted }: Snapshot): string => (Encrypted === true ? 'Yes' : 'No');

const COLUMNS: readonly Column<Snapshot>[] = [
  {
    id: 'id',
    header: 'Snapshot name',
    isRowHeader: true,
    cell: ({ DBSnapshotIdentifier: id = '' }) => <PageLink to={snapshotPath(id)}>{id}</PageLink>,
    text: ({ DBSnapshotIdentifier }) => DBSnapshotIdentifier,
  },
  {
    id: 'database',
    header: 'Database',
    cell: ({ DBInstanceIdentifier }) => DBInstanceIdentifier,
    text: ({ DBInstanceIdentifier }) => DBInstanceIdentifier,
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
    id: 'at',
    header: 'Taken',
    cell: ({ SnapshotCreateTime }) => <Time at={SnapshotCreateTime} />,
    text: ({ SnapshotCreateTime }) => SnapshotCreateTime,
  },
  { id: 'encrypted', header: 'Encrypted', cell: encryption, text: encryption },
];

interface Props {
  readonly input: object;
  readonly headingTag?: 'h1' | 'h2';
  readonly extraFilter?: ReactNode;
  readonly empty?: string;
  /** A button that changes the list. */
  readonly action?: (changed: () => void) => ReactNode;
}

/** Snapshots of instances. */
export const SnapshotTable = ({
  input,
  headingTag = 'h2',
  extraFilter,
  empty = 'No snapshots',
  action,
}: Props) => {
  const aws = useAwsClient();
  const [turn, setTurn] = useState(0);
  return (
    <AwsTable
      title="Snapshots"
      headingTag={headingTag}
      {...(headingTag === 'h1' ? { variant: 'full-page' as const } : { name: 'snapshots' })}
      columns={COLUMNS}
      loadKey={`rds snapshots ${aws.region} ${JSON.stringify(input)}`}
      load={pagesOf<DBSnapshotMessage, Snapshot>(
        aws,
        { service: 'rds', operation: 'DescribeDBSnapshots', input },
        ({ DBSnapshots }) => DBSnapshots,
      )}
      idOf={({ DBSnapshotArn = '' }) => DBSnapshotArn}
      empty={empty}
      filterLabel="Filter snapshots"
      extraFilter={extraFilter}
      turn={turn}
      isMoving={({ Status }) => isMoving(Status)}
      actions={action?.(() => setTurn((before) => before + 1))}
    />
  );
};
