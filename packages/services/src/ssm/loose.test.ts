import { expect, test } from 'vitest';
import { ssmFixture } from './ssm.fixture.ts';

test('what emulators take is taken where no permission is asked: unknown keys, keys of plain parameters, names of policies', async () => {
  const { ssm } = await ssmFixture({ acceptsLooseInput: true });
  const put = (Name: string, Value: string, more: object) =>
    ssm('PutParameter', { Name, Value, ...more });

  await put('plain', 'a', { Type: 'String', KeyId: 'someKeyId', Policies: '["Expiration"]' });
  await put('plain', 'b', { Overwrite: true, DataType: 'aws:ec2:image' });
  await put('secure', 'c', { Type: 'SecureString', KeyId: 'a key', Policies: 'invalid json' });

  expect(await ssm('DescribeParameters', {})).toMatchObject({
    Parameters: [
      {
        Name: 'plain',
        KeyId: 'someKeyId',
        Tier: 'Standard',
        Policies: [
          { PolicyText: 'Expiration', PolicyType: 'Expiration', PolicyStatus: 'Finished' },
        ],
      },
      { Name: 'secure', KeyId: 'a key', Policies: [] },
    ],
  });
  expect(
    await ssm('GetParameters', { Names: ['plain', 'secure'], WithDecryption: true }),
  ).toMatchObject({ Parameters: [{ Value: 'b' }, { Value: 'c' }], InvalidParameters: [] });
});
