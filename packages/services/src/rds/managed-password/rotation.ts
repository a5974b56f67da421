import { AwsError, parseArn } from '@gatehouse/core';
import type { ManagedRotationPort, ServiceDeps } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Database } from '../database-work.ts';
import type { RdsDeps } from '../deps.ts';
import type { DatabaseKind, MasterSecret } from '../model.ts';
import { isPassword, newPassword, sealPassword } from '../passwords.ts';
import { resources } from '../repositories/resources.ts';
import { isMissing, secretsAsRds } from './as-rds.ts';

type Deps = Pick<ServiceDeps, 'clock' | 'log' | 'store' | 'vault'> & Pick<RdsDeps, 'call'>;
type Asked = Parameters<ManagedRotationPort['rotate']>[0];

const PENDING = 'AWSPENDING';
const CURRENT = 'AWSCURRENT';
// More than the quotas of instances and of clusters.
const MOST = 1000;

/** The database whose password a secret has. */
const databaseOf = async (tx: Tx, secretArn: string): Promise<Database | undefined> => {
  const arn = parseArn(secretArn);
  if (arn === undefined) return undefined;
  const scope = { account: arn.account, region: arn.region };
  const kept = ({ details }: Database): boolean => details.masterSecret?.arn === secretArn;
  return (
    (await resources.list(tx, scope, 'db', { limit: MOST })).find(kept) ??
    (await resources.list(tx, scope, 'cluster', { limit: MOST })).find(kept)
  );
};

interface Change {
  readonly status?: MasterSecret['status'] | undefined;
  readonly password?: string | undefined;
}

/** Changes what the database knows of its password, if it has that secret still; answers whether it was so. */
const change = (
  { store, vault }: Deps,
  secretArn: string,
  { status, password }: Change,
): Promise<boolean> =>
  store.write(async (tx) => {
    const found = await databaseOf(tx, secretArn);
    const before = found?.details.masterSecret;
    if (found === undefined || before === undefined) return false;
    // A password is set on a database that runs.
    if (password !== undefined && found.details.status !== 'available') return false;
    const masterSecret = { ...before, status: status ?? before.status };
    const secret = password === undefined ? found.secret : sealPassword(vault, found, password);
    const saved =
      found.kind === 'db'
        ? { ...found, secret, details: { ...found.details, masterSecret } }
        : { ...found, secret, details: { ...found.details, masterSecret } };
    await resources.save<DatabaseKind>(tx, saved);
    return true;
  });

interface Scene {
  readonly deps: Deps;
  readonly asked: Asked;
  readonly database: Database;
  readonly secrets: ReturnType<typeof secretsAsRds>;
}

const passwordIn = (text: string): string | undefined => {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && 'password' in value
    ? typeof value.password === 'string'
      ? value.password
      : undefined
    : undefined;
};

/** The password that waits; undefined: there is none yet. */
const pendingPassword = async ({ asked, secrets }: Scene): Promise<string | undefined> => {
  const { secretArn: SecretId, versionId: VersionId } = asked;
  try {
    const { SecretString } = await secrets<{ readonly SecretString?: string }>('GetSecretValue', {
      SecretId,
      VersionId,
      VersionStage: PENDING,
    });
    return passwordIn(SecretString ?? '{}');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** Makes the password that waits, unless an attempt before this one has. */
const createSecret = async (scene: Scene): Promise<boolean> => {
  const { asked, database, deps, secrets } = scene;
  await change(deps, asked.secretArn, { status: 'rotating' });
  if ((await pendingPassword(scene)) !== undefined) return true;
  await secrets('PutSecretValue', {
    SecretId: asked.secretArn,
    ClientRequestToken: asked.versionId,
    SecretString: JSON.stringify({
      username: database.details.masterUsername,
      password: newPassword(),
    }),
    VersionStages: [PENDING],
    RotationToken: asked.rotationToken,
  });
  return true;
};

const setSecret = async (scene: Scene): Promise<boolean> => {
  const password = await pendingPassword(scene);
  if (password === undefined) return false;
  return change(scene.deps, scene.asked.secretArn, { password });
};

const testSecret = async (scene: Scene): Promise<boolean> => {
  const { asked, deps } = scene;
  const password = await pendingPassword(scene);
  const database = await deps.store.read((tx) => databaseOf(tx, asked.secretArn));
  return (
    password !== undefined && database !== undefined && isPassword(deps.vault, database, password)
  );
};

const finishSecret = async ({ asked, deps, secrets }: Scene): Promise<boolean> => {
  const { secretArn: SecretId, versionId } = asked;
  const { VersionIdsToStages: stages = {} } = await secrets<{
    readonly VersionIdsToStages?: Readonly<Record<string, readonly string[]>>;
  }>('DescribeSecret', { SecretId });
  const current = Object.entries(stages).find(([, labels]) => labels.includes(CURRENT))?.[0];
  if (current !== versionId)
    await secrets('UpdateSecretVersionStage', {
      SecretId,
      VersionStage: CURRENT,
      MoveToVersionId: versionId,
      RemoveFromVersionId: current,
    });
  return change(deps, SecretId, { status: 'active' });
};

const STEPS = { createSecret, setSecret, testSecret, finishSecret } as const;

/** As MasterUserSecret puts it: RDS is not let at the secret or at its key. */
const isImpairing = ({ name }: AwsError): boolean =>
  name.startsWith('AccessDenied') || name === 'DecryptionFailure' || name === 'EncryptionFailure';

/** Rotates master users' passwords as Secrets Manager asks. Every step may be repeated. */
export const createMasterPasswords = (deps: Deps): ManagedRotationPort => ({
  rotate: async (asked) => {
    const { secretArn, step } = asked;
    const database = await deps.store.read((tx) => databaseOf(tx, secretArn));
    if (database === undefined) return 'failed';
    const scene: Scene = { deps, asked, database, secrets: secretsAsRds(deps, database) };
    try {
      if (await STEPS[step](scene)) return 'ended';
      await change(deps, secretArn, { status: 'active' });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      deps.log.warn('a master password could not be rotated', { step, code: error.name });
      await change(deps, secretArn, { status: isImpairing(error) ? 'impaired' : 'active' });
    }
    return 'failed';
  },
});
