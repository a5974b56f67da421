import { compilePolicy } from '@gatehouse/policy';
import { expect, test } from 'vitest';
import { ACCOUNT, grantsFixture, person, session } from '../grants/grants.fixture.ts';

const allow = (Action: string) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*' },
});

test('what is granted to a role reaches its sessions as far as their session policies, to a session in full', async () => {
  const { principals, key, encrypt, grant, decrypts } = await grantsFixture();
  const role = session('reader');
  principals.set(role.roleArn, role.roleId);
  const limitedTo = (Action: string) => ({
    ...role,
    session: {
      ...role.session,
      policies: [{ id: 'session', policy: compilePolicy(allow(Action), 'identity') }],
    },
  });
  const KeyId = await key();
  const blob = await encrypt(KeyId);
  const { token } = await grant({
    KeyId,
    GranteePrincipal: role.roleArn,
    Operations: ['Decrypt'],
  });

  expect(await decrypts(role, blob)).toBe(true);
  expect(await decrypts(limitedTo('kms:Decrypt'), blob)).toBe(true);
  expect(await decrypts(limitedTo('s3:*'), blob)).toBe(false);
  expect(await decrypts(limitedTo('s3:*'), blob, undefined, [token])).toBe(false);

  await grant({ KeyId, GranteePrincipal: role.arn, Operations: ['Decrypt'] });

  expect(await decrypts(limitedTo('s3:*'), blob)).toBe(true);
});

test('who is denied by the policy of a key gets no further as a federated user', async () => {
  const { principals, key, encrypt, grant, decrypts, kms } = await grantsFixture();
  const bob = person('bob');
  const user = { arn: bob.arn, id: 'AIDABOBXXXXXXXXXXXXXX', name: 'bob' };
  principals.set(user.arn, user.id);
  const arn = `arn:aws:sts::${ACCOUNT}:federated-user/dora`;
  const dora = {
    kind: 'federated-user' as const,
    account: ACCOUNT,
    arn,
    name: 'dora',
    user,
    tags: new Map<string, string>(),
    session: session('reader').session,
  };
  const KeyId = await key();
  const blob = await encrypt(KeyId);
  await grant({ KeyId, GranteePrincipal: arn, Operations: ['Decrypt'] });
  expect(await decrypts(dora, blob)).toBe(true);

  await kms('PutKeyPolicy', {
    KeyId,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'kms:*', Resource: '*' },
        { Effect: 'Deny', Principal: { AWS: user.arn }, Action: 'kms:Decrypt', Resource: '*' },
      ],
    }),
  });

  expect(await decrypts(dora, blob)).toBe(false);
  expect(await decrypts({ ...dora, user: { ...user, id: 'AIDAOTHERBOBXXXXXXXXX' } }, blob)).toBe(
    true,
  );
});

test.for([
  ['{"App":"secret"}', 'AccessDeniedException'],
  ['{"app":"secret"}', 'AccessDeniedException'],
  ['{"App":"x","app":"secret"}', 'AccessDeniedException'],
  ['{"app":"secret","App":"x"}', 'AccessDeniedException'],
  ['{"App":"x","APP":"y","app":"secret"}', 'AccessDeniedException'],
  ['{"App":"x","app":"y"}', 'DryRunOperationException'],
  ['{"other":"secret","__proto__":"secret"}', 'DryRunOperationException'],
  ['{"__proto__":"x","App":"secret"}', 'AccessDeniedException'],
] as const)(
  'a Deny on a name of the encryption context finds it in whatever case: %s',
  async ([context, name]) => {
    const fixture = await grantsFixture();
    const kept = fixture.userWith('kept', allow('kms:*'), {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Deny',
        Action: 'kms:*',
        Resource: '*',
        Condition: { StringEquals: { 'kms:EncryptionContext:App': 'secret' } },
      },
    });
    const EncryptionContext: unknown = JSON.parse(context);
    const input = {
      KeyId: await fixture.key(),
      Plaintext: Buffer.of(1),
      EncryptionContext,
      DryRun: true,
    };

    await expect(fixture.kms('Encrypt', input, { as: kept })).rejects.toMatchObject({ name });
  },
);
