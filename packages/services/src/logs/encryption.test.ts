import { expect, test } from 'vitest';
import { ACCOUNT, groupArn, logsFixture } from './logs.fixture.ts';

const refusal = (name: string, group: string) => ({
  name,
  message: `The specified KMS key does not exist or is not allowed to be used with LogGroup '${groupArn(group)}'`,
});

test('a group gets only a key that lets CloudWatch Logs use it for that group', async () => {
  const fixture = await logsFixture();
  const { logs, groupKey } = fixture;
  const key = await groupKey('app/');
  const missing = `arn:aws:kms:us-east-1:${ACCOUNT}:key/134f2428-cec1-4b25-a1ae-9048164dba47`;
  const disabled = await groupKey('app/');
  await fixture.call('kms', 'DisableKey', { KeyId: disabled });
  for (const logGroupName of ['app/a', 'other']) await logs('CreateLogGroup', { logGroupName });
  const associate = (logGroupName: string, kmsKeyId: string) =>
    logs('AssociateKmsKey', { logGroupName, kmsKeyId });

  for (const [group, kmsKeyId, name] of [
    ['other', key, 'AccessDeniedException'],
    ['app/a', missing, 'InvalidParameterException'],
    ['app/a', disabled, 'InvalidParameterException'],
  ] as const)
    await expect(associate(group, kmsKeyId)).rejects.toMatchObject(refusal(name, group));
  await expect(
    logs('CreateLogGroup', { logGroupName: 'new', kmsKeyId: key }),
  ).rejects.toMatchObject(refusal('AccessDeniedException', 'new'));
  await associate('app/a', key);

  expect(await logs('DescribeLogGroups', {})).toMatchObject({
    logGroups: [{ logGroupName: 'app/a', kmsKeyId: key }, { logGroupName: 'other' }],
  });
});

test('while its key is disabled a group takes and gives nothing, and KMS is asked once in five minutes', async () => {
  const fixture = await logsFixture();
  const { logs, groupKey, stream, put, messages, clock, port } = fixture;
  const kmsKeyId = await groupKey('app/');
  await stream('app/a', 's');
  await logs('AssociateKmsKey', { logGroupName: 'app/a', kmsKeyId });
  await fixture.events();

  await put('app/a', 's', 'one');
  await put('app/a', 's', 'two');
  expect(await messages('app/a')).toEqual(['one', 'two']);
  const asked = (await fixture.events()).filter(
    ({ record }) => record['eventSource'] === 'kms.amazonaws.com',
  );
  expect(asked.map(({ record }) => record['eventName'])).toEqual(['GenerateDataKey', 'Decrypt']);
  clock.advance({ seconds: 301 });
  await put('app/a', 's', 'later');
  expect(await fixture.events()).toContainEqual(
    expect.objectContaining({ record: expect.objectContaining({ eventName: 'GenerateDataKey' }) }),
  );
  await fixture.call('kms', 'DisableKey', { KeyId: kmsKeyId });

  const closed = refusal('InvalidParameterException', 'app/a');
  await expect(put('app/a', 's', 'three')).rejects.toMatchObject(closed);
  await expect(messages('app/a')).rejects.toMatchObject(closed);
  await expect(
    logs('GetLogEvents', { logGroupName: 'app/a', logStreamName: 's' }),
  ).rejects.toMatchObject(closed);
  expect(
    await port.write({
      logGroupArn: groupArn('app/a'),
      stream: 's',
      events: [{ at: clock.now(), message: 'x' }],
      by: {
        service: 'events.amazonaws.com',
        sourceArn: `arn:aws:events:us-east-1:${ACCOUNT}:rule/r`,
        sourceAccount: ACCOUNT,
      },
    }),
  ).toBe('refused');
  await logs('DisassociateKmsKey', { logGroupName: 'app/a' });
  expect(await messages('app/a')).toEqual(['one', 'two', 'later']);
});
