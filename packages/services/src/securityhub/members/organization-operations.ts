import type {
  DescribeOrganizationConfigurationRequest,
  DescribeOrganizationConfigurationResponse,
  DisableOrganizationAdminAccountRequest,
  EnableOrganizationAdminAccountRequest,
  EnableOrganizationAdminAccountResponse,
  ListOrganizationAdminAccountsRequest,
  ListOrganizationAdminAccountsResponse,
  UpdateOrganizationConfigurationRequest,
} from '@aws-sdk/client-securityhub';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import {
  centralEnablesNothing,
  centralUnavailable,
  featureUnavailable,
  managementNotDelegable,
  notInOrganization,
  notTheAdministrator,
  otherAdministrator,
} from '../errors.ts';
import { permitHub, requireHub } from '../hub/access.ts';
import { enable } from '../hub/enabling.ts';
import {
  administered,
  enroll,
  managedOrganization,
  type OrganizationDeps,
  requireAccountId,
  SERVICE_PRINCIPAL,
} from './access.ts';
import { members } from './members.ts';
import { type OrganizationHub, organizationHubs } from './organization.ts';

const MOST_MEMBERS = 10_000;
const FEATURE = 'SecurityHub';

const requireFeature = (feature: string | undefined): void => {
  if (feature !== undefined && feature !== FEATURE) throw featureUnavailable(feature);
};

/** Trusted access and delegation, which the caller must be allowed to give in Organizations himself. */
const delegate = async (
  { organizations }: OrganizationDeps,
  call: Call,
  organizationId: string,
  account: string,
): Promise<void> => {
  const { tx } = call;
  if (!(await organizations.hasServiceAccess(tx, organizationId, SERVICE_PRINCIPAL)))
    await call.invoke('organizations', 'EnableAWSServiceAccess', {
      ServicePrincipal: SERVICE_PRINCIPAL,
    });
  if (!(await organizations.isDelegated(tx, organizationId, account, SERVICE_PRINCIPAL)))
    await call.invoke('organizations', 'RegisterDelegatedAdministrator', {
      AccountId: account,
      ServicePrincipal: SERVICE_PRINCIPAL,
    });
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableOrganizationAdminAccount.html */
export const enableOrganizationAdminAccount = (deps: OrganizationDeps) =>
  writes<EnableOrganizationAdminAccountRequest, EnableOrganizationAdminAccountResponse>(
    {},
    async (input, call) => {
      const { tx, region, now } = call;
      await permitHub(call, 'EnableOrganizationAdminAccount');
      requireFeature(input.Feature);
      const administrator = requireAccountId(input.AdminAccountId);
      const { id, managementAccount } = await managedOrganization(deps, call);
      if (administrator === managementAccount) throw managementNotDelegable();
      const account = await deps.organizations.account(tx, id, administrator);
      if (account?.active !== true) throw notInOrganization(administrator);
      // One administrator for the organization, designated in each Region.
      const other = (await organizationHubs.list(tx, id)).find(
        (known) => known.administrator !== administrator,
      );
      if (other !== undefined) throw otherAdministrator(other.administrator);
      await delegate(deps, call, id, administrator);
      await organizationHubs.insert(tx, {
        organizationId: id,
        region,
        administrator,
        autoEnable: false,
        autoEnableStandards: 'DEFAULT',
        configurationType: 'LOCAL',
        status: undefined,
        statusMessage: undefined,
      });
      await enable(tx, { account: administrator, region }, { defaultStandards: true }, now);
      return { AdminAccountId: administrator, Feature: FEATURE };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisableOrganizationAdminAccount.html */
export const disableOrganizationAdminAccount = (deps: OrganizationDeps) =>
  writes<DisableOrganizationAdminAccountRequest, object>({}, async (input, call) => {
    const { tx, region, now } = call;
    await permitHub(call, 'DisableOrganizationAdminAccount');
    requireFeature(input.Feature);
    const administrator = requireAccountId(input.AdminAccountId);
    const { id } = await managedOrganization(deps, call);
    const found = await organizationHubs.find(tx, id, region);
    if (found?.administrator !== administrator) throw notTheAdministrator(administrator);
    await organizationHubs.remove(tx, id, region);
    await members.endOfOrganization(tx, administrator, { region }, now);
    const left = await organizationHubs.list(tx, id);
    if (
      left.length === 0 &&
      (await deps.organizations.isDelegated(tx, id, administrator, SERVICE_PRINCIPAL))
    )
      await call.invoke('organizations', 'DeregisterDelegatedAdministrator', {
        AccountId: administrator,
        ServicePrincipal: SERVICE_PRINCIPAL,
      });
    return {};
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListOrganizationAdminAccounts.html */
export const listOrganizationAdminAccounts = (deps: OrganizationDeps) =>
  reads<ListOrganizationAdminAccountsRequest, ListOrganizationAdminAccountsResponse>(
    { limits: { MaxResults: { minValue: 1, maxValue: 10 } } },
    async (input, call) => {
      await permitHub(call, 'ListOrganizationAdminAccounts');
      requireFeature(input.Feature);
      const { id } = await managedOrganization(deps, call);
      // At most one, so there is no second page.
      const found = await organizationHubs.find(call.tx, id, call.region);
      return {
        AdminAccounts:
          found === undefined ? [] : [{ AccountId: found.administrator, Status: 'ENABLED' }],
        Feature: FEATURE,
      };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeOrganizationConfiguration.html */
export const describeOrganizationConfiguration = (deps: OrganizationDeps) =>
  reads<DescribeOrganizationConfigurationRequest, DescribeOrganizationConfigurationResponse>(
    {},
    async (_input, call) => {
      await permitHub(call, 'DescribeOrganizationConfiguration');
      await requireHub(deps, call);
      const found = await administered(deps, call);
      return {
        AutoEnable: found.autoEnable,
        MemberAccountLimitReached: (await members.count(call.tx, call)) >= MOST_MEMBERS,
        AutoEnableStandards: found.autoEnableStandards,
        OrganizationConfiguration: {
          ConfigurationType: found.configurationType,
          ...(found.status === undefined ? {} : { Status: found.status }),
          ...(found.statusMessage === undefined ? {} : { StatusMessage: found.statusMessage }),
        },
      };
    },
  );

const configurationOf = (
  deps: OrganizationDeps,
  input: UpdateOrganizationConfigurationRequest,
  found: OrganizationHub,
): OrganizationHub => {
  const { AutoEnable, AutoEnableStandards, OrganizationConfiguration: asked } = input;
  const changed = {
    ...found,
    autoEnable: AutoEnable ?? false,
    autoEnableStandards: AutoEnableStandards ?? found.autoEnableStandards,
    configurationType: asked?.ConfigurationType ?? found.configurationType,
    status: asked?.Status ?? found.status,
    statusMessage: asked?.StatusMessage ?? found.statusMessage,
  };
  if (changed.configurationType === 'CENTRAL') {
    if (deps.acceptsLooseInput !== true) throw centralUnavailable();
    if (changed.autoEnable || changed.autoEnableStandards !== 'NONE') throw centralEnablesNothing();
  }
  return changed;
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateOrganizationConfiguration.html */
export const updateOrganizationConfiguration = (deps: OrganizationDeps) =>
  writes<UpdateOrganizationConfigurationRequest, object>(
    {
      limits: {
        AutoEnableStandards: { oneOf: ['NONE', 'DEFAULT'] },
        'OrganizationConfiguration.ConfigurationType': { oneOf: ['CENTRAL', 'LOCAL'] },
        'OrganizationConfiguration.Status': { oneOf: ['PENDING', 'ENABLED', 'FAILED'] },
        'OrganizationConfiguration.StatusMessage': { maxLength: 1024 },
      },
      partial: 'central configuration (ConfigurationType CENTRAL) is refused',
    },
    async (input, call) => {
      const { tx, now } = call;
      await permitHub(call, 'UpdateOrganizationConfiguration');
      await requireHub(deps, call);
      const changed = configurationOf(deps, input, await administered(deps, call));
      await organizationHubs.update(tx, changed);
      if (deps.acceptsLooseInput === true && changed.autoEnable)
        await enrollAll(deps, call, changed, now);
      return {};
    },
  );

/** Suites of emulators take every account of the organization for a member from then on. */
const enrollAll = async (
  { organizations }: Pick<SecurityHubDeps, 'organizations'>,
  { tx }: Call,
  hub: OrganizationHub,
  now: Date,
): Promise<void> => {
  const organization = await organizations.organization(tx, hub.administrator);
  for (const { account, email } of await organizations.accounts(tx, hub.organizationId)) {
    const isManagement = account === organization?.managementAccount;
    if (account !== hub.administrator) await enroll(tx, hub, { account, email, isManagement }, now);
  }
};
