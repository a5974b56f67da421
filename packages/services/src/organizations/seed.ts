import type { Ids } from '@gatehouse/core';
import type { AccountPort } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { attachManaged } from './managed-policies.ts';
import { awsManagedPolicies } from './model.ts';
import { accounts } from './repositories/accounts.ts';
import { delegatedAdministrators, serviceAccess } from './repositories/delegation.ts';
import { organizations } from './repositories/organizations.ts';
import { policies } from './repositories/policies.ts';
import { units } from './repositories/units.ts';
import { VIEW_CHANNEL } from './view.ts';

export interface SeedRequest {
  readonly managementAccount: string;
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly unit: string;
  }[];
  readonly accessRoleName: string;
  /** Members that administer a service for the organization. */
  readonly delegated?: readonly { readonly account: string; readonly servicePrincipal: string }[];
  readonly now: Date;
}

/** Makes the demo organization in an empty database and answers its id; undefined when there is one already. */
export type SeedOrganization = (tx: Tx, request: SeedRequest) => Promise<string | undefined>;

const email = (name: string): string => `${name}@example.com`;

export const createSeed =
  (ids: Ids, accountPort: AccountPort): SeedOrganization =>
  async (tx, { managementAccount, accounts: members, accessRoleName, delegated = [], now }) => {
    if (await organizations.any(tx)) return undefined;
    const organizationId = `o-${ids.alphanumeric(10)}`;
    const rootSuffix = ids.alphanumeric(4);
    const rootId = `r-${rootSuffix}`;
    await organizations.insert(tx, {
      id: organizationId,
      managementAccount,
      managementEmail: email('management'),
      featureSet: 'ALL',
      rootId,
      createdAt: now,
    });
    for (const { type } of awsManagedPolicies) await policies.enableType(tx, organizationId, type);
    await attachManaged(tx, organizationId, rootId);

    const unitIds = new Map<string, string>();
    for (const name of new Set(members.map(({ unit }) => unit))) {
      const id = `ou-${rootSuffix}-${ids.alphanumeric(8)}`;
      await units.insert(tx, { id, organizationId, parentId: rootId, name, createdAt: now });
      await attachManaged(tx, organizationId, id);
      unitIds.set(name, id);
    }
    const all = [{ id: managementAccount, name: 'management', unit: '' }, ...members];
    for (const { id, name, unit } of all) {
      const own = id === managementAccount;
      await accounts.insert(tx, {
        account: id,
        organizationId,
        parentId: unitIds.get(unit) ?? rootId,
        name,
        email: email(name),
        status: 'ACTIVE',
        joinedMethod: own ? 'INVITED' : 'CREATED',
        joinedAt: now,
      });
      await attachManaged(tx, organizationId, id);
      if (!own)
        await accountPort.prepare(tx, {
          id,
          email: email(name),
          accessRoleName,
          trustedAccount: managementAccount,
        });
    }
    for (const { account, servicePrincipal } of delegated) {
      await serviceAccess.enable(tx, organizationId, servicePrincipal, now);
      await delegatedAdministrators.register(tx, organizationId, account, servicePrincipal, now);
    }
    tx.notify(VIEW_CHANNEL, '*');
    return organizationId;
  };
