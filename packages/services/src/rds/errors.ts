import { AwsError } from '@gatehouse/core';
import type { Kind } from './model.ts';

const NOT_FOUND: Readonly<Record<Kind, (id: string) => AwsError>> = {
  db: (id) => new AwsError('DBInstanceNotFoundFault', `DBInstance ${id} not found.`),
  cluster: (id) => new AwsError('DBClusterNotFoundFault', `DBCluster ${id} not found.`),
  snapshot: (id) => new AwsError('DBSnapshotNotFoundFault', `DBSnapshot not found: ${id}`),
  'cluster-snapshot': (id) =>
    new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot not found: ${id}`),
  subgrp: (id) =>
    new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${id}' does not exist.`),
  pg: (id) => new AwsError('DBParameterGroupNotFoundFault', `DBParameterGroup not found: ${id}`),
  'cluster-pg': (id) =>
    new AwsError('DBParameterGroupNotFoundFault', `DBClusterParameterGroup not found: ${id}`),
  es: (id) => new AwsError('SubscriptionNotFoundFault', `Event Subscription ${id} not found.`),
};

export const notFound = (kind: Kind, id: string): AwsError => NOT_FOUND[kind](id);

const snapshotExists = (id: string): string =>
  `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`;

const EXISTS: Readonly<Record<Kind, (id: string) => AwsError>> = {
  db: () => new AwsError('DBInstanceAlreadyExistsFault', 'DB instance already exists'),
  cluster: () => new AwsError('DBClusterAlreadyExistsFault', 'DB Cluster already exists'),
  snapshot: (id) => new AwsError('DBSnapshotAlreadyExistsFault', snapshotExists(id)),
  'cluster-snapshot': (id) =>
    new AwsError('DBClusterSnapshotAlreadyExistsFault', snapshotExists(id)),
  subgrp: (id) =>
    new AwsError('DBSubnetGroupAlreadyExistsFault', `The DB subnet group '${id}' already exists.`),
  pg: (id) =>
    new AwsError('DBParameterGroupAlreadyExistsFault', `Parameter group ${id} already exists`),
  'cluster-pg': (id) =>
    new AwsError('DBParameterGroupAlreadyExistsFault', `Parameter group ${id} already exists`),
  es: (id) =>
    new AwsError('SubscriptionAlreadyExistFault', `Event Subscription ${id} already exists.`),
};

export const alreadyExists = (kind: Kind, id: string): AwsError => EXISTS[kind](id);

export const invalidValue = (message: string): AwsError =>
  new AwsError('InvalidParameterValue', message);

export const invalidCombination = (message: string): AwsError =>
  new AwsError('InvalidParameterCombination', message);

export const missing = (member: string): AwsError =>
  invalidValue(`The parameter ${member} must be provided and must not be blank.`);

export const invalidIdentifier = (member: string): AwsError =>
  invalidValue(
    `The parameter ${member} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
  );

export const invalidState = (kind: Kind, message: string): AwsError => {
  const codes: Readonly<Partial<Record<Kind, string>>> = {
    db: 'InvalidDBInstanceStateFault',
    cluster: 'InvalidDBClusterStateFault',
    snapshot: 'InvalidDBSnapshotStateFault',
    'cluster-snapshot': 'InvalidDBClusterSnapshotStateFault',
    subgrp: 'InvalidDBSubnetGroupStateFault',
    pg: 'InvalidDBParameterGroupStateFault',
    'cluster-pg': 'InvalidDBParameterGroupStateFault',
    es: 'InvalidEventSubscriptionStateFault',
  };
  return new AwsError(codes[kind] ?? 'InvalidResourceStateFault', message);
};

export const notAvailable = (kind: 'db' | 'cluster', id: string): AwsError =>
  invalidState(
    kind,
    kind === 'db'
      ? `Instance ${id} is not in available state.`
      : `DbCluster ${id} is not in available state.`,
  );

/** Which key a message is about: that of a new database, or the two of a copy. */
export type KeyRole = 'specified KMS key' | 'source snapshot KMS key' | 'target KMS key';

export const keyNotAccessible = (
  key: string,
  role: KeyRole = 'specified KMS key',
  cause?: unknown,
): AwsError =>
  new AwsError(
    'KMSKeyNotAccessibleFault',
    `The ${role} [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
    { cause },
  );

export const crossRegionKeyMissing = (): AwsError =>
  invalidValue('Must specify new KMS key for cross region encrypted snapshot copy.');

export const noSuchResource = (): AwsError =>
  invalidValue('The specified resource name does not match an RDS resource in this region.');

export const quotaExceeded = (code: string, what: string): AwsError =>
  new AwsError(code, `The request cannot be processed because it would exceed the ${what}.`);
