import type { Call } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { SecurityHubDeps } from '../deps.ts';
import {
  badAccountId,
  insufficientAccess,
  managementOnly,
  notAdministrator,
  organizationNotInUse,
} from '../errors.ts';
import { enable } from '../hub/enabling.ts';
import { hubs } from '../hub/hubs.ts';
import type { HubRef } from '../ports.ts';
import { members } from './members.ts';
import { type OrganizationHub, organizationHubs } from './organization.ts';

export type OrganizationDeps = Pick<SecurityHubDeps, 'organizations' | 'acceptsLooseInput'>;

export const SERVICE_PRINCIPAL = 'securityhub.amazonaws.com';

const ACCOUNT_ID = /^\d{12}$/;

export const requireAccountId = (account: string | undefined): string => {
  if (account === undefined || !ACCOUNT_ID.test(account)) throw badAccountId(account ?? '');
  return account;
};

/** The organization that the caller's account manages. */
export const managedOrganization = async (
  { organizations }: OrganizationDeps,
  call: Call,
): Promise<{ readonly id: string; readonly managementAccount: string }> => {
  const organization = await organizations.organization(call.tx, call.account);
  if (organization === undefined) throw organizationNotInUse();
  if (organization.managementAccount !== call.account) throw managementOnly();
  return organization;
};

/** What the caller's account administers here as the delegate of its organization. */
export const administered = async (
  { acceptsLooseInput }: OrganizationDeps,
  call: Call,
): Promise<OrganizationHub> => {
  const found = await organizationHubs.administeredBy(call.tx, call);
  if (found !== undefined) return found;
  throw acceptsLooseInput === true ? insufficientAccess() : notAdministrator(call.account);
};

/**
 * Makes an account of the organization a member, and enables Security Hub there. The management account enables it
 * itself before (User Guide, "Managing accounts with AWS Organizations"). Undefined: done; else why not.
 */
export const enroll = async (
  tx: Tx,
  organization: OrganizationHub,
  { account, email, isManagement }: Enrollment,
  now: Date,
): Promise<string | undefined> => {
  const { administrator, region } = organization;
  const hub: HubRef = { account, region };
  const before = await members.ofAccount(tx, hub);
  if (before !== undefined && before.administrator !== administrator)
    return 'The account is a member account of another administrator account';
  if (isManagement && (await hubs.find(tx, hub)) === undefined)
    return 'Security Hub must be enabled in the organization management account first';
  await enable(tx, hub, { defaultStandards: organization.autoEnableStandards === 'DEFAULT' }, now);
  const known = await members.find(tx, { account: administrator, region }, account);
  if (known?.status === 'Enabled' && known.byOrganization) return undefined;
  await members.put(tx, {
    administrator,
    region,
    account,
    email: email ?? known?.email,
    status: 'Enabled',
    byOrganization: true,
    invitationId: known?.invitationId,
    invitedAt: known?.invitedAt ?? now,
    updatedAt: now,
  });
  return undefined;
};

export interface Enrollment {
  readonly account: string;
  readonly email: string | undefined;
  readonly isManagement: boolean;
}
