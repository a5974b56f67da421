import type {
  CreateServiceLinkedRoleResponse,
  DeleteServiceLinkedRoleResponse,
  GetRoleResponse,
  GetServiceLinkedRoleDeletionStatusResponse,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { accessFixture, ACCOUNT, ALLOW_ALL, TRUSTS_EC2 } from './access.fixture.ts';

const ECS = 'AWSServiceRoleForECS';

test("a service's role is named, trusted and permitted as the service wants it", async () => {
  const { call, attached } = await accessFixture();

  const { Role } = await call<CreateServiceLinkedRoleResponse>('CreateServiceLinkedRole', {
    AWSServiceName: 'ecs.amazonaws.com',
    Description: 'for ECS',
  });
  const read = await call<GetRoleResponse>('GetRole', { RoleName: ECS });

  expect(Role).toMatchObject({
    Arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/${ECS}`,
    Path: '/aws-service-role/ecs.amazonaws.com/',
  });
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toStrictEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: ['ecs.amazonaws.com'] },
        Action: ['sts:AssumeRole'],
      },
    ],
  });
  expect(read.Role).toMatchObject({ Description: 'for ECS', MaxSessionDuration: 3600 });
  expect(await attached(ECS)).toStrictEqual(['AmazonECSServiceRolePolicy']);
});

test.for([
  [
    { AWSServiceName: 'ecs.amazonaws.com' },
    `Service role name ${ECS} has been taken in this account, please try a different suffix.`,
  ],
  [
    { AWSServiceName: 'ecs.amazonaws.com', CustomSuffix: 'mine' },
    'Custom suffix is not allowed for ecs.amazonaws.com',
  ],
  [{ AWSServiceName: 'example.com' }, 'Service Linked Role Template not found for example.com'],
] as const)('CreateServiceLinkedRole with %o is refused', async ([input, message]) => {
  const { call } = await accessFixture();
  await call('CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' });

  await expect(call('CreateServiceLinkedRole', input)).rejects.toMatchObject({
    name: 'InvalidInput',
    message,
  });
});

test('a suffix tells the roles of one service apart where the service permits it', async () => {
  const { call } = await accessFixture();

  const { Role } = await call<CreateServiceLinkedRoleResponse>('CreateServiceLinkedRole', {
    AWSServiceName: 'autoscaling.amazonaws.com',
    CustomSuffix: 'mine',
  });

  expect(Role?.RoleName).toBe('AWSServiceRoleForAutoScaling_mine');
});

test.for([
  ['DeleteRole', {}],
  ['AttachRolePolicy', { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  [
    'DetachRolePolicy',
    { PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy' },
  ],
  ['PutRolePolicy', { PolicyName: 'p', PolicyDocument: ALLOW_ALL }],
  ['UpdateAssumeRolePolicy', { PolicyDocument: TRUSTS_EC2 }],
  ['PutRolePermissionsBoundary', { PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
] as const)('%s does not change a service-linked role', async ([operation, input]) => {
  const { call } = await accessFixture();
  await call('CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' });

  await expect(call(operation, { RoleName: ECS, ...input })).rejects.toMatchObject({
    name: 'UnmodifiableEntity',
    message: `Cannot perform the operation on the protected role '${ECS}' - this role is only modifiable by AWS`,
  });
});

test('the deletion of a service-linked role is a task that ends later', async () => {
  const { call, kit } = await accessFixture();
  await call('CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' });

  const { DeletionTaskId } = await call<DeleteServiceLinkedRoleResponse>(
    'DeleteServiceLinkedRole',
    { RoleName: ECS },
  );
  const status = async () =>
    (
      await call<GetServiceLinkedRoleDeletionStatusResponse>('GetServiceLinkedRoleDeletionStatus', {
        DeletionTaskId,
      })
    ).Status;
  const before = await status();
  kit.clock.advance({ seconds: 6 });
  await kit.runner.runDue();

  expect(DeletionTaskId).toMatch(
    /^task\/aws-service-role\/ecs\.amazonaws\.com\/AWSServiceRoleForECS\/[0-9a-f-]{36}$/,
  );
  expect([before, await status()]).toStrictEqual(['IN_PROGRESS', 'SUCCEEDED']);
  await expect(call('GetRole', { RoleName: ECS })).rejects.toMatchObject({ name: 'NoSuchEntity' });
  await call('CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' });
});
