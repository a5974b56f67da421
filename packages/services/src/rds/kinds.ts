import type { Kind } from './model.ts';

interface KindFacts {
  /** CloudFormation's type, for CloudTrail. */
  readonly type: string;
  /** The condition key of its tags: `rds:db-tag/…`. */
  readonly tagKey: string;
  /** What messages call the member that names it. */
  readonly member: string;
  readonly maxLength: number;
}

const kindFacts = (type: string, tagKey: string, member: string, maxLength = 255): KindFacts => ({
  type: `AWS::RDS::${type}`,
  tagKey,
  member,
  maxLength,
});

export const KINDS: Readonly<Record<Kind, KindFacts>> = {
  db: kindFacts('DBInstance', 'db-tag', 'DBInstanceIdentifier', 63),
  cluster: kindFacts('DBCluster', 'cluster-tag', 'DBClusterIdentifier', 63),
  snapshot: kindFacts('DBSnapshot', 'snapshot-tag', 'DBSnapshotIdentifier'),
  'cluster-snapshot': kindFacts(
    'DBClusterSnapshot',
    'cluster-snapshot-tag',
    'DBClusterSnapshotIdentifier',
  ),
  subgrp: kindFacts('DBSubnetGroup', 'subgrp-tag', 'DBSubnetGroupName'),
  pg: kindFacts('DBParameterGroup', 'pg-tag', 'DBParameterGroupName'),
  'cluster-pg': kindFacts(
    'DBClusterParameterGroup',
    'cluster-pg-tag',
    'DBClusterParameterGroupName',
  ),
  es: kindFacts('EventSubscription', 'es-tag', 'SubscriptionName'),
};

export const isKind = (text: string): text is Kind => Object.hasOwn(KINDS, text);
