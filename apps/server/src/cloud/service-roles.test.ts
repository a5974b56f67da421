import { IAM } from '@aws-sdk/client-iam';
import { systemIds } from '@gatehouse/core';
import type { ServiceRoles } from '@gatehouse/service-kit';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServiceRoles } from './service-roles.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Runner`;
const RULE = `arn:aws:events:us-east-1:${ACCOUNT}:rule/one`;

let cloud: StartedCloud;
let iam: IAM;
let roles: ServiceRoles;

const trust = (condition?: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sts:AssumeRole',
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  });

const asked = (service = 'events.amazonaws.com') => ({
  roleArn: ROLE,
  sessionName: 'one',
  source: { service, sourceArn: RULE, sourceAccount: ACCOUNT },
  region: 'us-east-1',
});

const setTrust = (policy: string) =>
  iam.updateAssumeRolePolicy({ RoleName: 'Runner', PolicyDocument: policy });

beforeAll(async () => {
  cloud = await startCloud();
  iam = new IAM(cloud.client('workloads'));
  const { dispatcher, authorizer, credentials, iam: own, services } = cloud.cloud;
  const sts = services.find(({ id }) => id === 'sts');
  if (sts === undefined) throw new Error('there is no sts');
  roles = createServiceRoles({
    store: cloud.store,
    clock: { now: () => new Date() },
    ids: systemIds,
    dispatch: (request) => dispatcher.dispatch(request),
    decide: (question) => authorizer.decide(question),
    temporary: (keyId, token) => credentials.temporary(keyId, token),
    role: (tx, account, name) => own.roles.role(tx, account, name),
    sts: () => sts,
  });
  await iam.createRole({ RoleName: 'Runner', AssumeRolePolicyDocument: trust() });
});
afterAll(() => cloud.stop());

test('a service gets a session of a role that trusts it, and the same one again', async () => {
  const session = await roles.assume(asked());
  expect(session?.principal).toMatchObject({ kind: 'assumed-role', roleArn: ROLE });
  expect((await roles.assume(asked()))?.accessKeyId).toBe(session?.accessKeyId);
  expect(await roles.trusts(asked())).toBe(true);
});

test('a service that the role does not trust gets none, nor does anybody of a role that is not there', async () => {
  expect(await roles.assume(asked('lambda.amazonaws.com'))).toBeUndefined();
  expect(await roles.trusts(asked('lambda.amazonaws.com'))).toBe(false);
  const missing = { ...asked(), roleArn: `arn:aws:iam::${ACCOUNT}:role/Nobody` };
  expect(await roles.assume(missing)).toBeUndefined();
  expect(
    await roles.assume({ ...asked(), roleArn: `arn:aws:iam::${ACCOUNT}:user/x` }),
  ).toBeUndefined();
});

test('the resource for which the service calls decides where the trust policy says so', async () => {
  await setTrust(trust({ ArnLike: { 'aws:SourceArn': `${RULE}-other` } }));
  expect(await roles.assume(asked())).toBeUndefined();
  await setTrust(trust({ StringEquals: { 'aws:SourceAccount': ACCOUNT } }));
  expect(await roles.assume(asked())).toBeDefined();
});

test('a kept session ends with the trust, and with the role even if another has its name', async () => {
  const before = await roles.assume(asked());
  await setTrust(trust({ StringEquals: { 'aws:SourceAccount': '999999999999' } }));
  expect(await roles.assume(asked())).toBeUndefined();

  await iam.deleteRole({ RoleName: 'Runner' });
  await iam.createRole({ RoleName: 'Runner', AssumeRolePolicyDocument: trust() });
  const after = await roles.assume(asked());
  expect(after?.principal.roleId).not.toBe(before?.principal.roleId);
});
