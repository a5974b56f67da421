import { randomUUID } from 'node:crypto';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as tagging from '@aws-sdk/client-resource-groups-tagging-api';
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  paginateListSecrets,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cloud: StartedCloud;
let client: SecretsManagerClient;

beforeAll(async () => {
  cloud = await startCloud({ clock: 'manual' });
  client = new SecretsManagerClient(cloud.client('workloads'));
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const days = async (count: number): Promise<void> => {
  await fetch(`${cloud.aws}/_gatehouse/clock`, {
    method: 'POST',
    body: JSON.stringify({ advance: `P${count}D` }),
  });
};

test('the SDK makes, reads, changes, lists and deletes secrets', async () => {
  const SecretBinary = Uint8Array.from([0, 1, 254, 255]);
  const { ARN, VersionId: first } = await client.send(
    new CreateSecretCommand({
      Name: 'sdk/one',
      SecretString: '{"user":"é","password":"p\\"q"}',
      Tags: [{ Key: 'team', Value: 'red' }],
    }),
  );
  const put = await client.send(new PutSecretValueCommand({ SecretId: ARN, SecretBinary }));
  const current = await client.send(new GetSecretValueCommand({ SecretId: 'sdk/one' }));
  const previous = await client.send(
    new GetSecretValueCommand({ SecretId: ARN, VersionStage: 'AWSPREVIOUS' }),
  );
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: ARN,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: first,
      RemoveFromVersionId: put.VersionId,
    }),
  );
  for (const Name of ['sdk/two', 'sdk/three'])
    await client.send(new CreateSecretCommand({ Name, SecretString: Name }));
  const pages: (string | undefined)[][] = [];
  const paginated = paginateListSecrets(
    { client, pageSize: 2 },
    { Filters: [{ Key: 'name', Values: ['sdk/'] }], SortBy: 'name' },
  );
  for await (const { SecretList = [] } of paginated) pages.push(SecretList.map(({ Name }) => Name));
  const batch = await client.send(
    new BatchGetSecretValueCommand({ SecretIdList: ['sdk/two', 'sdk/none'] }),
  );

  expect(current).toMatchObject({ SecretBinary, VersionId: put.VersionId });
  expect(previous).toMatchObject({ SecretString: '{"user":"é","password":"p\\"q"}' });
  expect(pages).toEqual([['sdk/one', 'sdk/three'], ['sdk/two']]);
  expect(batch).toMatchObject({
    SecretValues: [{ SecretString: 'sdk/two' }],
    Errors: [{ SecretId: 'sdk/none', ErrorCode: 'ResourceNotFoundException' }],
  });
  const described = await client.send(new DescribeSecretCommand({ SecretId: ARN }));
  expect(described.VersionIdsToStages).toEqual({
    [first ?? '']: ['AWSCURRENT'],
    [put.VersionId ?? '']: ['AWSPREVIOUS'],
  });
  await client.send(new DeleteSecretCommand({ SecretId: ARN, RecoveryWindowInDays: 7 }));
  await days(8);
  await expect
    .poll(() => client.send(new DescribeSecretCommand({ SecretId: ARN })).catch((error) => error))
    .toBeInstanceOf(ResourceNotFoundException);
});

test('tags through the tagging API, and what CloudTrail tells without a secret', async () => {
  const marker = randomUUID();
  const config = cloud.client('workloads');
  const tags = new tagging.ResourceGroupsTaggingAPIClient(config);
  const trail = new cloudtrail.CloudTrailClient(config);
  const { ARN = '' } = await client.send(
    new CreateSecretCommand({ Name: 'told', SecretString: marker }),
  );

  await tags.send(new tagging.TagResourcesCommand({ ResourceARNList: [ARN], Tags: { by: 'api' } }));
  const { ResourceTagMappingList } = await tags.send(
    new tagging.GetResourcesCommand({ ResourceTypeFilters: ['secretsmanager:secret'] }),
  );
  await client.send(new GetSecretValueCommand({ SecretId: ARN }));
  const { SecretList } = await client.send(
    new ListSecretsCommand({ Filters: [{ Key: 'tag-value', Values: ['api'] }] }),
  );

  expect(JSON.stringify(ResourceTagMappingList)).toContain(ARN);
  expect(SecretList?.map(({ Name }) => Name)).toEqual(['told']);
  await expect
    .poll(async () => {
      const { Events = [] } = await trail.send(
        new cloudtrail.LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: ARN }],
        }),
      );
      return Events.map(({ EventName = '', CloudTrailEvent = '' }) =>
        CloudTrailEvent.includes(marker) ? `${EventName} tells it` : EventName,
      ).toSorted();
    })
    .toEqual(['CreateSecret', 'GetSecretValue', 'TagResource']);
  tags.destroy();
  trail.destroy();
});

const run = (...args: readonly string[]) =>
  awsCli.run(cloud.client('workloads'), ['secretsmanager', ...args]);

test.skipIf(awsCli.missing() !== undefined)('the AWS CLI has its words', async () => {
  // Each starts a Python, so there are no more than say something.
  const [made, missing] = await Promise.all([
    run('create-secret', '--name', 'cli', '--secret-string', 'value'),
    run('get-secret-value', '--secret-id', 'none'),
  ]);

  expect(made).toMatchObject({ exitCode: 0, output: { Name: 'cli' } });
  expect(await client.send(new GetSecretValueCommand({ SecretId: 'cli' }))).toMatchObject({
    SecretString: 'value',
  });
  expect(missing.stderr).toMatch(
    /\(ResourceNotFoundException\) when calling the GetSecretValue operation.*: Secrets Manager can't find the specified secret\.$/u,
  );
});
