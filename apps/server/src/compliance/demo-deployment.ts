import type { Store } from '@gatehouse/store';
import { callerAs } from '../broker/account-caller.ts';
import { readSetting, writeSetting } from '../broker/settings-table.ts';
import type { Cloud } from '../cloud.ts';
import { document, ensureRole, type Role } from '../ensure-role.ts';
import { HOME_REGION, SECURITY_ACCOUNT } from '../findings/demo-deployment.ts';
import { knownOrOurs } from '../once.ts';

const ROLE = 'GatehouseCompliance';
const READER_ROLE = 'GatehouseSecretCompliance';
const SETTING = 'demo.compliance';
const DONE = 'deployed';

export const ROLE_ARN = `arn:aws:iam::${SECURITY_ACCOUNT}:role/${ROLE}`;
export const readerRoleArn = (account: string): string =>
  `arn:aws:iam::${account}:role/${READER_ROLE}`;
export const MANAGEMENT_ACCOUNT = '123456789012';
export const ACCOUNTS = [
  MANAGEMENT_ACCOUNT,
  SECURITY_ACCOUNT,
  '111122223333',
  '444455556666',
] as const;

const COMPLIANCE: Role = {
  name: ROLE,
  description: 'Judges the secrets of all accounts',
  trust: document({
    Effect: 'Allow',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }),
  inline: document({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: `arn:aws:iam::*:role/${READER_ROLE}`,
  }),
};

/** What it may in each account: nothing that shows a value. */
const READER: Role = {
  name: READER_ROLE,
  description: 'Lets secrets of this account be judged, and the findings be imported',
  trust: document({
    Effect: 'Allow',
    Principal: { AWS: ROLE_ARN },
    Action: 'sts:AssumeRole',
  }),
  inline: document({
    Effect: 'Allow',
    Action: [
      'secretsmanager:ListSecrets',
      'secretsmanager:DescribeSecret',
      'secretsmanager:ListSecretVersionIds',
      'secretsmanager:GetResourcePolicy',
      'kms:DescribeKey',
      'kms:GetKeyPolicy',
      'kms:ListGrants',
      'kms:ListAliases',
      'kms:ListResourceTags',
      'iam:GetAccountAuthorizationDetails',
      'cloudtrail:LookupEvents',
      'organizations:DescribeOrganization',
      'organizations:DescribePolicy',
      'organizations:ListParents',
      'organizations:ListPoliciesForTarget',
      'organizations:ListRoots',
      'securityhub:GetFindings',
      'securityhub:BatchImportFindings',
    ],
    Resource: '*',
  }),
};

/** The roles in the demo organization, made once. */
export const deployCompliance = async (store: Store, cloud: Cloud): Promise<void> => {
  const known = await knownOrOurs(store, SETTING, () =>
    store.read((tx) => readSetting(tx, SETTING)),
  );
  if (known !== undefined) return;
  const callerOf = (account: string) => callerAs(cloud, { kind: 'root', account }, HOME_REGION);
  await ensureRole(callerOf(SECURITY_ACCOUNT), COMPLIANCE);
  for (const account of ACCOUNTS) await ensureRole(callerOf(account), READER);
  await store.write((tx) => writeSetting(tx, SETTING, DONE));
};
