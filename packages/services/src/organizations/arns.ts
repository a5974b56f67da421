import type { Organization, Policy, PolicyType } from './model.ts';

/** ARN formats: Service Authorization Reference, "Resource types defined by AWS Organizations". */
type Owner = Pick<Organization, 'id' | 'managementAccount'>;

const arn = ({ id, managementAccount }: Owner, type: string, rest: string): string =>
  `arn:aws:organizations::${managementAccount}:${type}/${id}${rest}`;

export const organizationArn = (owner: Owner): string => arn(owner, 'organization', '');
export const accountArn = (owner: Owner, account: string): string =>
  arn(owner, 'account', `/${account}`);
export const rootArn = (owner: Owner, rootId: string): string => arn(owner, 'root', `/${rootId}`);
export const unitArn = (owner: Owner, unitId: string): string => arn(owner, 'ou', `/${unitId}`);
export const handshakeArn = (owner: Owner, action: string, id: string): string =>
  arn(owner, 'handshake', `/${action.toLowerCase()}/${id}`);
export const resourcePolicyArn = (owner: Owner, id: string): string =>
  arn(owner, 'resourcepolicy', `/${id}`);

const ownPolicyArn = (owner: Owner, type: PolicyType | '*', id: string): string =>
  arn(owner, 'policy', `/${type.toLowerCase()}/${id}`);

export const policyArn = (
  owner: Owner,
  { type, id, awsManaged }: Pick<Policy, 'id' | 'type' | 'awsManaged'>,
): string =>
  awsManaged
    ? `arn:aws:organizations::aws:policy/${type.toLowerCase()}/${id}`
    : ownPolicyArn(owner, type, id);

/** What a policy that does not exist is authorized on: its type is not known. */
export const missingPolicyArn = (owner: Owner, id: string): string => ownPolicyArn(owner, '*', id);
