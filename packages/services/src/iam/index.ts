import {
  type AccountPort,
  type CredentialPort,
  type IdentityPort,
  type PrincipalPort,
  type RolePort,
  type Service,
} from '@gatehouse/service-kit';
import { createAccess } from './access.ts';
import {
  createAccountPort,
  createSeedAdministrator,
  type SeedAdministrator,
} from './administrator.ts';
import { createCredentials } from './credentials.ts';
import { createDirectory } from './directory.ts';
import { type InstanceProfilePort, instanceProfilePort } from './instance-profile-port.ts';
import { createKeyUsage, type KeyUsage } from './key-usage.ts';
import { createMfaPort } from './mfa-port.ts';
import type { IamDeps } from './parts.ts';
import { principalPort } from './principal-port.ts';
import { createSignInPort, type SignInPort } from './sign-in-port.ts';
import { createVerifyPassword, type VerifyPassword } from './sign-in.ts';

export type { IamDeps };
export type { KeyUsage } from './key-usage.ts';
export type { SignedInUser, SignInPort } from './sign-in-port.ts';
export type { SignInAnswer, SignInAttempt, VerifyPassword } from './sign-in.ts';

export interface Iam {
  readonly service: Service;
  readonly identity: IdentityPort;
  readonly roles: RolePort;
  readonly credentials: Pick<CredentialPort, 'longTerm'>;
  readonly accounts: AccountPort;
  readonly keyUsage: KeyUsage;
  readonly seedAdministrator: SeedAdministrator;
  readonly verifyPassword: VerifyPassword;
  readonly signIn: SignInPort;
  readonly instanceProfiles: InstanceProfilePort;
  readonly principals: PrincipalPort;
}

export const createIam = (deps: IamDeps): Iam => {
  const access = createAccess(deps);
  const directory = createDirectory(deps, access);
  const service: Service = {
    id: 'iam',
    eventSource: 'iam.amazonaws.com',
    accessDenied: 'AccessDenied',
    validationCode: 'ValidationError',
    global: true,
    operations: { ...directory.operations, ...access.operations },
    migrations: [...directory.migrations, ...access.migrations],
    work: { ...directory.work, ...access.work },
  };
  return {
    service,
    identity: access.identity,
    roles: { ...access.roles, ...createMfaPort(deps) },
    credentials: createCredentials(deps),
    accounts: createAccountPort({ clock: deps.clock, access }),
    keyUsage: createKeyUsage(deps),
    seedAdministrator: createSeedAdministrator({ ...deps, access }),
    verifyPassword: createVerifyPassword(deps),
    instanceProfiles: instanceProfilePort,
    principals: principalPort,
    signIn: createSignInPort(deps),
  };
};
