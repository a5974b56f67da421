import type { OrganizationAccount, OrganizationDirectory } from '@gatehouse/service-kit';
import type { Account } from './model.ts';
import { accounts } from './repositories/accounts.ts';
import { delegatedAdministrators, serviceAccess } from './repositories/delegation.ts';
import { organizations } from './repositories/organizations.ts';

const MOST_ACCOUNTS = 10_000;

const listed = ({ account, email, status }: Account): OrganizationAccount => ({
  account,
  email,
  active: status === 'ACTIVE',
});

export const directory: OrganizationDirectory = {
  organization: async (tx, account) => {
    const member = await accounts.find(tx, account);
    return member === undefined ? undefined : organizations.byId(tx, member.organizationId);
  },

  account: async (tx, organizationId, account) => {
    const member = await accounts.find(tx, account);
    return member?.organizationId === organizationId ? listed(member) : undefined;
  },

  accounts: async (tx, organizationId) => {
    const first = { joinedAt: 0, account: '' };
    const members = await accounts.list(tx, organizationId, first, MOST_ACCOUNTS);
    return members.map(listed);
  },

  hasServiceAccess: (tx, organizationId, servicePrincipal) =>
    serviceAccess.isEnabled(tx, organizationId, servicePrincipal),

  isDelegated: (tx, organizationId, account, servicePrincipal) =>
    delegatedAdministrators.isDelegatedFor(tx, organizationId, account, servicePrincipal),
};
