import type {
  AcceptHandshakeRequest,
  AcceptHandshakeResponse,
  CancelHandshakeRequest,
  CancelHandshakeResponse,
  DeclineHandshakeRequest,
  DeclineHandshakeResponse,
  DescribeHandshakeRequest,
  DescribeHandshakeResponse,
  HandshakeFilter,
  ListHandshakesForAccountRequest,
  ListHandshakesForAccountResponse,
  ListHandshakesForOrganizationRequest,
  ListHandshakesForOrganizationResponse,
} from '@aws-sdk/client-organizations';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { membershipOf, permit, permitMember } from '../access.ts';
import { handshakeArn } from '../arns.ts';
import { organizationChanged } from '../changes.ts';
import type { OrganizationsDeps } from '../deps.ts';
import {
  alreadyMember,
  invalidEnum,
  invalidTransition,
  noSuchHandshake,
  notPermitted,
  tooManyFilters,
} from '../errors.ts';
import { daysAfter, moveOn, shown } from '../handshakes.ts';
import { listing } from '../listing.ts';
import { identityOf, join } from '../members.ts';
import type { Handshake, HandshakeAction, HandshakeState } from '../model.ts';
import { HANDSHAKE_VISIBLE_DAYS } from '../quotas.ts';
import { accounts } from '../repositories/accounts.ts';
import { handshakes, type HandshakeFilters } from '../repositories/handshakes.ts';
import { organizations } from '../repositories/organizations.ts';
import { check, HANDSHAKE_ID, PAGE, required } from '../validation.ts';

/** The e-mail address that invitations may name the caller's account by. */
const emailOf = async ({ tx, account }: Call): Promise<string> =>
  (await accounts.find(tx, account))?.email ?? (await identityOf(tx, account)).email;

const isRecipient = async (call: Call, { party }: Handshake): Promise<boolean> => {
  if (party === undefined) return false;
  return party.id === (party.type === 'ACCOUNT' ? call.account : await emailOf(call));
};

const isSender = (call: Call, { managementAccount }: Handshake): boolean =>
  managementAccount === call.account;

interface FoundHandshake {
  readonly handshake: Handshake;
  readonly recipient: boolean;
  readonly sender: boolean;
}

/** The handshake that a request names, if the caller is a party of it and may do `action` with it. */
const permittedHandshake = async (
  call: Call,
  action: string,
  id: string,
): Promise<FoundHandshake> => {
  const handshake = await handshakes.find(call.tx, id);
  const owner = {
    id: handshake?.organizationId ?? '*',
    managementAccount: handshake?.managementAccount ?? call.account,
  };
  const resource = handshakeArn(owner, handshake?.action ?? '*', id);
  call.touch({ type: 'AWS::Organizations::Handshake', name: id });
  await permitMember(call, { action, resource });
  if (handshake === undefined) throw noSuchHandshake();
  const recipient = await isRecipient(call, handshake);
  const sender = isSender(call, handshake);
  // Strangers learn nothing, not even that there is such a handshake.
  if (!recipient && !sender) throw noSuchHandshake();
  return { handshake, recipient, sender };
};

type Listening = Pick<OrganizationsDeps, 'membership'>;

const acceptInvitation = async (
  { membership }: Listening,
  call: Call,
  handshake: Handshake,
): Promise<void> => {
  const { tx, account, now } = call;
  const organization = await organizations.byId(tx, handshake.organizationId);
  if (organization === undefined) throw noSuchHandshake();
  const { name, email } = await identityOf(tx, account);
  const member = {
    account,
    organizationId: organization.id,
    parentId: organization.rootId,
    name,
    email,
    status: 'ACTIVE',
    joinedMethod: 'INVITED',
    joinedAt: now,
  } as const;
  const joined = await join(tx, organization, member, handshake.tags);
  if (!joined) throw alreadyMember();
  await membership?.joined(tx, organization.id, { account, email, active: true }, now);
};

/** When the last invited member has approved, the organization can finish. */
const approve = async (call: Call, { organizationId, parentId }: Handshake): Promise<void> => {
  const { tx, now } = call;
  const waiting = await handshakes.waiting(tx, organizationId, 'APPROVE_ALL_FEATURES', now);
  const parent = parentId === undefined ? undefined : await handshakes.find(tx, parentId);
  if (parent !== undefined && !waiting.some((other) => other.parentId === parentId))
    await handshakes.setState(tx, parent, 'OPEN');
};

const accept = async (deps: Listening, call: Call, handshake: Handshake): Promise<void> => {
  switch (handshake.action) {
    case 'INVITE':
      return acceptInvitation(deps, call, handshake);
    case 'APPROVE_ALL_FEATURES':
      return approve(call, handshake);
    case 'ENABLE_ALL_FEATURES':
      if (handshake.state !== 'OPEN') throw invalidTransition();
      await organizations.enableAllFeatures(call.tx, handshake.organizationId);
      return organizationChanged(call.tx);
    default:
      handshake.action satisfies never;
  }
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html */
export const acceptHandshake = (deps: Listening) =>
  writes<AcceptHandshakeRequest, AcceptHandshakeResponse>({}, async (input, call) => {
    check(input, { HandshakeId: HANDSHAKE_ID });
    const action = 'organizations:AcceptHandshake';
    const found = await permittedHandshake(call, action, required(input.HandshakeId));
    const { handshake, recipient, sender } = found;
    // What has no recipient, the organization finishes itself.
    if (handshake.party === undefined ? !sender : !recipient) throw notPermitted();
    const moved = await moveOn(call.tx, handshake, 'ACCEPTED', call.now);
    await accept(deps, call, handshake);
    call.alsoRecordIn(handshake.managementAccount);
    return { Handshake: await shown(call, moved) };
  });

const ended =
  (action: string, to: HandshakeState, by: 'sender' | 'recipient') =>
  async (input: CancelHandshakeRequest, call: Call): Promise<CancelHandshakeResponse> => {
    check(input, { HandshakeId: HANDSHAKE_ID });
    const found = await permittedHandshake(call, action, required(input.HandshakeId));
    if (!found[by]) throw notPermitted();
    const moved = await moveOn(call.tx, found.handshake, to, call.now);
    return { Handshake: await shown(call, moved) };
  };

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeclineHandshake.html */
export const declineHandshake = () =>
  writes<DeclineHandshakeRequest, DeclineHandshakeResponse>(
    {},
    ended('organizations:DeclineHandshake', 'DECLINED', 'recipient'),
  );

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CancelHandshake.html */
export const cancelHandshake = () =>
  writes<CancelHandshakeRequest, CancelHandshakeResponse>(
    {},
    ended('organizations:CancelHandshake', 'CANCELED', 'sender'),
  );

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeHandshake.html */
export const describeHandshake = () =>
  reads<DescribeHandshakeRequest, DescribeHandshakeResponse>({}, async (input, call) => {
    check(input, { HandshakeId: HANDSHAKE_ID });
    const action = 'organizations:DescribeHandshake';
    const { handshake } = await permittedHandshake(call, action, required(input.HandshakeId));
    return { Handshake: await shown(call, handshake) };
  });

const ACTIONS: readonly HandshakeAction[] = [
  'INVITE',
  'ENABLE_ALL_FEATURES',
  'APPROVE_ALL_FEATURES',
];
// Of these there are none here.
const OTHER_ACTIONS: readonly string[] = [
  'ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE',
  'TRANSFER_RESPONSIBILITY',
];

interface Filtered {
  readonly filters: HandshakeFilters;
  readonly none: boolean;
}

const filtersOf = (filter: HandshakeFilter | undefined, now: Date): Filtered => {
  const { ActionType: type, ParentHandshakeId: parentId } = filter ?? {};
  if (type !== undefined && parentId !== undefined) throw tooManyFilters();
  check({ parentId }, { parentId: HANDSHAKE_ID });
  const action = ACTIONS.find((known) => known === type);
  if (type !== undefined && action === undefined && !OTHER_ACTIONS.includes(type))
    throw invalidEnum();
  const since = daysAfter(now, -HANDSHAKE_VISIBLE_DAYS);
  return { filters: { action, parentId, since }, none: type !== undefined && action === undefined };
};

type Deps = Pick<OrganizationsDeps, 'pages'>;

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForAccount.html */
export const listHandshakesForAccount = ({ pages }: Deps) =>
  reads<ListHandshakesForAccountRequest, ListHandshakesForAccountResponse>(
    {},
    async (input, call) => {
      check(input, PAGE);
      const action = 'organizations:ListHandshakesForAccount';
      await permitMember(call, { action, resource: '*' });
      const { filters, none } = filtersOf(input.Filter, call.now);
      const { action: type, parentId } = filters;
      const page = listing(pages, call, action, input, { type, parentId });
      if (none) return { Handshakes: [] };
      const from = { requestedAt: page.after.at, id: page.after.id };
      const party = { account: call.account, email: await emailOf(call) };
      const rows = await handshakes.ofParty(call.tx, party, filters, from, page.fetch);
      const { items, more } = page.cut(rows, (row) => [row.requestedAt.getTime(), row.id]);
      return { Handshakes: await Promise.all(items.map((row) => shown(call, row))), ...more };
    },
  );

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForOrganization.html */
export const listHandshakesForOrganization = ({ pages }: Deps) =>
  reads<ListHandshakesForOrganizationRequest, ListHandshakesForOrganizationResponse>(
    {},
    async (input, call) => {
      check(input, PAGE);
      const action = 'organizations:ListHandshakesForOrganization';
      const membership = await membershipOf(call, action);
      await permit(call, membership, { action, resource: '*' });
      const { filters, none } = filtersOf(input.Filter, call.now);
      const { action: type, parentId } = filters;
      const page = listing(pages, call, action, input, { type, parentId });
      if (none) return { Handshakes: [] };
      const from = { requestedAt: page.after.at, id: page.after.id };
      const { id } = membership.organization;
      const rows = await handshakes.ofOrganization(call.tx, id, filters, from, page.fetch);
      const { items, more } = page.cut(rows, (row) => [row.requestedAt.getTime(), row.id]);
      return { Handshakes: await Promise.all(items.map((row) => shown(call, row))), ...more };
    },
  );
