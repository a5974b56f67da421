import { AwsError } from '@gatehouse/core';
import { type Call, keyCalls } from '@gatehouse/service-kit';
import { arnOfResource } from '../arns.ts';
import type { Database } from '../database-work.ts';
import type { RdsDeps } from '../deps.ts';
import { isRefusal } from '../encryption/access-loss.ts';
import { kmsAsRds } from '../encryption/as-rds.ts';
import { chosenKey } from '../encryption/chosen-key.ts';
import { rdsIn } from '../encryption/context.ts';
import { invalidState, keyNotAccessible } from '../errors.ts';
import type { DatabaseKind, MasterSecret, Resource } from '../model.ts';
import { isMissing, keeperGrantee, keeperOf, secretsAsRds } from './as-rds.ts';

const DEFAULT_KEY = 'alias/aws/secretsmanager';
/** Amazon RDS User Guide, "Password management with Amazon RDS and AWS Secrets Manager": every seven days unless changed. */
const ROTATION_DAYS = 7;
const USES = ['Decrypt', 'GenerateDataKey'] as const;
const DENIED = 'AccessDenied';

type Deps = Pick<RdsDeps, 'acceptsLooseInput' | 'call' | 'clock' | 'ids' | 'keys'>;

const secretName = ({ kind }: Resource<DatabaseKind>, uuid: string): string =>
  `rds!${kind}-${uuid}`;

const tagsOf = (database: Resource<DatabaseKind>) => [
  {
    Key: database.kind === 'db' ? 'aws:rds:primaryDBInstanceArn' : 'aws:rds:primaryDBClusterArn',
    Value: arnOfResource(database),
  },
  { Key: 'aws:secretsmanager:owningService', Value: 'rds' },
];

/** What Secrets Manager or KMS refuses, in the words of RDS. */
const refused = (error: unknown, key: string): unknown => {
  if (!(error instanceof AwsError)) return error;
  return error.name.startsWith(DENIED)
    ? new AwsError(DENIED, error.message, { status: 403, cause: error })
    : keyNotAccessible(key, undefined, error);
};

const asked = async <T>(attempt: Promise<T>, key: string): Promise<T> => {
  try {
    return await attempt;
  } catch (error) {
    throw refused(error, key);
  }
};

/** With a customer managed key the caller, through RDS, grants RDS the use of it for this one secret. */
const granted = async (
  call: Call,
  database: Resource<DatabaseKind>,
  key: string,
  secretArn: string,
): Promise<string> => {
  const { GrantId } = await keyCalls(call).createGrant({
    KeyId: key,
    GranteePrincipal: keeperGrantee(database),
    RetiringPrincipal: rdsIn(database.region),
    Operations: USES,
    Constraints: { EncryptionContextSubset: { SecretARN: secretArn } },
  });
  return GrantId;
};

/**
 * The secret for a new password. The caller makes it through RDS, so he needs secretsmanager:CreateSecret and TagResource,
 * and the key's permissions (Amazon RDS User Guide, "Permissions required for Secrets Manager integration").
 */
export const createMasterSecret = async (
  deps: Deps,
  call: Call,
  database: Resource<DatabaseKind>,
  { password, givenKey }: { readonly password: string; readonly givenKey: string | undefined },
): Promise<MasterSecret> => {
  const isDefault = givenKey === undefined || givenKey === DEFAULT_KEY;
  const key = isDefault ? undefined : await chosenKey(deps, call, givenKey);
  const { masterUsername: username } = database.details;
  const made = call.invoke('secretsmanager', 'CreateSecret', {
    Name: secretName(database, deps.ids.uuid()),
    ClientRequestToken: deps.ids.uuid(),
    Description: `The secret associated with the primary RDS DB ${database.kind === 'db' ? 'instance' : 'cluster'}: ${arnOfResource(database)}`,
    KmsKeyId: key?.real === true ? key.arn : undefined,
    SecretString: JSON.stringify({ username, password }),
    Tags: tagsOf(database),
  }) as Promise<{ readonly ARN: string }>;
  const { ARN: arn } = await asked(made, givenKey ?? DEFAULT_KEY);
  const scope = { account: call.account, region: call.region };
  const kmsKey = key?.arn ?? (await deps.keys.managed(call.tx, scope, 'secretsmanager'));
  const grant =
    key?.real === true
      ? await asked(granted(call, database, key.arn, arn), givenKey ?? DEFAULT_KEY)
      : undefined;
  await call.invoke(
    'secretsmanager',
    'RotateSecret',
    {
      SecretId: arn,
      ClientRequestToken: deps.ids.uuid(),
      RotationRules: { AutomaticallyAfterDays: ROTATION_DAYS },
      RotateImmediately: false,
    },
    keeperOf(deps, database),
  );
  return { arn, kmsKey, grant, status: 'creating' };
};

/** Has Secrets Manager rotate it now, as the caller. */
export const rotateMasterSecret = async (
  { ids }: Pick<Deps, 'ids'>,
  call: Call,
  database: Resource<DatabaseKind>,
  { arn, kmsKey }: MasterSecret,
): Promise<void> => {
  const begun = call.invoke('secretsmanager', 'RotateSecret', {
    SecretId: arn,
    ClientRequestToken: ids.uuid(),
  });
  try {
    await begun;
  } catch (error) {
    if (error instanceof AwsError && error.name === 'InvalidRequestException')
      throw invalidState(database.kind, error.message);
    throw refused(error, kmsKey);
  }
};

const DELETION = { ForceDeleteWithoutRecovery: true } as const;

/** In the caller's transaction: whoever takes the password over himself has no use for the secret. */
export const releaseMasterSecret = async (
  deps: Deps,
  call: Call,
  database: Resource<DatabaseKind>,
  { arn, grant, kmsKey }: MasterSecret,
): Promise<void> => {
  const keeper = keeperOf(deps, database);
  await call.invoke('secretsmanager', 'DeleteSecret', { SecretId: arn, ...DELETION }, keeper);
  if (grant === undefined) return;
  const rds = { kind: 'service', name: 'rds.amazonaws.com', account: database.account } as const;
  await keyCalls(call, rds).retireGrant({ KeyId: kmsKey, GrantId: grant });
};

/** Before a database goes; what is gone already, or what its owner denies RDS, keeps nobody from deleting a database. */
export const dropMasterSecret = async (deps: Deps, database: Database): Promise<void> => {
  const { masterSecret } = database.details;
  if (masterSecret === undefined) return;
  const { arn, grant, kmsKey } = masterSecret;
  try {
    await secretsAsRds(deps, database)('DeleteSecret', { SecretId: arn, ...DELETION });
  } catch (error) {
    if (!isMissing(error) && !(error instanceof AwsError && error.name.startsWith(DENIED)))
      throw error;
  }
  if (grant === undefined) return;
  try {
    await kmsAsRds(deps, database).retireGrant({ KeyId: kmsKey, GrantId: grant });
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
};
