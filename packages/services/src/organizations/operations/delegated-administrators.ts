import type {
  DelegatedAdministrator,
  DeregisterDelegatedAdministratorRequest,
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse,
  ListDelegatedServicesForAccountRequest,
  ListDelegatedServicesForAccountResponse,
  RegisterDelegatedAdministratorRequest,
} from '@aws-sdk/client-organizations';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { membershipOf, permit } from '../access.ts';
import { accountArn } from '../arns.ts';
import type { OrganizationsDeps } from '../deps.ts';
import {
  alreadyRegistered,
  closedNotDelegable,
  managementNotDelegable,
  needsAllFeatures,
  noSuchAccount,
  notInUse,
  notRegistered,
  serviceNotEnabled,
  unknownService,
} from '../errors.ts';
import { listing } from '../listing.ts';
import type { Account, Organization } from '../model.ts';
import { accounts } from '../repositories/accounts.ts';
import { delegatedAdministrators, serviceAccess } from '../repositories/delegation.ts';
import { taggedKeys } from '../tags.ts';
import { requireTrustedService } from '../trusted-services.ts';
import { ACCOUNT_ID, check, PAGE, required, SERVICE_PRINCIPAL } from '../validation.ts';
import { accountView } from '../views.ts';

interface Registration {
  readonly organization: Organization;
  readonly account: Account;
  readonly service: string;
}

const permittedRegistration = async (
  call: Call,
  action: string,
  input: RegisterDelegatedAdministratorRequest,
): Promise<Registration> => {
  check(input, { AccountId: ACCOUNT_ID, ServicePrincipal: SERVICE_PRINCIPAL });
  const service = required(input.ServicePrincipal);
  const id = required(input.AccountId);
  const membership = await membershipOf(call, action);
  const { organization } = membership;
  const resource = accountArn(organization, id);
  const tagged = await taggedKeys(call, resource);
  const keys = { ...tagged, 'organizations:ServicePrincipal': service };
  call.touch({ type: 'AWS::Organizations::Account', name: id });
  await permit(call, membership, { action, resource, keys });
  const account = await accounts.find(call.tx, id);
  if (account?.organizationId !== organization.id) throw noSuchAccount();
  if (id === organization.managementAccount) throw managementNotDelegable();
  requireTrustedService(service);
  if (organization.featureSet !== 'ALL') throw needsAllFeatures();
  return { organization, account, service };
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html */
export const registerDelegatedAdministrator = ({
  acceptsLooseInput = false,
}: Pick<OrganizationsDeps, 'acceptsLooseInput'>) =>
  writes<RegisterDelegatedAdministratorRequest, void>({}, async (input, call) => {
    const action = 'organizations:RegisterDelegatedAdministrator';
    const { organization, account, service } = await permittedRegistration(call, action, input);
    if (account.status !== 'ACTIVE') throw closedNotDelegable();
    const { tx, now } = call;
    const { id } = organization;
    if (!acceptsLooseInput && !(await serviceAccess.isEnabled(tx, id, service)))
      throw serviceNotEnabled();
    if (!(await delegatedAdministrators.register(tx, id, account.account, service, now)))
      throw alreadyRegistered();
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html */
export const deregisterDelegatedAdministrator = () =>
  writes<DeregisterDelegatedAdministratorRequest, void>({}, async (input, call) => {
    const action = 'organizations:DeregisterDelegatedAdministrator';
    const { organization, account, service } = await permittedRegistration(call, action, input);
    const { tx } = call;
    const { id } = organization;
    if (await delegatedAdministrators.deregister(tx, id, account.account, service)) return;
    // One that is registered for other services is told that this is none of them.
    throw (await delegatedAdministrators.isDelegated(tx, id, account.account))
      ? unknownService()
      : notRegistered();
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html */
export const listDelegatedAdministrators = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListDelegatedAdministratorsRequest, ListDelegatedAdministratorsResponse>(
    {},
    async (input, call) => {
      check(input, { ServicePrincipal: SERVICE_PRINCIPAL, ...PAGE });
      const service = input.ServicePrincipal;
      const action = 'organizations:ListDelegatedAdministrators';
      const membership = await membershipOf(call, action);
      const { organization } = membership;
      const keys = { 'organizations:ServicePrincipal': service };
      await permit(call, membership, { action, resource: '*', keys });
      if (service !== undefined) requireTrustedService(service);
      const page = listing(pages, call, action, input, { service });
      const { tx } = call;
      const { id } = organization;
      const rows = await delegatedAdministrators.list(tx, id, service, page.after.id, page.fetch);
      const { items, more } = page.cut(rows, (row) => [row.account]);
      const found: DelegatedAdministrator[] = [];
      for (const { account, enabledAt } of items) {
        const member = await accounts.find(tx, account);
        if (member === undefined)
          throw new Error(`account ${account} is a delegated administrator but not a member`);
        found.push({ ...accountView(organization, member), DelegationEnabledDate: enabledAt });
      }
      return { DelegatedAdministrators: found, ...more };
    },
  );

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedServicesForAccount.html */
export const listDelegatedServicesForAccount = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListDelegatedServicesForAccountRequest, ListDelegatedServicesForAccountResponse>(
    {},
    async (input, call) => {
      check(input, { AccountId: ACCOUNT_ID, ...PAGE });
      const action = 'organizations:ListDelegatedServicesForAccount';
      const membership = await membershipOf(call, action);
      const { id } = membership.organization;
      const accountId = required(input.AccountId);
      const resource = accountArn(membership.organization, accountId);
      const keys = await taggedKeys(call, resource);
      await permit(call, membership, { action, resource, keys });
      const account = await accounts.find(call.tx, accountId);
      if (account?.organizationId !== id) throw notInUse();
      if (!(await delegatedAdministrators.isDelegated(call.tx, id, accountId)))
        throw notRegistered();
      const page = listing(pages, call, action, input, { account: accountId });
      const { tx } = call;
      const rows = await delegatedAdministrators.services(
        tx,
        id,
        accountId,
        page.after.id,
        page.fetch,
      );
      const { items, more } = page.cut(rows, (row) => [row.servicePrincipal]);
      return {
        DelegatedServices: items.map((row) => ({
          ServicePrincipal: row.servicePrincipal,
          DelegationEnabledDate: row.enabledAt,
        })),
        ...more,
      };
    },
  );
