import type { MembershipListener } from '@gatehouse/service-kit';
import { enroll, type OrganizationDeps } from './access.ts';
import { members } from './members.ts';
import { organizationHubs } from './organization.ts';

/** New accounts of an organization become members where its administrator wants that; accounts that leave are none. */
export const createMembershipListener = ({
  organizations,
}: Pick<OrganizationDeps, 'organizations'>): MembershipListener => ({
  joined: async (tx, organizationId, { account, email }, now) => {
    const organization = await organizations.organization(tx, account);
    const isManagement = account === organization?.managementAccount;
    for (const hub of await organizationHubs.list(tx, organizationId))
      // One that belongs to another administrator by invitation stays with it until it leaves.
      if (hub.autoEnable && hub.administrator !== account)
        await enroll(tx, hub, { account, email, isManagement }, now);
  },
  left: async (tx, organizationId, account, now) => {
    for (const { administrator, region } of await organizationHubs.list(tx, organizationId)) {
      const everybody = account === administrator;
      await members.endOfOrganization(
        tx,
        administrator,
        everybody ? { region } : { account, region },
        now,
      );
      if (everybody) await organizationHubs.remove(tx, organizationId, region);
    }
  },
});
