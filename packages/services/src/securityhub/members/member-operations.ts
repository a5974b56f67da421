import type {
  AccountDetails,
  CreateMembersRequest,
  CreateMembersResponse,
  DeleteMembersRequest,
  DeleteMembersResponse,
  DisassociateMembersRequest,
  GetMembersRequest,
  GetMembersResponse,
  InviteMembersRequest,
  InviteMembersResponse,
  ListMembersRequest,
  ListMembersResponse,
  Member as MemberView,
  Result,
} from '@aws-sdk/client-securityhub';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import { memberOfAnother, noSuchMember, tooManyMembers } from '../errors.ts';
import { pageOf, permittedHub } from '../hub/access.ts';
import { enroll, type OrganizationDeps, requireAccountId } from './access.ts';
import { type Member, members } from './members.ts';
import { type OrganizationHub, organizationHubs } from './organization.ts';

/** Members by invitation (User Guide, "Security Hub quotas"). */
const MOST_INVITED = 1000;
const MOST_PER_CALL = 50;

const ACCOUNT_IDS = { AccountIds: { maxLength: MOST_PER_CALL } } as const;

const memberView = (member: Member): MemberView => ({
  AccountId: member.account,
  ...(member.email === undefined ? {} : { Email: member.email }),
  MasterId: member.administrator,
  AdministratorId: member.administrator,
  MemberStatus: member.status,
  ...(member.invitedAt === undefined ? {} : { InvitedAt: member.invitedAt }),
  UpdatedAt: member.updatedAt,
});

/** Does something for each account that is named, and answers those for which it gave a reason why not. */
const unprocessed = async (
  accounts: readonly string[],
  process: (account: string) => Promise<string | undefined>,
): Promise<Result[]> => {
  const failed: Result[] = [];
  for (const account of new Set(accounts)) {
    const reason = await process(account);
    if (reason !== undefined) failed.push({ AccountId: account, ProcessingResult: reason });
  }
  return failed;
};

const requireIds = (accounts: readonly string[] | undefined): readonly string[] =>
  (accounts ?? []).map(requireAccountId);

/** Members have no members of their own. */
const requireNoMember = async (call: Call): Promise<void> => {
  if ((await members.ofAccount(call.tx, call)) !== undefined) throw memberOfAnother(call.account);
};

/** The organization's account by that number, where the caller administers the organization. */
const createMember = async (
  { organizations }: Pick<SecurityHubDeps, 'organizations'>,
  call: Call,
  hub: OrganizationHub | undefined,
  { AccountId = '', Email }: AccountDetails,
): Promise<string | undefined> => {
  const { tx, now, account: administrator, region } = call;
  if (AccountId === administrator) return 'The account cannot be a member account of itself';
  const known = await members.find(tx, call, AccountId);
  if (known?.status === 'Enabled') return undefined;
  const found =
    hub === undefined ? undefined : await organizations.account(tx, hub.organizationId, AccountId);
  if (hub !== undefined && found !== undefined) {
    if (!found.active) return 'The account is suspended';
    const organization = await organizations.organization(tx, administrator);
    const isManagement = AccountId === organization?.managementAccount;
    const email = Email ?? found.email;
    return enroll(tx, hub, { account: AccountId, email, isManagement }, now);
  }
  const invited = known?.status === 'Invited';
  await members.put(tx, {
    administrator,
    region,
    account: AccountId,
    email: Email ?? known?.email,
    status: invited ? 'Invited' : 'Created',
    byOrganization: false,
    invitationId: invited ? known.invitationId : undefined,
    invitedAt: invited ? known.invitedAt : undefined,
    updatedAt: now,
  });
  return undefined;
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateMembers.html */
export const createMembers = (deps: OrganizationDeps) =>
  writes<CreateMembersRequest, CreateMembersResponse>(
    {
      limits: {
        AccountDetails: { minLength: 1, maxLength: MOST_PER_CALL },
        'AccountDetails[].Email': { minLength: 1, maxLength: 320 },
      },
      redact: ['AccountDetails[].Email'],
    },
    async (input, call) => {
      await permittedHub(deps, call, 'CreateMembers');
      const details = new Map(
        (input.AccountDetails ?? []).map((detail) => [requireAccountId(detail.AccountId), detail]),
      );
      await requireNoMember(call);
      const hub = await organizationHubs.administeredBy(call.tx, call);
      if (hub === undefined && (await members.count(call.tx, call)) + details.size > MOST_INVITED)
        throw tooManyMembers();
      const failed = await unprocessed([...details.keys()], (account) =>
        createMember(deps, call, hub, details.get(account) ?? { AccountId: account }),
      );
      return { UnprocessedAccounts: failed };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_InviteMembers.html */
export const inviteMembers = (deps: Pick<SecurityHubDeps, 'ids' | 'acceptsLooseInput'>) =>
  writes<InviteMembersRequest, InviteMembersResponse>(
    { limits: ACCOUNT_IDS },
    async (input, call) => {
      const { tx, now } = call;
      await permittedHub(deps, call, 'InviteMembers');
      const accounts = requireIds(input.AccountIds);
      const failed = await unprocessed(accounts, async (account) => {
        const known = await members.find(tx, call, account);
        if (known === undefined) return 'The account is not a member account; create it first';
        if (known.byOrganization) return 'Accounts of the organization are not invited';
        if (known.status === 'Enabled') return 'The account is an enabled member account already';
        await members.put(tx, {
          ...known,
          status: 'Invited',
          invitationId: deps.ids.hex(32),
          invitedAt: now,
          updatedAt: now,
        });
        return undefined;
      });
      return { UnprocessedAccounts: failed };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetMembers.html */
export const getMembers = (deps: Pick<SecurityHubDeps, 'acceptsLooseInput'>) =>
  reads<GetMembersRequest, GetMembersResponse>({ limits: ACCOUNT_IDS }, async (input, call) => {
    await permittedHub(deps, call, 'GetMembers');
    const found: MemberView[] = [];
    const failed = await unprocessed(requireIds(input.AccountIds), async (account) => {
      const member = await members.find(call.tx, call, account);
      if (member === undefined) return 'The account is not a member account';
      found.push(memberView(member));
      return undefined;
    });
    return { Members: found, UnprocessedAccounts: failed };
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListMembers.html */
export const listMembers = (deps: Pick<SecurityHubDeps, 'pages' | 'acceptsLooseInput'>) =>
  reads<ListMembersRequest, ListMembersResponse>(
    { limits: { MaxResults: { minValue: 1, maxValue: MOST_PER_CALL } } },
    async (input, call) => {
      await permittedHub(deps, call, 'ListMembers');
      const enabledOnly = input.OnlyAssociated ?? true;
      const { items, more } = await pageOf(
        deps,
        call,
        `ListMembers:${String(enabledOnly)}`,
        input,
        MOST_PER_CALL,
        (after, limit) =>
          members.list(call.tx, call, { enabledOnly, after: String(after?.[0] ?? ''), limit }),
        ({ account }) => [account],
      );
      return { Members: items.map(memberView), ...more };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisassociateMembers.html */
export const disassociateMembers = (deps: Pick<SecurityHubDeps, 'acceptsLooseInput'>) =>
  writes<DisassociateMembersRequest, object>({ limits: ACCOUNT_IDS }, async (input, call) => {
    const { tx, now } = call;
    await permittedHub(deps, call, 'DisassociateMembers');
    for (const account of requireIds(input.AccountIds)) {
      const known = await members.find(tx, call, account);
      if (known === undefined) throw noSuchMember(account);
      if (known.status === 'Removed') continue;
      await members.put(tx, { ...known, status: 'Removed', updatedAt: now });
    }
    return {};
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DeleteMembers.html */
export const deleteMembers = (deps: Pick<SecurityHubDeps, 'acceptsLooseInput'>) =>
  writes<DeleteMembersRequest, DeleteMembersResponse>(
    { limits: ACCOUNT_IDS },
    async (input, call) => {
      await permittedHub(deps, call, 'DeleteMembers');
      const failed = await unprocessed(requireIds(input.AccountIds), async (account) => {
        const known = await members.find(call.tx, call, account);
        if (known === undefined) return 'The account is not a member account';
        if (known.status === 'Enabled') return 'The account must be disassociated first';
        await members.remove(call.tx, call, account);
        return undefined;
      });
      return { UnprocessedAccounts: failed };
    },
  );
