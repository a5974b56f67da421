import { invalidCombination, missing } from '../errors.ts';

/** What a request says of the master user's password. */
export interface PasswordWish {
  readonly ManageMasterUserPassword?: boolean | undefined;
  readonly MasterUserPassword?: string | undefined;
  readonly MasterUserSecretKmsKeyId?: string | undefined;
  readonly RotateMasterUserPassword?: boolean | undefined;
  readonly ApplyImmediately?: boolean | undefined;
}

/** What such a request asks for. */
export type PasswordChange = 'none' | 'given' | 'manage' | 'release' | 'rotate';

const requireSound = (wish: PasswordWish): void => {
  const { ManageMasterUserPassword: manages, MasterUserPassword: password } = wish;
  if (manages === true && password !== undefined)
    throw invalidCombination(
      'You can not specify MasterUserPassword when ManageMasterUserPassword is set to true.',
    );
  if (wish.MasterUserSecretKmsKeyId !== undefined && manages !== true)
    throw invalidCombination(
      'A ManageMasterUserPassword value is required when MasterUserSecretKmsKeyId is specified.',
    );
};

/** Of a new database. */
export const isManagedFrom = (wish: PasswordWish): boolean => {
  requireSound(wish);
  return wish.ManageMasterUserPassword === true;
};

const requireRotatable = (wish: PasswordWish, isManaged: boolean): void => {
  if (!isManaged)
    throw invalidCombination(
      'RotateMasterUserPassword is only valid when the master user password is managed in AWS Secrets Manager.',
    );
  if (wish.ApplyImmediately !== true)
    throw invalidCombination(
      'ApplyImmediately must be set to true when RotateMasterUserPassword is specified.',
    );
  if (wish.MasterUserPassword !== undefined || wish.ManageMasterUserPassword === false)
    throw invalidCombination(
      'RotateMasterUserPassword can not be specified when the master user password is no longer managed.',
    );
};

/** What is asked of a database that has, or has not, a managed password. `loose`: as suites of emulators ask. */
export const changeOf = (wish: PasswordWish, isManaged: boolean, loose = false): PasswordChange => {
  requireSound(wish);
  const { ManageMasterUserPassword: manages, MasterUserPassword: password } = wish;
  if (wish.RotateMasterUserPassword === true) {
    requireRotatable(wish, isManaged);
    return 'rotate';
  }
  if (manages === true) {
    if (isManaged && wish.MasterUserSecretKmsKeyId !== undefined)
      throw invalidCombination(
        'MasterUserSecretKmsKeyId can not be changed while the master user password is managed.',
      );
    return isManaged ? 'none' : 'manage';
  }
  if (manages === false) {
    if (password === undefined && !loose)
      throw invalidCombination(
        'MasterUserPassword must be provided when ManageMasterUserPassword is set to false.',
      );
    return isManaged ? 'release' : password === undefined ? 'none' : 'given';
  }
  if (password === undefined) return 'none';
  if (password === '') throw missing('MasterUserPassword');
  if (isManaged)
    throw invalidCombination(
      'MasterUserPassword can not be specified while the master user password is managed in AWS Secrets Manager.',
    );
  return 'given';
};
