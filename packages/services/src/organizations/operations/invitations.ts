import type {
  EnableAllFeaturesResponse,
  HandshakeParty,
  InviteAccountToOrganizationRequest,
  InviteAccountToOrganizationResponse,
} from '@aws-sdk/client-organizations';
import { type Call, requestTagKeys, writes } from '@gatehouse/service-kit';
import { membershipOf, permit } from '../access.ts';
import { accountArn } from '../arns.ts';
import type { OrganizationsDeps } from '../deps.ts';
import {
  alreadyAllFeatures,
  alreadyMember,
  alreadyPendingAllFeatures,
  handshakeExists,
  invalidEmailTarget,
  invalidPartyType,
  invalidPattern,
  noInvitesNow,
} from '../errors.ts';
import { newHandshake, shown } from '../handshakes.ts';
import type { Account, Handshake, Organization } from '../model.ts';
import { accounts } from '../repositories/accounts.ts';
import { handshakes } from '../repositories/handshakes.ts';
import { requestedTags } from '../tags.ts';
import { ACCOUNT_ID, check, EMAIL, required } from '../validation.ts';

type Party = NonNullable<Handshake['party']>;

const partyOf = (target: HandshakeParty | undefined): Party => {
  const id = required(target?.Id);
  switch (target?.Type) {
    case 'ACCOUNT':
      check({ id }, { id: { ...ACCOUNT_ID, otherwise: invalidPattern } });
      return { type: 'ACCOUNT', id };
    case 'EMAIL':
      check({ id }, { id: { ...EMAIL, otherwise: invalidEmailTarget } });
      return { type: 'EMAIL', id };
    default:
      throw invalidPartyType();
  }
};

const memberOf = (call: Call, { type, id }: Party): Promise<Account | undefined> =>
  type === 'ACCOUNT' ? accounts.find(call.tx, id) : accounts.findByEmail(call.tx, id);

const requireInvitable = async (
  call: Call,
  organization: Organization,
  party: Party,
): Promise<void> => {
  const { tx, now } = call;
  if ((await handshakes.waiting(tx, organization.id, 'ENABLE_ALL_FEATURES', now)).length > 0)
    throw noInvitesNow();
  // Whether an account is in another organization shows only when it accepts.
  if ((await memberOf(call, party))?.organizationId === organization.id) throw alreadyMember();
  const waiting = await handshakes.waiting(tx, organization.id, 'INVITE', now);
  if (waiting.some((other) => other.party?.id === party.id)) throw handshakeExists();
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_InviteAccountToOrganization.html */
export const inviteAccountToOrganization = ({ ids }: Pick<OrganizationsDeps, 'ids'>) =>
  writes<InviteAccountToOrganizationRequest, InviteAccountToOrganizationResponse>(
    {},
    async (input, call) => {
      check(input, { Notes: { maxLength: 1024 } });
      const party = partyOf(input.Target);
      const tags = requestedTags(input.Tags);
      const action = 'organizations:InviteAccountToOrganization';
      const membership = await membershipOf(call, action);
      const { organization } = membership;
      const resource = party.type === 'ACCOUNT' ? accountArn(organization, party.id) : '*';
      const keys = requestTagKeys(tags);
      await permit(call, membership, { action, resource, keys });
      if (tags.size > 0)
        await permit(call, membership, { action: 'organizations:TagResource', resource, keys });

      await requireInvitable(call, organization, party);
      const handshake = newHandshake(ids, organization, call.now, {
        action: 'INVITE',
        party,
        state: 'REQUESTED',
        notes: input.Notes,
        tags,
      });
      await handshakes.insert(call.tx, handshake);
      call.touch({ type: 'AWS::Organizations::Handshake', name: handshake.id });
      return { Handshake: await shown(call, handshake) };
    },
  );

/** Those that joined by invitation must agree; those that the organization made need not. */
const invitedMembers = async (
  call: Call,
  { id, managementAccount }: Organization,
): Promise<readonly string[]> => {
  const invited: string[] = [];
  for (const account of await accounts.ids(call.tx, id)) {
    if (account === managementAccount) continue;
    const member = await accounts.find(call.tx, account);
    if (member?.joinedMethod === 'INVITED' && member.status === 'ACTIVE') invited.push(account);
  }
  return invited;
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAllFeatures.html */
export const enableAllFeatures = ({ ids }: Pick<OrganizationsDeps, 'ids'>) =>
  writes<object, EnableAllFeaturesResponse>({}, async (_input, call) => {
    const action = 'organizations:EnableAllFeatures';
    const membership = await membershipOf(call, action);
    await permit(call, membership, { action, resource: '*' });
    const { organization } = membership;
    const { tx, now } = call;
    if (organization.featureSet === 'ALL') throw alreadyAllFeatures();
    if ((await handshakes.waiting(tx, organization.id, 'ENABLE_ALL_FEATURES', now)).length > 0)
      throw alreadyPendingAllFeatures();

    const invited = await invitedMembers(call, organization);
    const parent = newHandshake(ids, organization, now, {
      action: 'ENABLE_ALL_FEATURES',
      party: undefined,
      state: invited.length === 0 ? 'OPEN' : 'REQUESTED',
    });
    await handshakes.insert(tx, parent);
    for (const account of invited)
      await handshakes.insert(
        tx,
        newHandshake(ids, organization, now, {
          action: 'APPROVE_ALL_FEATURES',
          party: { type: 'ACCOUNT', id: account },
          state: 'REQUESTED',
          parentId: parent.id,
        }),
      );
    call.touch({ type: 'AWS::Organizations::Handshake', name: parent.id });
    return { Handshake: await shown(call, parent) };
  });
