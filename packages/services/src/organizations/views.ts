import type {
  Account as AccountShape,
  CreateAccountStatus,
  Handshake as HandshakeShape,
  HandshakeResource,
  Organization as OrganizationShape,
  OrganizationalUnit,
  PolicySummary,
  Root,
} from '@aws-sdk/client-organizations';
import { accountArn, handshakeArn, organizationArn, policyArn, rootArn, unitArn } from './arns.ts';
import type {
  Account,
  AccountRequest,
  Handshake,
  Organization,
  Policy,
  PolicyType,
  Unit,
} from './model.ts';

export const organizationView = (organization: Organization): OrganizationShape => ({
  Id: organization.id,
  Arn: organizationArn(organization),
  FeatureSet: organization.featureSet,
  MasterAccountArn: accountArn(organization, organization.managementAccount),
  MasterAccountId: organization.managementAccount,
  MasterAccountEmail: organization.managementEmail,
  // The API reference: this field is deprecated and tells nothing about other policy types.
  AvailablePolicyTypes:
    organization.featureSet === 'ALL'
      ? [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }]
      : [],
});

export const ROOT_NAME = 'Root';

export const rootView = (organization: Organization, enabled: ReadonlySet<PolicyType>): Root => ({
  Id: organization.rootId,
  Arn: rootArn(organization, organization.rootId),
  Name: ROOT_NAME,
  PolicyTypes: [...enabled].map((Type) => ({ Type, Status: 'ENABLED' })),
});

export const unitView = (organization: Organization, { id, name }: Unit): OrganizationalUnit => ({
  Id: id,
  Arn: unitArn(organization, id),
  Name: name,
});

/** User Guide, "Monitor the state of your AWS accounts": who closes an account has it CLOSED; Status has no such value. */
const stateOf = ({ status }: Account): AccountShape['State'] =>
  status === 'SUSPENDED' ? 'CLOSED' : status;

export const accountView = (organization: Organization, account: Account): AccountShape => ({
  Id: account.account,
  Arn: accountArn(organization, account.account),
  Email: account.email,
  Name: account.name,
  Status: account.status,
  State: stateOf(account),
  JoinedMethod: account.joinedMethod,
  JoinedTimestamp: account.joinedAt,
});

export const requestView = (request: AccountRequest): CreateAccountStatus => ({
  Id: request.id,
  AccountName: request.accountName,
  State: request.state,
  RequestedTimestamp: request.requestedAt,
  ...(request.completedAt === undefined ? {} : { CompletedTimestamp: request.completedAt }),
  ...(request.state === 'SUCCEEDED' ? { AccountId: request.account } : {}),
  ...(request.failureReason === undefined ? {} : { FailureReason: request.failureReason }),
});

export const policyView = (organization: Organization, policy: Policy): PolicySummary => ({
  Id: policy.id,
  Arn: policyArn(organization, policy),
  Name: policy.name,
  Description: policy.description,
  Type: policy.type,
  AwsManaged: policy.awsManaged,
});

/** Who sends a handshake: its organization as the recipient sees it, which may be gone by now. */
export interface Sender {
  readonly email: string | undefined;
  readonly name: string | undefined;
  readonly featureSet: Organization['featureSet'] | undefined;
}

const senderResource = (
  { organizationId }: Handshake,
  { email, name, featureSet }: Sender,
): HandshakeResource => {
  const details: HandshakeResource[] = [
    { Type: 'MASTER_EMAIL', Value: email },
    { Type: 'MASTER_NAME', Value: name },
    { Type: 'ORGANIZATION_FEATURE_SET', Value: featureSet },
  ];
  const known = details.filter(({ Value }) => Value !== undefined);
  return {
    Type: 'ORGANIZATION',
    Value: organizationId,
    ...(known.length === 0 ? {} : { Resources: known }),
  };
};

const UNANSWERED: ReadonlySet<Handshake['state']> = new Set(['REQUESTED', 'OPEN']);

/** A handshake that nobody answered in time has expired, without anything having happened to it. */
export const currentState = (handshake: Handshake, now: Date): Handshake['state'] =>
  UNANSWERED.has(handshake.state) && handshake.expiresAt <= now ? 'EXPIRED' : handshake.state;

export const handshakeView = (handshake: Handshake, sender: Sender, now: Date): HandshakeShape => {
  const { organizationId, managementAccount, party, notes, parentId } = handshake;
  const owner = { id: organizationId, managementAccount };
  return {
    Id: handshake.id,
    Arn: handshakeArn(owner, handshake.action, handshake.id),
    Parties: [
      { Id: organizationId, Type: 'ORGANIZATION' },
      ...(party === undefined ? [] : [{ Id: party.id, Type: party.type }]),
    ],
    State: currentState(handshake, now),
    RequestedTimestamp: handshake.requestedAt,
    ExpirationTimestamp: handshake.expiresAt,
    Action: handshake.action,
    Resources: [
      senderResource(handshake, sender),
      ...(party === undefined ? [] : [{ Type: party.type, Value: party.id }]),
      ...(notes === undefined ? [] : [{ Type: 'NOTES' as const, Value: notes }]),
      ...(parentId === undefined ? [] : [{ Type: 'PARENT_HANDSHAKE' as const, Value: parentId }]),
    ],
  };
};
