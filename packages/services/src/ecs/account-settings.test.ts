import type { CreateClusterResponse, ListAccountSettingsResponse } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { ACCOUNT, ecsFixture } from './ecs.fixture.ts';

const root = `arn:aws:iam::${ACCOUNT}:root`;

test('a setting is the own one, else the default of the account, else that of AWS', async () => {
  const { ecs, admin } = await ecsFixture();
  const name = 'containerInsights';
  const effective = async () =>
    (
      await ecs<ListAccountSettingsResponse>('ListAccountSettings', {
        name,
        effectiveSettings: true,
      })
    ).settings;

  const initial = await effective();
  await ecs('PutAccountSettingDefault', { name, value: 'enabled' });
  const common = await effective();
  const put = await ecs('PutAccountSetting', { name, value: 'enhanced' });
  const own = await effective();
  const { cluster } = await ecs<CreateClusterResponse>('CreateCluster', { clusterName: 'web' });
  await ecs('DeleteAccountSetting', { name });

  expect(initial).toMatchObject([{ value: 'disabled', principalArn: root }]);
  expect(common).toMatchObject([{ value: 'enabled', principalArn: root }]);
  expect(put).toEqual({
    setting: { name, value: 'enhanced', principalArn: admin.arn, type: 'user' },
  });
  expect(own).toMatchObject([{ value: 'enhanced', principalArn: admin.arn }]);
  expect(cluster?.settings).toEqual([{ name, value: 'enhanced' }]);
  expect(await effective()).toMatchObject([{ value: 'enabled' }]);
});

test('only settings that were made are listed unless the effective ones are asked for, in pages of 10', async () => {
  const { ecs } = await ecsFixture();
  await ecs('PutAccountSetting', { name: 'taskLongArnFormat', value: 'enabled' });
  await ecs('PutAccountSetting', { name: 'awsvpcTrunking', value: 'enabled' });
  const list = (input: object) => ecs<ListAccountSettingsResponse>('ListAccountSettings', input);

  const made = await list({});
  const first = await list({ effectiveSettings: true });
  const second = await list({ effectiveSettings: true, nextToken: first.nextToken });

  expect(made.settings?.map(({ name }) => name)).toEqual(['awsvpcTrunking', 'taskLongArnFormat']);
  expect(first.settings).toHaveLength(10);
  expect(second.settings).toHaveLength(1);
  expect(await list({ name: 'awsvpcTrunking', value: 'disabled' })).toMatchObject({ settings: [] });
});

test.for([
  [
    'ListAccountSettings',
    { name: 'unknown' },
    'unknown should be one of [serviceLongArnFormat,taskLongArnFormat,containerInstanceLongArnFormat,containerLongArnFormat,awsvpcTrunking,containerInsights,dualStackIPv6]',
  ],
  [
    'ListAccountSettings',
    { value: 'enabled' },
    'A setting name must be specified with a setting value.',
  ],
  [
    'PutAccountSetting',
    { name: 'awsvpcTrunking', value: 'maybe' },
    'Invalid value for the account setting awsvpcTrunking.',
  ],
  [
    'PutAccountSetting',
    { name: '__proto__', value: 'x' },
    expect.stringContaining('should be one of'),
  ],
  [
    'PutAccountSetting',
    { name: 'awsvpcTrunking', value: 'enabled', principalArn: root },
    expect.stringContaining('as the root user'),
  ],
] as const)('%s %o is refused', async ([operation, input, message]) => {
  const { ecs } = await ecsFixture();

  await expect(ecs(operation, input)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message,
  });
});

test('a role may be kept to one setting', async () => {
  const { ecs, roleWith } = await ecsFixture();
  const operator = roleWith(
    'operator',
    {},
    {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 'ecs:PutAccountSetting',
        Resource: '*',
        Condition: { StringEquals: { 'ecs:account-setting': 'awsvpcTrunking' } },
      },
    },
  );

  const put = await ecs(
    'PutAccountSetting',
    { name: 'awsvpcTrunking', value: 'enabled' },
    { as: operator },
  );

  expect(put).toMatchObject({ setting: { principalArn: operator.roleArn } });
  await expect(
    ecs('PutAccountSetting', { name: 'fargateFIPSMode', value: 'enabled' }, { as: operator }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
