import { AwsError } from '@gatehouse/core';
import { type Call, type KeyCalls, keyCalls } from '@gatehouse/service-kit';
import { keyNotAccessible, type KeyRole } from '../errors.ts';
import type { DatabaseKind, Encryption, Resource, SnapshotKind } from '../model.ts';
import type { ChosenKey } from './chosen-key.ts';
import {
  contextOf,
  OPERATIONS,
  rdsIn,
  type Sealed,
  sealedDatabase,
  sealedSnapshot,
} from './context.ts';

const DATA_KEY_BYTES = 32;

/** What KMS refuses, in the words of RDS: it does not tell which of its reasons it was. */
const accessible = async <T>(attempt: Promise<T>, key: string, role?: KeyRole): Promise<T> => {
  try {
    return await attempt;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw keyNotAccessible(key, role, error);
  }
};

/** A call with DryRun that would have succeeded is an error, too (AWS KMS Developer Guide, "Testing your permissions"). */
export const wouldSucceed = async (attempt: Promise<unknown>): Promise<void> => {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof AwsError && error.name === 'DryRunOperationException') return;
    throw error;
  }
};

const opens = (kms: KeyCalls, { key, dataKey, context }: Sealed): Promise<void> =>
  wouldSucceed(
    kms.decrypt({
      CiphertextBlob: dataKey,
      KeyId: key,
      EncryptionContext: context,
      DryRun: true,
    }),
  );

type Owner = Pick<Resource<DatabaseKind | SnapshotKind>, 'kind'> & {
  readonly details: { readonly resourceId: string };
};

/** A data key that the caller may make and read, as he must be able to who has something encrypted. */
const dataKeyFor = async (
  call: Pick<Call, 'invoke'>,
  { arn, given }: ChosenKey,
  owner: Owner,
  role?: KeyRole,
): Promise<string> => {
  const context = contextOf(owner);
  const kms = keyCalls(call);
  const { CiphertextBlob: dataKey } = await accessible(
    kms.generateDataKeyWithoutPlaintext({
      KeyId: arn,
      EncryptionContext: context,
      NumberOfBytes: DATA_KEY_BYTES,
    }),
    given,
    role,
  );
  await accessible(opens(kms, { key: arn, dataKey, context }), given, role);
  return Buffer.from(dataKey).toString('base64');
};

/**
 * What a new database is encrypted with. The caller, through RDS, gives RDS the grant that lasts as long as the database:
 * it may use the key and grant that further, for this database only. Undefined where there is no such key.
 */
export const encryptionFor = async (
  call: Pick<Call, 'invoke' | 'region'>,
  key: ChosenKey,
  owner: Owner,
): Promise<Encryption | undefined> => {
  if (!key.real) return undefined;
  const dataKey = await dataKeyFor(call, key, owner);
  const { GrantId: grant } = await accessible(
    keyCalls(call).createGrant({
      KeyId: key.arn,
      GranteePrincipal: rdsIn(call.region),
      RetiringPrincipal: rdsIn(call.region),
      Operations: OPERATIONS,
      Constraints: { EncryptionContextSubset: contextOf(owner) },
    }),
    key.given,
  );
  return { grant, dataKey };
};

/** Whoever restores or copies what is encrypted must be able to read it, in the Region where it is. */
export const requireReadable = async (
  call: Pick<Call, 'invoke'>,
  snapshot: Resource<SnapshotKind>,
  role?: KeyRole,
): Promise<void> => {
  const sealed = sealedSnapshot(snapshot);
  if (sealed === undefined) return;
  const { region } = snapshot;
  await accessible(opens(keyCalls(call, undefined, region), sealed), sealed.key, role);
};

/** RDS copies by itself what a caller has it copy: it must be able to get a grant from the caller, and keeps none. */
const requireGrantable = (
  call: Pick<Call, 'invoke'>,
  key: Omit<ChosenKey, 'real'>,
  owner: Owner,
  region: string,
  role: KeyRole,
): Promise<void> => {
  const asked = keyCalls(call, undefined, region).createGrant({
    KeyId: key.arn,
    GranteePrincipal: rdsIn(region),
    RetiringPrincipal: rdsIn(region),
    Operations: OPERATIONS,
    Constraints: { EncryptionContextSubset: contextOf(owner) },
    DryRun: true,
  });
  return accessible(wouldSucceed(asked), key.given, role);
};

export const requireCopyable = async (
  call: Pick<Call, 'invoke'>,
  source: Resource<SnapshotKind>,
): Promise<void> => {
  const role = 'source snapshot KMS key';
  const arn = sealedSnapshot(source)?.key;
  if (arn === undefined) return;
  await requireReadable(call, source, role);
  await requireGrantable(call, { arn, given: arn }, source, source.region, role);
};

/** What the copy is under: a data key of its own. */
export const dataKeyOfCopy = async (
  call: Pick<Call, 'invoke' | 'region'>,
  key: ChosenKey,
  source: Resource<SnapshotKind>,
): Promise<string | undefined> => {
  if (!key.real) return undefined;
  const role = 'target KMS key';
  const dataKey = await dataKeyFor(call, key, source, role);
  await requireGrantable(call, key, source, call.region, role);
  return dataKey;
};

/** What RDS cannot read it does not start. */
export const requireOpen = async (
  call: Pick<Call, 'invoke'>,
  database: Resource<DatabaseKind>,
): Promise<void> => {
  const sealed = sealedDatabase(database);
  if (sealed === undefined) return;
  const rds = { kind: 'service', name: 'rds.amazonaws.com', account: database.account } as const;
  await accessible(opens(keyCalls(call, rds), sealed), sealed.key);
};
