import { regionsOf } from '@gatehouse/policy';
import type { Tx } from '@gatehouse/store';
import { aggregators } from './aggregation/aggregators.ts';
import type { SecurityHubDeps } from './deps.ts';
import { enable } from './hub/enabling.ts';
import { enroll } from './members/access.ts';
import type { OrganizationHub } from './members/organization.ts';
import { organizationHubs } from './members/organization.ts';

export interface SecurityHubSeed {
  readonly organizationId: string;
  readonly administrator: string;
  readonly managementAccount: string;
  /** Where the administrator sees the findings of all Regions. */
  readonly homeRegion: string;
  readonly now: Date;
}

/** Enables Security Hub everywhere in an organization, whose accounts, old and new, are members of the administrator. */
export type SeedSecurityHub = (tx: Tx, seed: SecurityHubSeed) => Promise<void>;

export const createSeed =
  ({ ids, organizations }: Pick<SecurityHubDeps, 'ids' | 'organizations'>): SeedSecurityHub =>
  async (tx, { organizationId, administrator, managementAccount, homeRegion, now }) => {
    const accounts = await organizations.accounts(tx, organizationId);
    const members = accounts.filter(({ account }) => account !== administrator);
    for (const region of regionsOf('aws')) {
      const organization: OrganizationHub = {
        organizationId,
        region,
        administrator,
        autoEnable: true,
        autoEnableStandards: 'NONE',
        configurationType: 'LOCAL',
        status: undefined,
        statusMessage: undefined,
      };
      if (!(await organizationHubs.insert(tx, organization))) continue;
      for (const account of [administrator, managementAccount])
        await enable(tx, { account, region }, { defaultStandards: false }, now);
      for (const { account, email } of members)
        await enroll(tx, organization, { account, email, isManagement: false }, now);
    }
    await aggregators.insert(tx, {
      account: administrator,
      id: ids.uuid(),
      region: homeRegion,
      linkingMode: 'ALL_REGIONS',
      regions: [],
    });
  };
