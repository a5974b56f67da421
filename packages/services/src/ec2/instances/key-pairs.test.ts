import { beforeAll, describe, expect, test } from 'vitest';
import { ec2Fixture } from '../ec2.fixture.ts';

type Fixture = Awaited<ReturnType<typeof ec2Fixture>>;
let fixture: Fixture;
beforeAll(async () => {
  fixture = await ec2Fixture();
});

const bytes = (text: string) => new TextEncoder().encode(text);

describe('key pairs', () => {
  test.for(['rsa', 'ed25519'] as const)(
    'an %s key is given once and kept nowhere',
    async (KeyType) => {
      await fixture.events();
      const made = await fixture.ec2<{ KeyMaterial: string; KeyPairId: string }>('CreateKeyPair', {
        KeyName: `key-${KeyType}`,
        KeyType,
      });
      const secret = made.KeyMaterial.split('\n')[2] ?? '';
      const rows = await fixture.store.read((tx) => tx.all('SELECT * FROM ec2_resource'));
      const trail = JSON.stringify(await fixture.events());

      expect(made.KeyMaterial).toMatch(/^-----BEGIN (?:RSA|OPENSSH) PRIVATE KEY-----/);
      expect(secret.length).toBeGreaterThan(60);
      expect(JSON.stringify(rows)).not.toContain(secret);
      expect(trail).not.toContain(secret);
      expect(trail).toContain('"keyMaterial":"<sensitiveDataRemoved>"');
      await expect(
        fixture.ec2('CreateKeyPair', { KeyName: `key-${KeyType}` }),
      ).rejects.toMatchObject({ name: 'InvalidKeyPair.Duplicate' });
    },
  );

  test('a public key is imported in OpenSSH form, and nothing else is a key', async () => {
    const ssh =
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl a@b';

    const PublicKeyMaterial = bytes(ssh);
    await fixture.ec2('ImportKeyPair', { KeyName: 'mine', PublicKeyMaterial });

    expect(
      await fixture.ec2('DescribeKeyPairs', { KeyNames: ['mine'], IncludePublicKey: true }),
    ).toMatchObject({
      KeyPairs: [{ KeyType: 'ed25519', PublicKey: ssh.slice(0, -4) }],
    });
    for (const text of ['ssh-ed25519 AAAA', 'ssh-dss AAAA', '', 'x'.repeat(20_000)])
      await expect(
        fixture.ec2('ImportKeyPair', { KeyName: 'bad', PublicKeyMaterial: bytes(text) }),
      ).rejects.toMatchObject({ name: 'InvalidKey.Format' });
    await fixture.ec2('DeleteKeyPair', { KeyName: 'mine' });
    await expect(fixture.ec2('DescribeKeyPairs', { KeyNames: ['mine'] })).rejects.toMatchObject({
      name: 'InvalidKeyPair.NotFound',
    });
  });
});
