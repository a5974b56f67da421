import type { Call } from '@gatehouse/service-kit';
import type { RdsDeps } from '../deps.ts';
import type { DatabaseDetails, DatabaseKind, MasterSecret, Resource } from '../model.ts';
import { checkedPassword, newPassword, sealPassword } from '../passwords.ts';
import { createMasterSecret, releaseMasterSecret, rotateMasterSecret } from './master-secret.ts';
import { changeOf, isManagedFrom, type PasswordWish } from './wish.ts';

interface Password {
  /** Sealed for the database. */
  readonly secret: Uint8Array | undefined;
  readonly masterSecret: MasterSecret | undefined;
}

const managed = async (
  deps: RdsDeps,
  call: Call,
  database: Resource<DatabaseKind>,
  givenKey: string | undefined,
): Promise<Password> => {
  const password = newPassword();
  return {
    secret: sealPassword(deps.vault, database, password),
    masterSecret: await createMasterSecret(deps, call, database, { password, givenKey }),
  };
};

/** The password of a new database: the caller's, or one that RDS makes and keeps with Secrets Manager. */
export const firstPassword = async (
  deps: RdsDeps,
  call: Call,
  database: Resource<DatabaseKind>,
  wish: PasswordWish,
): Promise<Password> => {
  if (isManagedFrom(wish)) return managed(deps, call, database, wish.MasterUserSecretKmsKeyId);
  const password = checkedPassword(database.details.engine, wish.MasterUserPassword);
  return { secret: sealPassword(deps.vault, database, password), masterSecret: undefined };
};

/** What a request to modify a database makes of its password; `resets`: the database has to take on another. */
export const nextPassword = async (
  deps: RdsDeps,
  call: Call,
  database: Resource<DatabaseKind>,
  wish: PasswordWish,
): Promise<Password & { readonly resets: boolean }> => {
  const { secret, details } = database;
  const { engine, masterSecret } = details;
  const change = changeOf(wish, masterSecret !== undefined, deps.acceptsLooseInput);
  const given = (): Uint8Array | undefined =>
    wish.MasterUserPassword === undefined
      ? secret
      : sealPassword(deps.vault, database, checkedPassword(engine, wish.MasterUserPassword));
  switch (change) {
    case 'none':
      return { secret, masterSecret, resets: false };
    case 'given':
      return { secret: given(), masterSecret: undefined, resets: true };
    case 'manage':
      return {
        ...(await managed(deps, call, database, wish.MasterUserSecretKmsKeyId)),
        resets: true,
      };
    case 'release': {
      const own = given();
      if (masterSecret !== undefined) await releaseMasterSecret(deps, call, database, masterSecret);
      return { secret: own, masterSecret: undefined, resets: true };
    }
    case 'rotate':
      if (masterSecret === undefined) throw new Error('a password is rotated that nobody manages');
      await rotateMasterSecret(deps, call, database, masterSecret);
      return { secret, masterSecret: { ...masterSecret, status: 'rotating' }, resets: false };
    default:
      return change satisfies never;
  }
};

/** What is kept of it: suites of emulators, who wait for nothing, find that it has rotated. */
export const keptSecret = (
  { acceptsLooseInput, delaySeconds }: Pick<RdsDeps, 'acceptsLooseInput' | 'delaySeconds'>,
  masterSecret: MasterSecret | undefined,
): MasterSecret | undefined =>
  masterSecret?.status === 'rotating' && acceptsLooseInput === true && delaySeconds === 0
    ? { ...masterSecret, status: 'active' }
    : masterSecret;

/** As the API shows it; nothing where nobody manages the password. */
export const shownMasterSecret = ({ masterSecret }: DatabaseDetails) =>
  masterSecret === undefined
    ? {}
    : {
        MasterUserSecret: {
          SecretArn: masterSecret.arn,
          SecretStatus: masterSecret.status,
          KmsKeyId: masterSecret.kmsKey,
        },
      };

/** Once the database is there with its password, so is the secret. */
export const settledSecret = ({
  masterSecret,
}: DatabaseDetails): { readonly masterSecret?: MasterSecret } =>
  masterSecret?.status === 'creating'
    ? { masterSecret: { ...masterSecret, status: 'active' } }
    : {};
