import type { AccessRequest, Target } from '../../model/index.ts';

/** The version of https://schema.ocsf.io that the events follow. */
export const OCSF_VERSION = '1.9.0';

export interface Product {
  readonly version: string;
  /** Of this installation, such as the origin of its audit log. */
  readonly uid?: string | undefined;
}

const AWS_ACCOUNT = { type: 'AWS Account', type_id: 10 };

export const userObject = ({ requester }: AccessRequest): object => ({
  uid: requester.id,
  uid_alt: requester.subject,
  name: requester.name,
  domain: requester.issuer,
  ...(requester.email === undefined ? {} : { email_addr: requester.email }),
  type: 'User',
  type_id: 1,
});

export const personObject = (id: string, name?: string): object =>
  id === 'system'
    ? { uid: id, name: 'Gatehouse', type: 'System', type_id: 3 }
    : { uid: id, ...(name === undefined ? {} : { name }), type: 'User', type_id: 1 };

export const roleObject = ({ account, roleArn }: Target): object => ({
  uid: roleArn,
  name: roleArn.slice(roleArn.lastIndexOf('/') + 1),
  account: { uid: account, ...AWS_ACCOUNT },
});

export const accountResource = (account: string): object => ({ uid: account, type: 'AWS Account' });

export const entityObject = (request: AccessRequest, state: string): object => ({
  uid: request.id,
  name: request.id,
  type: 'Access request',
  type_id: 99,
  version: String(request.version),
  data: {
    state,
    targets: request.targets,
    duration_seconds: request.durationSeconds,
    break_glass: request.breakGlass,
    policy_version: request.requirement.policyVersion,
    rules: request.requirement.ruleIds,
    fields: Object.fromEntries(request.fields),
    ...(request.extends === undefined ? {} : { extends: request.extends }),
  },
});

export const productObject = ({ version, uid }: Product): object => ({
  name: 'Gatehouse',
  vendor_name: 'Gatehouse',
  version,
  ...(uid === undefined ? {} : { uid }),
  feature: { name: 'Access broker' },
});
