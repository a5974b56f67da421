import {
  AddTagsCommand,
  CloudTrailClient,
  CreateTrailCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateClusterCommand, ECSClient } from '@aws-sdk/client-ecs';
import { CreateRoleCommand, IAMClient, ListRoleTagsCommand } from '@aws-sdk/client-iam';
import {
  GetResourcesCommand,
  GetTagKeysCommand,
  GetTagValuesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
  UntagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startCloud } from '@gatehouse/testcloud';
import { expect, onTestFinished, test } from 'vitest';
import { trailStage } from './trail-delivery.fixture.ts';

const clients = async () => {
  const cloud = await startCloud();
  onTestFinished(() => cloud.stop());
  const config = cloud.client();
  const { Account = '' } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
  const stage = trailStage(cloud, Account, config);
  for (const name of ['audit', 'payments'])
    await stage.bucket(`${name}-bucket`, name, ['o-*', Account]);
  return {
    account: Account,
    trail: new CloudTrailClient(config),
    ecs: new ECSClient(config),
    iam: new IAMClient(config),
    tagging: new ResourceGroupsTaggingAPIClient(config),
  };
};

test('a trail is made, started and told its events by the SDK, and every call is found again', async () => {
  const { trail, account } = await clients();
  const Name = 'audit';

  const { TrailARN } = await trail.send(
    new CreateTrailCommand({ Name, S3BucketName: 'audit-bucket', IsOrganizationTrail: true }),
  );
  await trail.send(new StartLoggingCommand({ Name }));
  await trail.send(
    new PutEventSelectorsCommand({
      TrailName: Name,
      EventSelectors: [{ ReadWriteType: 'WriteOnly' }],
    }),
  );
  const status = await trail.send(new GetTrailStatusCommand({ Name }));
  const selectors = await trail.send(new GetEventSelectorsCommand({ TrailName: Name }));
  const unknown = trail.send(new GetTrailCommand({ Name: 'unknown' }));

  expect(TrailARN).toBe(`arn:aws:cloudtrail:us-east-1:${account}:trail/audit`);
  expect(status).toMatchObject({ IsLogging: true, LatestDeliveryAttemptTime: '' });
  expect(status.LatestDeliveryTime).toBeUndefined();
  expect(selectors.EventSelectors).toMatchObject([{ ReadWriteType: 'WriteOnly' }]);
  await expect(unknown).rejects.toMatchObject({
    name: 'TrailNotFoundException',
    message: `Unknown trail: unknown for the user: ${account}`,
  });
  const { Events = [] } = await trail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: TrailARN }],
    }),
  );
  expect(Events.map(({ EventName }) => EventName)).toEqual(
    expect.arrayContaining(['CreateTrail', 'StartLogging', 'PutEventSelectors', 'GetTrailStatus']),
  );
});

test('resources of several services are tagged, found and untagged in one place', async () => {
  const { trail, ecs, iam, tagging, account } = await clients();
  const { cluster } = await ecs.send(new CreateClusterCommand({ clusterName: 'payments' }));
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'payments',
      Path: '/team/',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' },
      }),
    }),
  );
  const { TrailARN = '' } = await trail.send(
    new CreateTrailCommand({ Name: 'payments', S3BucketName: 'payments-bucket' }),
  );
  await trail.send(
    new AddTagsCommand({ ResourceId: TrailARN, TagsList: [{ Key: 'team', Value: 'red' }] }),
  );
  const arns = [TrailARN, cluster?.clusterArn ?? '', Role?.Arn ?? ''];
  const missing = `arn:aws:iam::${account}:role/missing`;

  const tagged = await tagging.send(
    new TagResourcesCommand({ ResourceARNList: [...arns, missing], Tags: { team: 'blue' } }),
  );

  expect(tagged.FailedResourcesMap).toEqual({
    [missing]: {
      ErrorCode: 'NoSuchEntity',
      ErrorMessage: 'The role with name missing cannot be found.',
      StatusCode: expect.any(Number) as unknown,
    },
  });
  const filter = { TagFilters: [{ Key: 'team', Values: ['blue'] }] };
  const found = await tagging.send(new GetResourcesCommand(filter));
  expect(found.ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN)).toEqual(
    arns.toSorted(),
  );
  expect(found.PaginationToken).toBe('');
  const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName: 'payments' }));
  expect(Tags).toEqual([{ Key: 'team', Value: 'blue' }]);
  expect((await tagging.send(new GetTagKeysCommand({}))).TagKeys).toContain('team');
  expect((await tagging.send(new GetTagValuesCommand({ Key: 'team' }))).TagValues).toEqual([
    'blue',
  ]);
  await tagging.send(new UntagResourcesCommand({ ResourceARNList: arns, TagKeys: ['team'] }));
  expect((await tagging.send(new GetResourcesCommand(filter))).ResourceTagMappingList).toEqual([]);
});
