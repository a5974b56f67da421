import { createGuesses, type OperationDefinition } from '@gatehouse/service-kit';
import { createReportWork, REPORT_WORK } from './credential-report.ts';
import { directoryMigrations } from './migrations.ts';
import { createNewPasswords } from './new-password.ts';
import { addUserToGroup } from './operations/add-user-to-group.ts';
import { changePassword } from './operations/change-password.ts';
import { createAccessKey } from './operations/create-access-key.ts';
import { createAccountAlias } from './operations/create-account-alias.ts';
import { createGroup } from './operations/create-group.ts';
import { createLoginProfile } from './operations/create-login-profile.ts';
import { createUser } from './operations/create-user.ts';
import { createVirtualMfaDevice } from './operations/create-virtual-mfa-device.ts';
import { deactivateMfaDevice } from './operations/deactivate-mfa-device.ts';
import { deleteAccessKey } from './operations/delete-access-key.ts';
import { deleteAccountAlias } from './operations/delete-account-alias.ts';
import { deleteAccountPasswordPolicy } from './operations/delete-account-password-policy.ts';
import { deleteGroup } from './operations/delete-group.ts';
import { deleteLoginProfile } from './operations/delete-login-profile.ts';
import { deleteUser } from './operations/delete-user.ts';
import { deleteVirtualMfaDevice } from './operations/delete-virtual-mfa-device.ts';
import { enableMfaDevice } from './operations/enable-mfa-device.ts';
import { generateCredentialReport } from './operations/generate-credential-report.ts';
import { getAccessKeyLastUsed } from './operations/get-access-key-last-used.ts';
import { getAccountPasswordPolicy } from './operations/get-account-password-policy.ts';
import { getAccountSummary } from './operations/get-account-summary.ts';
import { getCredentialReport } from './operations/get-credential-report.ts';
import { getGroup } from './operations/get-group.ts';
import { getLoginProfile } from './operations/get-login-profile.ts';
import { getMfaDevice } from './operations/get-mfa-device.ts';
import { getUser } from './operations/get-user.ts';
import { listAccessKeys } from './operations/list-access-keys.ts';
import { listAccountAliases } from './operations/list-account-aliases.ts';
import { listGroupsForUser } from './operations/list-groups-for-user.ts';
import { listGroups } from './operations/list-groups.ts';
import { listMfaDevices } from './operations/list-mfa-devices.ts';
import { listUsers } from './operations/list-users.ts';
import { listVirtualMfaDevices } from './operations/list-virtual-mfa-devices.ts';
import { mfaDeviceTags } from './operations/mfa-device-tags.ts';
import { removeUserFromGroup } from './operations/remove-user-from-group.ts';
import { resyncMfaDevice } from './operations/resync-mfa-device.ts';
import { serverCertificateOperations } from './operations/server-certificates.ts';
import { serviceSpecificCredentialOperations } from './operations/service-specific-credentials.ts';
import { signingCertificateOperations } from './operations/signing-certificates.ts';
import { sshPublicKeyOperations } from './operations/ssh-public-keys.ts';
import { updateAccessKey } from './operations/update-access-key.ts';
import { updateAccountPasswordPolicy } from './operations/update-account-password-policy.ts';
import { updateGroup } from './operations/update-group.ts';
import { updateLoginProfile } from './operations/update-login-profile.ts';
import { updateUser } from './operations/update-user.ts';
import { userTags } from './operations/user-tags.ts';
import type { AccessPart, IamDeps, Part } from './parts.ts';
import { createPasswords } from './passwords.ts';

type Operations = Readonly<Record<string, OperationDefinition>>;

/** The half of IAM that knows users, groups and their credentials. */
export const createDirectory = (deps: IamDeps, access: AccessPart): Part => ({
  operations: {
    ...userOperations(deps, access),
    ...credentialOperations(deps),
    ...mfaOperations(deps),
    ...accountOperations(deps, access),
    ...sshPublicKeyOperations(deps),
    ...serviceSpecificCredentialOperations(deps),
    ...signingCertificateOperations(deps),
    ...serverCertificateOperations(deps),
  },
  migrations: directoryMigrations,
  work: { [REPORT_WORK]: createReportWork(deps) },
});

const userOperations = (deps: IamDeps, access: AccessPart): Operations => ({
  CreateUser: createUser({ ...deps, requireBoundary: access.requireBoundary }),
  GetUser: getUser(),
  ListUsers: listUsers(deps),
  UpdateUser: updateUser(),
  DeleteUser: deleteUser(access),
  ...userTags(deps),

  CreateGroup: createGroup(deps),
  GetGroup: getGroup(deps),
  ListGroups: listGroups(deps),
  UpdateGroup: updateGroup(),
  DeleteGroup: deleteGroup(access),
  AddUserToGroup: addUserToGroup(),
  RemoveUserFromGroup: removeUserFromGroup(),
  ListGroupsForUser: listGroupsForUser(deps),
});

const credentialOperations = (deps: IamDeps): Operations => {
  const passwords = createPasswords(deps.vault, deps.passwordCostLog2);
  const newPasswords = createNewPasswords(passwords, deps.defaultPasswordPolicy ?? true);
  return {
    CreateAccessKey: createAccessKey(deps),
    ListAccessKeys: listAccessKeys(deps),
    UpdateAccessKey: updateAccessKey(deps),
    DeleteAccessKey: deleteAccessKey(deps),
    GetAccessKeyLastUsed: getAccessKeyLastUsed(),

    CreateLoginProfile: createLoginProfile(newPasswords),
    GetLoginProfile: getLoginProfile(),
    UpdateLoginProfile: updateLoginProfile(newPasswords),
    DeleteLoginProfile: deleteLoginProfile(),
    ChangePassword: changePassword({ ...newPasswords, ...passwords, guesses: createGuesses() }),
  };
};

const mfaOperations = (deps: IamDeps): Operations => ({
  CreateVirtualMFADevice: createVirtualMfaDevice(deps),
  DeleteVirtualMFADevice: deleteVirtualMfaDevice(),
  ListVirtualMFADevices: listVirtualMfaDevices(deps),
  EnableMFADevice: enableMfaDevice(deps),
  DeactivateMFADevice: deactivateMfaDevice(),
  ResyncMFADevice: resyncMfaDevice(deps),
  ListMFADevices: listMfaDevices(deps),
  GetMFADevice: getMfaDevice(),
  ...mfaDeviceTags(deps),
});

const accountOperations = (deps: IamDeps, access: AccessPart): Operations => ({
  UpdateAccountPasswordPolicy: updateAccountPasswordPolicy(),
  GetAccountPasswordPolicy: getAccountPasswordPolicy(),
  DeleteAccountPasswordPolicy: deleteAccountPasswordPolicy(),

  CreateAccountAlias: createAccountAlias(),
  DeleteAccountAlias: deleteAccountAlias(),
  ListAccountAliases: listAccountAliases(deps),

  GetAccountSummary: getAccountSummary({ counts: access.counts }),
  GenerateCredentialReport: generateCredentialReport(),
  GetCredentialReport: getCredentialReport(),
});
