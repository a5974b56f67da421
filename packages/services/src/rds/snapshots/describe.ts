import type {
  DBClusterSnapshotMessage,
  DBSnapshotMessage,
  DescribeDBClusterSnapshotsMessage,
  DescribeDBSnapshotsMessage,
} from '@aws-sdk/client-rds';
import { type Call, reads } from '@gatehouse/service-kit';
import { arnOfResource, named } from '../arns.ts';
import { authorizeDescribe } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import {
  described,
  type Described,
  type DescribeRequest,
  type FilterTable,
  tagsOfMany,
} from '../describing.ts';
import { invalidValue, notFound } from '../errors.ts';
import type { Resource, SnapshotKind } from '../model.ts';
import { resources, type Stretch } from '../repositories/resources.ts';
import { EVERYBODY, shares } from '../repositories/shares.ts';
import { databaseNames, shownClusterSnapshot, shownSnapshot } from './views.ts';

interface Question extends DescribeRequest {
  readonly SnapshotType?: string | undefined;
  readonly IncludeShared?: boolean | undefined;
  readonly IncludePublic?: boolean | undefined;
}

const TYPES = ['automated', 'manual', 'shared', 'public', 'awsbackup'];

/** Whose snapshots are asked for: the own ones, and those of others by who they are shared with. */
const wantedOf = (call: Call, question: Question) => {
  const { SnapshotType: type, IncludeShared = false, IncludePublic = false } = question;
  if (type !== undefined && !TYPES.includes(type))
    throw invalidValue(`Invalid snapshot type: ${type}`);
  const shared = type === 'shared' || (IncludeShared && type !== 'public');
  const open = type === 'public' || (IncludePublic && type !== 'shared');
  return {
    own: type === undefined || type === 'manual' || type === 'automated',
    grantees: [...(shared ? [call.account] : []), ...(open ? [EVERYBODY] : [])],
  };
};

const byKey = <K extends SnapshotKind>(a: Resource<K>, b: Resource<K>): number => {
  const [left, right] = a.id === b.id ? [a.account, b.account] : [a.id, b.id];
  return left < right ? -1 : 1;
};

const filtersOf = (kind: SnapshotKind): FilterTable<Resource<SnapshotKind>> => {
  const prefix = kind === 'snapshot' ? 'db' : 'db-cluster';
  const database = kind === 'snapshot' ? 'db-instance-id' : 'db-cluster-id';
  return {
    [database]: databaseNames,
    [`${prefix}-snapshot-id`]: (row) => [row.id, arnOfResource(row)],
    ...(kind === 'snapshot'
      ? { 'dbi-resource-id': ({ details }: Resource<SnapshotKind>) => details.resourceId }
      : {}),
    engine: ({ details }) => details.engine,
    'snapshot-type': ({ details }) => details.type,
  };
};

interface Listing<K extends SnapshotKind> {
  readonly operation: string;
  readonly kind: K;
  readonly input: Question;
  /** The snapshot that is asked for by name. */
  readonly given: string | undefined;
  /** Its database's name, and the id that it keeps for ever. */
  readonly database: string | undefined;
  readonly resourceId: string | undefined;
}

/** One that is asked for by name: an own one, or one that its owner shares. */
const visible = async <K extends SnapshotKind>(
  call: Call,
  kind: K,
  given: string,
): Promise<Resource<K>> => {
  const name = named(call, kind, given);
  const found = name.region === call.region ? await resources.find(call.tx, name) : undefined;
  if (found === undefined) throw notFound(kind, given);
  if (found.account === call.account || (await shares.reaches(call.tx, found, call.account)))
    return found;
  throw notFound(kind, given);
};

const listed = async <K extends SnapshotKind>(
  { pages }: Pick<RdsDeps, 'pages'>,
  call: Call,
  { operation, kind, input, given, database, resourceId }: Listing<K>,
): Promise<Described<K>> => {
  const { tx } = call;
  await authorizeDescribe(call, operation, kind, given);
  const wanted = wantedOf(call, input);
  const one = given === undefined ? undefined : await visible(call, kind, given);
  const names = database === undefined ? undefined : named(call, kind, database).id;
  const load = async (stretch: Stretch): Promise<readonly Resource<K>[]> => {
    if (one !== undefined) return [one];
    const own = wanted.own ? await resources.list(tx, call, kind, stretch) : [];
    const others = await resources.shared(tx, call, kind, wanted.grantees, stretch);
    return [...own, ...others].toSorted(byKey).slice(0, stretch.limit);
  };
  const { SnapshotType: type } = input;
  const isOfType = (row: Resource<K>): boolean =>
    (type !== 'manual' && type !== 'automated') || row.details.type === type;
  const found = await described<K>(pages, call, {
    operation,
    input,
    question: { given, database, resourceId, type, wanted },
    filters: filtersOf(kind),
    load,
    also: (row) =>
      isOfType(row) &&
      (names === undefined || row.parent === names) &&
      (resourceId === undefined || row.details.resourceId === resourceId),
  });
  return found;
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshots.html */
export const describeDBSnapshots = (deps: RdsDeps) =>
  reads<DescribeDBSnapshotsMessage, DBSnapshotMessage>({}, async (input, call) => {
    const { rows, next } = await listed(deps, call, {
      operation: 'DescribeDBSnapshots',
      kind: 'snapshot',
      input,
      given: input.DBSnapshotIdentifier,
      database: input.DBInstanceIdentifier,
      resourceId: input.DbiResourceId,
    });
    const tags = await tagsOfMany(call, rows);
    return { DBSnapshots: rows.map((row) => shownSnapshot(row, tags(row), call)), ...next };
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterSnapshots.html */
export const describeDBClusterSnapshots = (deps: RdsDeps) =>
  reads<DescribeDBClusterSnapshotsMessage, DBClusterSnapshotMessage>({}, async (input, call) => {
    const { rows, next } = await listed(deps, call, {
      operation: 'DescribeDBClusterSnapshots',
      kind: 'cluster-snapshot',
      input,
      given: input.DBClusterSnapshotIdentifier,
      database: input.DBClusterIdentifier,
      resourceId: input.DbClusterResourceId,
    });
    const tags = await tagsOfMany(call, rows);
    return {
      DBClusterSnapshots: rows.map((row) => shownClusterSnapshot(row, tags(row), call)),
      ...next,
    };
  });
