import type {
  DBSnapshotAttribute,
  DescribeDBClusterSnapshotAttributesMessage,
  DescribeDBClusterSnapshotAttributesResult,
  DescribeDBSnapshotAttributesMessage,
  DescribeDBSnapshotAttributesResult,
  ModifyDBClusterSnapshotAttributeMessage,
  ModifyDBClusterSnapshotAttributeResult,
  ModifyDBSnapshotAttributeMessage,
  ModifyDBSnapshotAttributeResult,
} from '@aws-sdk/client-rds';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { authorized } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { isDefaultKey } from '../encryption/chosen-key.ts';
import { invalidState, invalidValue, quotaExceeded } from '../errors.ts';
import type { Resource, SnapshotKind } from '../model.ts';
import { EVERYBODY, shares } from '../repositories/shares.ts';
import { statusOf } from './views.ts';

const ATTRIBUTE = 'restore';
const ACCOUNT = /^[0-9]{12}$/;
// Amazon RDS User Guide, "Quotas and constraints": accounts that one manual snapshot is shared with.
const MOST_ACCOUNTS = 20;

interface Change {
  readonly AttributeName: string | undefined;
  readonly ValuesToAdd?: readonly string[] | undefined;
  readonly ValuesToRemove?: readonly string[] | undefined;
}

const checkedValues = (values: readonly string[] | undefined): readonly string[] => {
  for (const value of values ?? [])
    if (value !== EVERYBODY && !ACCOUNT.test(value))
      throw invalidValue(`Invalid attribute value: ${value}`);
  return [...new Set(values)];
};

/**
 * What is encrypted with the account's default key nobody else could read; what is encrypted at all is for named accounts
 * (Amazon RDS User Guide, "Sharing encrypted snapshots").
 */
const requireShareable = async (
  deps: RdsDeps,
  call: Call,
  { kind, details, ...snapshot }: Resource<SnapshotKind>,
  added: readonly string[],
): Promise<void> => {
  if (added.length === 0) return;
  if (details.type === 'automated')
    throw invalidState(kind, 'Automated snapshots cannot be shared. Copy the snapshot first.');
  if (statusOf({ kind, details, ...snapshot }, call.now) !== 'available')
    throw invalidState(kind, `The snapshot ${snapshot.id} is not in available state.`);
  if (details.encrypted && (await isDefaultKey(deps, { ...snapshot, tx: call.tx }, details.kmsKey)))
    throw invalidState(
      kind,
      'Snapshots encrypted with the default AWS KMS key for RDS cannot be shared.',
    );
  if (details.encrypted && added.includes(EVERYBODY))
    throw invalidState(kind, 'Encrypted snapshots cannot be shared publicly.');
};

/** Changes who may restore the snapshot, and answers who may now. */
const changeSharing = async (
  deps: RdsDeps,
  call: Call,
  snapshot: Resource<SnapshotKind>,
  { AttributeName, ValuesToAdd, ValuesToRemove }: Change,
): Promise<DBSnapshotAttribute[]> => {
  if (AttributeName !== ATTRIBUTE)
    throw invalidValue(`Invalid attribute name: ${AttributeName ?? ''}`);
  const added = checkedValues(ValuesToAdd);
  await requireShareable(deps, call, snapshot, added);
  await shares.remove(call.tx, snapshot, checkedValues(ValuesToRemove));
  await shares.add(call.tx, snapshot, added);
  const attributes = await attributesOf(call, snapshot);
  const accounts = attributes[0]?.AttributeValues?.filter((value) => value !== EVERYBODY) ?? [];
  if (accounts.length > MOST_ACCOUNTS)
    throw quotaExceeded(
      'SharedSnapshotQuotaExceededFault',
      'maximum number of accounts that you can share a manual DB snapshot with',
    );
  return attributes;
};

const attributesOf = async (
  call: Call,
  snapshot: Resource<SnapshotKind>,
): Promise<DBSnapshotAttribute[]> => [
  { AttributeName: ATTRIBUTE, AttributeValues: [...(await shares.of(call.tx, snapshot))] },
];

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSnapshotAttribute.html */
export const modifyDBSnapshotAttribute = (deps: RdsDeps) =>
  writes<ModifyDBSnapshotAttributeMessage, ModifyDBSnapshotAttributeResult>(
    {},
    async (input, call) => {
      const given = input.DBSnapshotIdentifier;
      const snapshot = await authorized(call, 'ModifyDBSnapshotAttribute', 'snapshot', given);
      const DBSnapshotAttributes = await changeSharing(deps, call, snapshot, {
        ...input,
        AttributeName: input.AttributeName,
      });
      return {
        DBSnapshotAttributesResult: { DBSnapshotIdentifier: snapshot.id, DBSnapshotAttributes },
      };
    },
  );

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshotAttributes.html */
export const describeDBSnapshotAttributes = () =>
  reads<DescribeDBSnapshotAttributesMessage, DescribeDBSnapshotAttributesResult>(
    {},
    async (input, call) => {
      const given = input.DBSnapshotIdentifier;
      const snapshot = await authorized(call, 'DescribeDBSnapshotAttributes', 'snapshot', given);
      return {
        DBSnapshotAttributesResult: {
          DBSnapshotIdentifier: snapshot.id,
          DBSnapshotAttributes: await attributesOf(call, snapshot),
        },
      };
    },
  );

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBClusterSnapshotAttribute.html */
export const modifyDBClusterSnapshotAttribute = (deps: RdsDeps) =>
  writes<ModifyDBClusterSnapshotAttributeMessage, ModifyDBClusterSnapshotAttributeResult>(
    {},
    async (input, call) => {
      const operation = 'ModifyDBClusterSnapshotAttribute';
      const given = input.DBClusterSnapshotIdentifier;
      const snapshot = await authorized(call, operation, 'cluster-snapshot', given);
      const DBClusterSnapshotAttributes = await changeSharing(deps, call, snapshot, {
        ...input,
        AttributeName: input.AttributeName,
      });
      return {
        DBClusterSnapshotAttributesResult: {
          DBClusterSnapshotIdentifier: snapshot.id,
          DBClusterSnapshotAttributes,
        },
      };
    },
  );

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterSnapshotAttributes.html */
export const describeDBClusterSnapshotAttributes = () =>
  reads<DescribeDBClusterSnapshotAttributesMessage, DescribeDBClusterSnapshotAttributesResult>(
    {},
    async (input, call) => {
      const operation = 'DescribeDBClusterSnapshotAttributes';
      const given = input.DBClusterSnapshotIdentifier;
      const snapshot = await authorized(call, operation, 'cluster-snapshot', given);
      return {
        DBClusterSnapshotAttributesResult: {
          DBClusterSnapshotIdentifier: snapshot.id,
          DBClusterSnapshotAttributes: await attributesOf(call, snapshot),
        },
      };
    },
  );
