import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilePolicy, decide, requestContext } from '@gatehouse/policy';
import { expect, test } from 'vitest';

const ACCOUNT = '111122223333';
const GUIDE = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8');

const compiled = (id: string, document: string, type: 'identity' | 'scp') => ({
  id,
  policy: compilePolicy(document, type),
});

const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** The service control policy that the guide advises. */
const advised = (): string => {
  const [, block = ''] =
    /```json\n([\s\S]*?"iam:UpdateAssumeRolePolicy"[\s\S]*?)```/.exec(GUIDE) ?? [];
  return block;
};

const may = (role: string, action: string, name: string): boolean => {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`;
  return decide(
    {
      action,
      resource: `arn:aws:iam::${ACCOUNT}:role/${name}`,
      resourceAccount: ACCOUNT,
      principal: {
        kind: 'assumed-role',
        account: ACCOUNT,
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/session`,
        id: 'AROAEXAMPLE:session',
        roleArn,
        roleId: 'AROAEXAMPLE',
      },
      context: requestContext({ 'aws:PrincipalArn': roleArn }),
    },
    {
      identity: [compiled('own', EVERYTHING, 'identity')],
      scps: [
        {
          targetId: ACCOUNT,
          policies: [
            compiled('FullAWSAccess', EVERYTHING, 'scp'),
            compiled('advised', advised(), 'scp'),
          ],
        },
      ],
    },
  ).allowed;
};

test.for([
  ['Administrator', 'iam:UpdateAssumeRolePolicy', 'TempAccessRoleS3Admin', false],
  ['Administrator', 'iam:AttachRolePolicy', 'TempAccessRoleS3Admin', false],
  ['Administrator', 'iam:DeleteRole', 'GatehouseBrokerTargetRole', false],
  ['Administrator', 'iam:PutRolePolicy', 'GatehouseBrokerTargetRole', false],
  ['TempAccessRoleS3Admin', 'iam:DeleteRolePolicy', 'TempAccessRoleS3Admin', false],
  ['Administrator', 'iam:GetRole', 'TempAccessRoleS3Admin', true],
  ['Administrator', 'iam:UpdateAssumeRolePolicy', 'Application', true],
  ['GatehouseBrokerTargetRole', 'iam:PutRolePolicy', 'TempAccessRoleS3Admin', true],
  ['stacksets-exec-0123456789abcdef', 'iam:CreateRole', 'TempAccessRoleNew', true],
] as const)(
  'with the advised service control policy, %s may %s on %s: %s',
  ([role, action, name, expected]) => {
    expect(may(role, action, name)).toBe(expected);
  },
);
