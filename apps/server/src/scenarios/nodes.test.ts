import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateClusterCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';

const server = await testPostgres();

const folder = (): string => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-node-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  return data;
};

const node = async (data: string, database: string): Promise<StartedCloud> => {
  const cloud = await startCloud({ data, database });
  onTestFinished(() => cloud.stop());
  return cloud;
};

const emptyDatabase = async (): Promise<string> => {
  if (server === undefined) throw new Error('this machine has no PostgreSQL');
  return server.database();
};

/** Two nodes on one database; the second has the first one's master key. */
const twoNodes = async (): Promise<readonly [StartedCloud, StartedCloud]> => {
  const database = await emptyDatabase();
  const [first, second] = [folder(), folder()];
  const a = await node(first, database);
  copyFileSync(join(first, 'master.key'), join(second, 'master.key'));
  return [a, await node(second, database)];
};

describe.runIf(server !== undefined)('two nodes on one PostgreSQL', () => {
  test('what one node changes the other enforces at once', async () => {
    const [a, b] = await twoNodes();
    const iam = new IAMClient(a.client());
    await iam.send(new CreateUserCommand({ UserName: 'reader' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'reader' }));
    const keys = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    const ecs = new ECSClient(b.clientWith(keys));
    const list = (): Promise<unknown> => ecs.send(new ListClustersCommand({}));
    const allow = new PutUserPolicyCommand({
      UserName: 'reader',
      PolicyName: 'list',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 'ecs:ListClusters', Resource: '*' },
      }),
    });
    const forbid = new DeleteUserPolicyCommand({ UserName: 'reader', PolicyName: 'list' });

    await expect(list()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    for (let round = 0; round < 5; round += 1) {
      await iam.send(allow);
      await expect.poll(list, { timeout: 1000, interval: 5 }).toMatchObject({ clusterArns: [] });
      await iam.send(forbid);
      await expect
        .poll(() => list().then(String, String), { timeout: 1000, interval: 5 })
        .toContain('AccessDeniedException');
    }
    iam.destroy();
    ecs.destroy();
  });

  test('each change is recorded once, whichever node moves it into the history', async () => {
    const [a, b] = await twoNodes();
    const keys = a.client().credentials;
    const [onA, onB] = [a, b].map((cloud) => new ECSClient(cloud.clientWith(keys)));
    if (onA === undefined || onB === undefined) throw new Error('a node is missing');
    const names = Array.from({ length: 40 }, (_, index) => `cluster-${index}`);

    await Promise.all(
      names.map((clusterName, index) =>
        (index % 2 === 0 ? onA : onB).send(new CreateClusterCommand({ clusterName })),
      ),
    );

    const trail = new CloudTrailClient(b.clientWith(keys));
    const recorded = async (): Promise<readonly string[]> => {
      const { Events = [] } = await trail.send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateCluster' }],
          MaxResults: 50,
        }),
      );
      return Events.map(({ CloudTrailEvent = '{}' }) =>
        String(JSON.parse(CloudTrailEvent).requestParameters.clusterName),
      );
    };
    // What the other node is just moving shows a moment later; nothing is moved by both.
    await expect.poll(recorded, { timeout: 5000 }).toHaveLength(names.length);
    expect(new Set(await recorded())).toEqual(new Set(names));
    for (const client of [onA, onB, trail]) client.destroy();
  });
});

describe.runIf(server !== undefined)('two nodes that start at once on an empty database', () => {
  test('make the demo organization once', async () => {
    const database = await emptyDatabase();
    const shared = folder();
    const masterKeyFile = join(shared, 'master.key');

    const nodes = await Promise.all(
      [folder(), folder()].map((data) => startCloud({ data, database, masterKeyFile })),
    );
    for (const one of nodes) onTestFinished(() => one.stop());

    expect(nodes.filter(({ seeded }) => seeded)).toHaveLength(1);
    const seeding = nodes.find(({ seeded }) => seeded);
    const credentials = seeding?.client().credentials ?? { accessKeyId: '', secretAccessKey: '' };
    for (const one of nodes) {
      const client = new OrganizationsClient(one.clientWith(credentials));
      const { Organization } = await client.send(new DescribeOrganizationCommand({}));
      expect(Organization?.MasterAccountId).toBe('123456789012');
      client.destroy();
    }
  });

  test('with different master keys, one of them is refused', async () => {
    const database = await emptyDatabase();

    const outcomes = await Promise.allSettled(
      [folder(), folder()].map((data) => startCloud({ data, database })),
    );
    for (const one of outcomes)
      if (one.status === 'fulfilled') onTestFinished(() => one.value.stop());

    const refused = outcomes.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(String(refused[0]?.reason)).toContain('is not the one that this database was made with');
  });
});
