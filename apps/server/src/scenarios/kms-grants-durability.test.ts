import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateGrantCommand,
  CreateKeyCommand,
  EncryptCommand,
  KMSClient,
  RetireGrantCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms';
import { type ServerProcess, startServerProcess } from '@gatehouse/testcloud';
import { tries } from '@gatehouse/testkit';
import { expect, onTestFinished, test } from 'vitest';

const WRITE_MILLISECONDS = 300;

interface World {
  readonly key: string;
  readonly grantee: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly arn: string;
}

/** A grant by the context that it asks for, as far as its owner was told what became of it. */
interface Told {
  readonly made: Set<string>;
  readonly ended: Set<string>;
}

const prepare = async (server: ServerProcess): Promise<World> => {
  const iam = new IAMClient(server.client);
  const UserName = 'grantee';
  const { User } = await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { KeyMetadata } = await new KMSClient(server.client).send(new CreateKeyCommand({}));
  return {
    key: KeyMetadata?.Arn ?? '',
    arn: User?.Arn ?? '',
    grantee: {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    },
  };
};

/** Makes grants and ends every other one, by turns retired and revoked, until the server is gone. */
const writeUntilGone = async (
  server: ServerProcess,
  { key, arn }: World,
  prefix: string,
): Promise<Told> => {
  const kms = new KMSClient({ ...server.client, maxAttempts: 1 });
  const told: Told = { made: new Set(), ended: new Set() };
  try {
    for (let count = 0; ; count += 1) {
      const name = `${prefix}-${count}`;
      const { GrantId, GrantToken } = await kms.send(
        new CreateGrantCommand({
          KeyId: key,
          GranteePrincipal: arn,
          Operations: ['Encrypt'],
          Constraints: { EncryptionContextSubset: { name } },
        }),
      );
      if (count % 2 === 0) {
        told.made.add(name);
        continue;
      }
      await (count % 4 === 1
        ? kms.send(new RevokeGrantCommand({ KeyId: key, GrantId }))
        : kms.send(new RetireGrantCommand({ GrantToken })));
      told.ended.add(name);
    }
  } catch {
    return told;
  } finally {
    kms.destroy();
  }
};

const permits = async (kms: KMSClient, KeyId: string, name: string): Promise<boolean> => {
  try {
    await kms.send(
      new EncryptCommand({ KeyId, Plaintext: Buffer.of(1), EncryptionContext: { name } }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDeniedException') return false;
    throw error;
  }
};

test('after kill -9 every grant that was acknowledged permits, and none that was retired or revoked', async () => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-grants-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  let server = await startServerProcess(data);
  onTestFinished(() => server.kill());
  const world = await prepare(server);

  for (let round = 0; round < tries(1, 10); round += 1) {
    const running = server;
    const writing = Promise.all(
      ['a', 'b'].map((client) => writeUntilGone(running, world, `${round}${client}`)),
    );
    await new Promise((resolve) => {
      setTimeout(resolve, WRITE_MILLISECONDS);
    });
    await server.kill();
    const told = await writing;
    server = await startServerProcess(data);
    const grantee = new KMSClient({ ...server.client, credentials: world.grantee });

    const count = told.reduce((sum, { made, ended }) => sum + made.size + ended.size, 0);
    expect(count).toBeGreaterThan(2);
    const permitted = (names: ReadonlySet<string>) =>
      Promise.all([...names].map((name) => permits(grantee, world.key, name)));
    for (const { made, ended } of told) {
      expect(await permitted(made)).not.toContain(false);
      expect(await permitted(ended)).not.toContain(true);
    }
    grantee.destroy();
  }
});
