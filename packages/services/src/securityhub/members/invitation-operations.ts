import type {
  AcceptAdministratorInvitationRequest,
  AcceptInvitationRequest,
  DeclineInvitationsRequest,
  DeclineInvitationsResponse,
  DeleteInvitationsRequest,
  DeleteInvitationsResponse,
  DisassociateFromAdministratorAccountRequest,
  GetAdministratorAccountRequest,
  GetAdministratorAccountResponse,
  GetInvitationsCountRequest,
  GetInvitationsCountResponse,
  GetMasterAccountRequest,
  GetMasterAccountResponse,
  Invitation,
  ListInvitationsRequest,
  ListInvitationsResponse,
  Result,
} from '@aws-sdk/client-securityhub';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import {
  hasAdministrator,
  hasMembers,
  noAdministrator,
  noInvitation,
  organizationDecides,
} from '../errors.ts';
import { pageOf, permittedHub } from '../hub/access.ts';
import { type OrganizationDeps, requireAccountId } from './access.ts';
import { type Member, members } from './members.ts';
import { organizationHubs } from './organization.ts';

type Deps = Pick<SecurityHubDeps, 'acceptsLooseInput'>;

const MOST_PER_CALL = 50;
const ACCOUNT_IDS = { AccountIds: { maxLength: MOST_PER_CALL } } as const;

const accept = async (
  deps: Deps,
  call: Call,
  action: string,
  administratorId: string | undefined,
  invitationId: string | undefined,
): Promise<object> => {
  const { tx, region, account, now } = call;
  await permittedHub(deps, call, action);
  const administrator = requireAccountId(administratorId);
  const found = await members.find(tx, { account: administrator, region }, account);
  if (found?.status !== 'Invited' || found.invitationId !== invitationId)
    throw noInvitation(administrator);
  if ((await members.ofAccount(tx, call)) !== undefined) throw hasAdministrator();
  if (await members.hasEnabled(tx, call)) throw hasMembers();
  await members.put(tx, { ...found, status: 'Enabled', updatedAt: now });
  call.alsoRecordIn(administrator);
  return {};
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AcceptAdministratorInvitation.html */
export const acceptAdministratorInvitation = (deps: Deps) =>
  writes<AcceptAdministratorInvitationRequest, object>({}, (input, call) =>
    accept(deps, call, 'AcceptAdministratorInvitation', input.AdministratorId, input.InvitationId),
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AcceptInvitation.html */
export const acceptInvitation = (deps: Deps) =>
  writes<AcceptInvitationRequest, object>({}, (input, call) =>
    accept(deps, call, 'AcceptInvitation', input.MasterId, input.InvitationId),
  );

/** Does something with each invitation that is still open, and answers the accounts that sent none. */
const eachInvitation = async (
  call: Call,
  administrators: readonly string[] | undefined,
  process: (invitation: Member) => Promise<void>,
): Promise<{ UnprocessedAccounts: Result[] }> => {
  const { tx, account, region } = call;
  const failed: Result[] = [];
  for (const administrator of new Set((administrators ?? []).map(requireAccountId))) {
    const found = await members.find(tx, { account: administrator, region }, account);
    const isOpen = found?.status === 'Invited' || found?.status === 'Resigned';
    if (found?.invitationId !== undefined && isOpen) await process(found);
    else
      failed.push({
        AccountId: administrator,
        ProcessingResult: 'There is no invitation from the account',
      });
  }
  return { UnprocessedAccounts: failed };
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DeclineInvitations.html */
export const declineInvitations = (deps: Deps) =>
  writes<DeclineInvitationsRequest, DeclineInvitationsResponse>(
    { limits: ACCOUNT_IDS },
    async (input, call) => {
      await permittedHub(deps, call, 'DeclineInvitations');
      return eachInvitation(call, input.AccountIds, (found) =>
        members.put(call.tx, { ...found, status: 'Resigned', updatedAt: call.now }),
      );
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DeleteInvitations.html */
export const deleteInvitations = (deps: Deps) =>
  writes<DeleteInvitationsRequest, DeleteInvitationsResponse>(
    { limits: ACCOUNT_IDS },
    async (input, call) => {
      await permittedHub(deps, call, 'DeleteInvitations');
      return eachInvitation(call, input.AccountIds, (found) =>
        members.put(call.tx, {
          ...found,
          status: 'Resigned',
          invitationId: undefined,
          updatedAt: call.now,
        }),
      );
    },
  );

const disassociate = async (deps: Deps, call: Call, action: string): Promise<object> => {
  await permittedHub(deps, call, action);
  const found = await members.ofAccount(call.tx, call);
  if (found === undefined) throw noAdministrator();
  if (found.byOrganization) throw organizationDecides();
  await members.put(call.tx, {
    ...found,
    status: 'Resigned',
    invitationId: undefined,
    updatedAt: call.now,
  });
  return {};
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisassociateFromAdministratorAccount.html */
export const disassociateFromAdministratorAccount = (deps: Deps) =>
  writes<DisassociateFromAdministratorAccountRequest, object>({}, (_input, call) =>
    disassociate(deps, call, 'DisassociateFromAdministratorAccount'),
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisassociateFromMasterAccount.html */
export const disassociateFromMasterAccount = (deps: Deps) =>
  writes<DisassociateFromAdministratorAccountRequest, object>({}, (_input, call) =>
    disassociate(deps, call, 'DisassociateFromMasterAccount'),
  );

const invitationView = (
  {
    administrator,
    invitationId,
    invitedAt,
  }: Pick<Member, 'administrator' | 'invitationId' | 'invitedAt'>,
  status: string,
): Invitation => ({
  AccountId: administrator,
  ...(invitationId === undefined ? {} : { InvitationId: invitationId }),
  ...(invitedAt === undefined ? {} : { InvitedAt: invitedAt }),
  MemberStatus: status,
});

/** Emulators take every account of an organization for a member of its administrator. */
const assumedAdministrator = async (
  { organizations, acceptsLooseInput }: OrganizationDeps,
  call: Call,
): Promise<Invitation | undefined> => {
  if (acceptsLooseInput !== true) return undefined;
  const organization = await organizations.organization(call.tx, call.account);
  if (organization === undefined || organization.managementAccount === call.account)
    return undefined;
  const hub = await organizationHubs.find(call.tx, organization.id, call.region);
  return hub === undefined || hub.administrator === call.account
    ? undefined
    : { AccountId: hub.administrator, MemberStatus: 'ENABLED' };
};

const administratorOf = async (
  deps: OrganizationDeps,
  call: Call,
  action: string,
): Promise<Invitation | undefined> => {
  await permittedHub(deps, call, action);
  const found = await members.ofAccount(call.tx, call);
  // The one place where AWS writes the state of a membership in capital letters.
  return found === undefined
    ? assumedAdministrator(deps, call)
    : invitationView(found, found.status.toUpperCase());
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetAdministratorAccount.html */
export const getAdministratorAccount = (deps: OrganizationDeps) =>
  reads<GetAdministratorAccountRequest, GetAdministratorAccountResponse>(
    {},
    async (_input, call) => {
      const found = await administratorOf(deps, call, 'GetAdministratorAccount');
      return found === undefined ? {} : { Administrator: found };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetMasterAccount.html */
export const getMasterAccount = (deps: OrganizationDeps) =>
  reads<GetMasterAccountRequest, GetMasterAccountResponse>({}, async (_input, call) => {
    const found = await administratorOf(deps, call, 'GetMasterAccount');
    return found === undefined ? {} : { Master: found };
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListInvitations.html */
export const listInvitations = (deps: Pick<SecurityHubDeps, 'pages' | 'acceptsLooseInput'>) =>
  reads<ListInvitationsRequest, ListInvitationsResponse>(
    { limits: { MaxResults: { minValue: 1, maxValue: MOST_PER_CALL } } },
    async (input, call) => {
      await permittedHub(deps, call, 'ListInvitations');
      const { items, more } = await pageOf(
        deps,
        call,
        'ListInvitations',
        input,
        MOST_PER_CALL,
        (after, limit) => members.invitations(call.tx, call, String(after?.[0] ?? ''), limit),
        ({ administrator }) => [administrator],
      );
      return { Invitations: items.map((item) => invitationView(item, item.status)), ...more };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetInvitationsCount.html */
export const getInvitationsCount = (deps: Deps) =>
  reads<GetInvitationsCountRequest, GetInvitationsCountResponse>({}, async (_input, call) => {
    await permittedHub(deps, call, 'GetInvitationsCount');
    return { InvitationsCount: await members.countInvitations(call.tx, call) };
  });
