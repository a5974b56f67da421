import type { OperationModel } from '@gatehouse/wire';
import { ACCOUNT, REGION } from './cloud.fixture.ts';

/** Makes what `rdsRequest(…, 1)` names. */
export const EXISTING_DATABASE = {
  DBInstanceIdentifier: 'db1',
  DBInstanceClass: 'db.t3.micro',
  Engine: 'postgres',
  AllocatedStorage: 20,
  MasterUsername: 'owner',
  MasterUserPassword: 'correct-horse-9',
};

const OPTIONAL = new Set([
  'AllocatedStorage',
  'DBSnapshotIdentifier',
  'MasterUserPassword',
  'MasterUsername',
  'Tags',
]);

/** Where more is named than has to be, for Describe operations to have something to decide on. */
const NAMED: Readonly<Record<string, string>> = {
  DescribeDBInstances: 'DBInstanceIdentifier',
  DescribeDBClusters: 'DBClusterIdentifier',
  DescribeDBClusterSnapshots: 'DBClusterSnapshotIdentifier',
};

const arn = (resource: string): string => `arn:aws:rds:${REGION}:${ACCOUNT}:${resource}`;

/** A request of RDS that gets as far as the decision; names are ARNs where the API takes them. */
export const rdsRequest = ({ name, input }: OperationModel, n: number): object => {
  if (input.kind !== 'structure') return {};
  const creates = /^(?:Create|Restore)/.test(name);
  const made = (kind: string, id: string): string => (creates ? id : arn(`${kind}:${id}`));
  const values: Readonly<Record<string, unknown>> = {
    ...EXISTING_DATABASE,
    AttributeName: 'restore',
    DBClusterIdentifier: made('cluster', `cluster${n}`),
    DBClusterParameterGroupName: `cpg${n}`,
    DBClusterSnapshotIdentifier: made('cluster-snapshot', `csnap${n}`),
    DBInstanceIdentifier: name === 'CreateDBSnapshot' ? `db${n}` : made('db', `db${n}`),
    DBParameterGroupFamily: 'postgres17',
    DBParameterGroupName: `pg${n}`,
    DBSnapshotIdentifier: made('snapshot', `snap${n}`),
    DBSubnetGroupDescription: 'd',
    DBSubnetGroupName: `group${n}`,
    Description: 'd',
    Engine: name.includes('Cluster') ? 'aurora-postgresql' : 'postgres',
    Parameters: [{ ParameterName: 'log_statement', ParameterValue: 'all' }],
    ResourceName: arn(`db:db${n}`),
    SnapshotIdentifier: `csnap${n}`,
    SnsTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:topic1`,
    SourceDBClusterSnapshotIdentifier: arn(`cluster-snapshot:csnap${n}`),
    SourceDBSnapshotIdentifier: arn(`snapshot:snap${n}`),
    SubnetIds: ['subnet-0123456789abcdef0'],
    SubscriptionName: `subscription${n}`,
    TagKeys: ['k'],
    Tags: [{ Key: 'k', Value: 'v' }],
    TargetDBClusterSnapshotIdentifier: 'target',
    TargetDBSnapshotIdentifier: 'target',
  };
  return Object.fromEntries(
    input.members
      .filter(
        (member) => member.required || OPTIONAL.has(member.name) || NAMED[name] === member.name,
      )
      .map((member) => [member.name, values[member.name]]),
  );
};
