import { noOrganization } from '@gatehouse/service-kit';
import { serviceFixture } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { createKms } from '../kms/index.ts';
import { createSsm } from './index.ts';

test('what emulators take is taken where no permission is asked: unknown keys, keys of plain parameters, names of policies', async () => {
  const principals = {
    idOf: () => Promise.resolve(undefined),
    arnOf: () => Promise.resolve(undefined),
  };
  const fixture = await serviceFixture((given) => {
    const deps = { ...given, principals, acceptsLooseInput: true };
    const kms = createKms({ ...deps, organizations: noOrganization });
    return { services: [kms.service, createSsm({ ...deps, keys: kms.keys })], mode: 'off' };
  });
  const ssm = (operation: string, input: object) => fixture.call('ssm', operation, input);
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
