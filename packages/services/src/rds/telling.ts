import { emitEvents, type ServiceDeps } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { arnOfResource } from './arns.ts';
import type { DatabaseKind, Resource, SnapshotKind } from './model.ts';
import { keptEvents } from './repositories/events.ts';

type TellingKind = DatabaseKind | SnapshotKind;

/** What of RDS's events is told here (Amazon RDS User Guide, "Amazon RDS event categories and event messages"). */
const EVENTS = {
  created: ['0005', 'creation', 'DB instance created.'],
  deleted: ['0003', 'deletion', 'DB instance deleted.'],
  restarted: ['0006', 'availability', 'DB instance restarted.'],
  stopped: ['0087', 'notification', 'DB instance stopped.'],
  started: ['0088', 'notification', 'DB instance started.'],
  restored: ['0043', 'restoration', 'Restored from snapshot.'],
  'password-reset': ['0016', 'configuration change', 'Reset master credentials.'],
  'class-changed': [
    '0014',
    'configuration change',
    'Finished applying modification to DB instance class.',
  ],
  'storage-changed': [
    '0017',
    'configuration change',
    'Finished applying modification to allocated storage.',
  ],
  'snapshot-created': ['0042', 'creation', 'Manual snapshot created.'],
  'snapshot-deleted': ['0041', 'deletion', 'Deleted user snapshot.'],
  'snapshot-copied': ['0060', 'notification', 'Finished copy of snapshot.'],
  'cluster-created': ['0170', 'creation', 'DB cluster created.'],
  'cluster-deleted': ['0171', 'deletion', 'DB cluster deleted.'],
  'cluster-stopped': ['0150', 'notification', 'DB cluster stopped.'],
  'cluster-started': ['0151', 'notification', 'DB cluster started.'],
  'cluster-snapshot-created': ['0075', 'backup', 'Manual cluster snapshot created.'],
} as const satisfies Readonly<
  Record<string, readonly [id: string, category: string, message: string]>
>;

export type Happening = keyof typeof EVENTS;

const SOURCES: Readonly<
  Record<
    TellingKind,
    { readonly detailType: string; readonly type: string; readonly listed: string }
  >
> = {
  db: { detailType: 'RDS DB Instance Event', type: 'DB_INSTANCE', listed: 'db-instance' },
  cluster: { detailType: 'RDS DB Cluster Event', type: 'CLUSTER', listed: 'db-cluster' },
  snapshot: { detailType: 'RDS DB Snapshot Event', type: 'SNAPSHOT', listed: 'db-snapshot' },
  'cluster-snapshot': {
    detailType: 'RDS DB Cluster Snapshot Event',
    type: 'CLUSTER_SNAPSHOT',
    listed: 'db-cluster-snapshot',
  },
};

// API_DescribeEvents: the past 14 days.
const KEPT_MS = 14 * 86_400_000;

/** Tells the default bus what happened, and keeps it for DescribeEvents. */
export const tell = async (
  tx: Tx,
  { ids }: Pick<ServiceDeps, 'ids'>,
  resource: Resource<TellingKind>,
  happening: Happening,
  now: Date,
): Promise<void> => {
  const [eventId, category, message] = EVENTS[happening];
  const source = SOURCES[resource.kind];
  const { account, region } = resource;
  const arn = arnOfResource(resource);
  const id = ids.uuid();
  const detail = {
    EventCategories: [category],
    SourceType: source.type,
    SourceArn: arn,
    Date: now.toISOString(),
    Message: message,
    SourceIdentifier: resource.id,
    EventID: `RDS-EVENT-${eventId}`,
  };
  const { detailType } = source;
  await emitEvents(
    tx,
    [{ id, source: 'aws.rds', detailType, account, region, at: now, resources: [arn], detail }],
    now,
  );
  await keptEvents.removeBefore(tx, resource, now.getTime() - KEPT_MS);
  await keptEvents.insert(tx, {
    id,
    account,
    region,
    at: now,
    sourceType: source.listed,
    sourceId: resource.id,
    sourceArn: arn,
    categories: [category],
    message,
  });
};
