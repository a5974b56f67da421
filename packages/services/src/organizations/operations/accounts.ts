import type {
  CloseAccountRequest,
  DescribeAccountRequest,
  DescribeAccountResponse,
  ListAccountsForParentRequest,
  ListAccountsForParentResponse,
  ListAccountsRequest,
  ListAccountsResponse,
  MoveAccountRequest,
  RemoveAccountFromOrganizationRequest,
} from '@aws-sdk/client-organizations';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { type Membership, membershipOf, permit, permitMember } from '../access.ts';
import { accountArn } from '../arns.ts';
import { accountChanged } from '../changes.ts';
import { closeLater } from '../closure.ts';
import type { OrganizationsDeps } from '../deps.ts';
import {
  accountClosed,
  alreadyThere,
  cannotCloseManagement,
  closedCannotLeave,
  closesAlready,
  delegatedCannotLeave,
  managementCannotLeave,
  needsAllFeatures,
  noSuchAccount,
  noSuchDestination,
  noSuchParent,
  noSuchSource,
} from '../errors.ts';
import { listing } from '../listing.ts';
import { leave } from '../members.ts';
import type { Account } from '../model.ts';
import { accounts } from '../repositories/accounts.ts';
import { delegatedAdministrators } from '../repositories/delegation.ts';
import { taggedKeys } from '../tags.ts';
import { placeOf } from '../targets.ts';
import { ACCOUNT_ID, check, PAGE, PARENT_ID, required } from '../validation.ts';
import { accountView } from '../views.ts';

const ACCOUNT_TYPE = 'AWS::Organizations::Account';

interface FoundAccount extends Omit<Membership, 'account'> {
  readonly account: Account;
}

/** The member that a request names, if the caller may do `action` with it. */
const permittedAccount = async (call: Call, action: string, id: string): Promise<FoundAccount> => {
  const membership = await membershipOf(call, action);
  const { organization } = membership;
  const arn = accountArn(organization, id);
  call.touch({ type: ACCOUNT_TYPE, name: id });
  await permit(call, membership, { action, resource: arn, keys: await taggedKeys(call, arn) });
  const account = await accounts.find(call.tx, id);
  if (account?.organizationId !== organization.id) throw noSuchAccount();
  return { ...membership, account };
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html */
export const describeAccount = () =>
  reads<DescribeAccountRequest, DescribeAccountResponse>({}, async (input, call) => {
    check(input, { AccountId: ACCOUNT_ID });
    const id = required(input.AccountId);
    const { organization, account } = await permittedAccount(
      call,
      'organizations:DescribeAccount',
      id,
    );
    return { Account: accountView(organization, account) };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
export const listAccounts = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListAccountsRequest, ListAccountsResponse>({}, async (input, call) => {
    check(input, PAGE);
    const action = 'organizations:ListAccounts';
    const membership = await membershipOf(call, action);
    const { organization } = membership;
    await permit(call, membership, { action, resource: '*' });
    const { after, fetch, cut } = listing(pages, call, action, input);
    const from = { joinedAt: after.at, account: after.id };
    const rows = await accounts.list(call.tx, organization.id, from, fetch);
    const { items, more } = cut(rows, (row) => [row.joinedAt.getTime(), row.account]);
    return { Accounts: items.map((row) => accountView(organization, row)), ...more };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html */
export const listAccountsForParent = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListAccountsForParentRequest, ListAccountsForParentResponse>({}, async (input, call) => {
    check(input, { ParentId: PARENT_ID, ...PAGE });
    const action = 'organizations:ListAccountsForParent';
    const membership = await membershipOf(call, action);
    const { organization } = membership;
    const parent = await placeOf(call.tx, organization, required(input.ParentId));
    const keys = await taggedKeys(call, parent.arn);
    await permit(call, membership, { action, resource: parent.arn, keys });
    if (parent.name === undefined) throw noSuchParent();
    const { after, fetch, cut } = listing(pages, call, action, input, { parent: parent.id });
    const from = { joinedAt: after.at, account: after.id };
    const { id } = organization;
    const rows = await accounts.listChildren(call.tx, id, parent.id, from, fetch);
    const { items, more } = cut(rows, (row) => [row.joinedAt.getTime(), row.account]);
    return { Accounts: items.map((row) => accountView(organization, row)), ...more };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html */
export const moveAccount = () =>
  writes<MoveAccountRequest, void>({}, async (input, call) => {
    check(input, {
      AccountId: ACCOUNT_ID,
      SourceParentId: PARENT_ID,
      DestinationParentId: PARENT_ID,
    });
    const action = 'organizations:MoveAccount';
    const membership = await membershipOf(call, action);
    const { organization } = membership;
    const id = required(input.AccountId);
    call.touch({ type: ACCOUNT_TYPE, name: id });
    const [account, source, destination] = [
      await placeOf(call.tx, organization, id),
      await placeOf(call.tx, organization, required(input.SourceParentId)),
      await placeOf(call.tx, organization, required(input.DestinationParentId)),
    ];
    for (const { arn } of [account, source, destination])
      await permit(call, membership, { action, resource: arn, keys: await taggedKeys(call, arn) });

    if (account.parentId === undefined) throw noSuchAccount();
    if (source.name === undefined) throw noSuchSource();
    if (destination.name === undefined) throw noSuchDestination();
    if (account.parentId === destination.id) throw alreadyThere();
    if (!(await accounts.move(call.tx, id, source.id, destination.id))) throw noSuchSource();
    accountChanged(call.tx, id);
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html */
export const closeAccount = ({ delaySeconds }: Pick<OrganizationsDeps, 'delaySeconds'>) =>
  writes<CloseAccountRequest, void>({}, async (input, call) => {
    check(input, { AccountId: ACCOUNT_ID });
    const id = required(input.AccountId);
    const { organization, account } = await permittedAccount(
      call,
      'organizations:CloseAccount',
      id,
    );
    if (organization.featureSet !== 'ALL') throw needsAllFeatures();
    if (id === organization.managementAccount) throw cannotCloseManagement();
    if (account.status === 'SUSPENDED') throw accountClosed();
    if (account.status === 'PENDING_CLOSURE') throw closesAlready();
    if (await delegatedAdministrators.isDelegated(call.tx, organization.id, id))
      throw delegatedCannotLeave();
    await closeLater(call.tx, id, delaySeconds, call.now);
  });

type Listening = Pick<OrganizationsDeps, 'membership'>;

const requireRemovable = async (
  call: Call,
  { organization, account }: Omit<Membership, 'isManagement'>,
): Promise<void> => {
  if (account.account === organization.managementAccount) throw managementCannotLeave();
  if (account.status !== 'ACTIVE') throw closedCannotLeave();
  if (await delegatedAdministrators.isDelegated(call.tx, organization.id, account.account))
    throw delegatedCannotLeave();
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_RemoveAccountFromOrganization.html */
export const removeAccountFromOrganization = (deps: Listening) =>
  writes<RemoveAccountFromOrganizationRequest, void>({}, async (input, call) => {
    check(input, { AccountId: ACCOUNT_ID });
    const action = 'organizations:RemoveAccountFromOrganization';
    const found = await permittedAccount(call, action, required(input.AccountId));
    await requireRemovable(call, found);
    await leave(call.tx, found.organization, found.account);
    await deps.membership?.left(call.tx, found.organization.id, found.account.account, call.now);
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html */
export const leaveOrganization = (deps: Listening) =>
  writes<object, void>({}, async (_input, call) => {
    const action = 'organizations:LeaveOrganization';
    const membership = await membershipOf(call, action);
    await permitMember(call, { action, resource: '*' });
    call.touch({ type: ACCOUNT_TYPE, name: call.account });
    await requireRemovable(call, membership);
    await leave(call.tx, membership.organization, membership.account);
    await deps.membership?.left(call.tx, membership.organization.id, call.account, call.now);
  });
