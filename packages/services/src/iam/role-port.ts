import {
  type AssumableRole,
  type IdentityProvider,
  type RolePort,
  tagStore,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { AccessDeps } from './access-deps.ts';
import { oidcProviders } from './repositories/oidc-providers.ts';
import { arnOfRole, roles } from './repositories/roles.ts';
import { samlProviders } from './repositories/saml-providers.ts';
import { compiledTrust } from './trust-policy.ts';

const provider = async (tx: Tx, arn: string): Promise<IdentityProvider | undefined> => {
  const saml = await samlProviders.find(tx, arn);
  if (saml !== undefined) return { arn, kind: 'saml', metadata: saml.metadata };
  const oidc = await oidcProviders.find(tx, arn);
  return oidc === undefined
    ? undefined
    : { arn, kind: 'oidc', url: oidc.url, clientIds: oidc.clientIds };
};

/** What STS asks about roles, identity providers and the policies that a session names. */
export const createRolePort = ({
  compiled,
  managed,
}: Pick<AccessDeps, 'compiled' | 'managed'>): Omit<RolePort, 'mfaDevice'> => ({
  role: async (tx: Tx, account: string, name: string): Promise<AssumableRole | undefined> => {
    const role = await roles.find(tx, account, name);
    if (role === undefined) return undefined;
    const arn = arnOfRole(role);
    return {
      account: role.account,
      arn,
      name: role.name,
      id: role.id,
      trustPolicy: {
        id: arn,
        policy: compiledTrust(compiled, role),
      },
      maxSessionDurationSeconds: role.maxSessionSeconds,
      serviceLinked: role.linkedService !== undefined,
      tags: await tagStore.of(tx, arn),
    };
  },
  provider,
  managedPolicy: (tx, arn) => managed.compiled(tx, arn, 'session'),
  markUsed: (tx, roleId, region, at) => roles.markUsed(tx, roleId, region, at),
});
