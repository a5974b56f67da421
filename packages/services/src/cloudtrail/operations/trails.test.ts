import type {
  CreateTrailResponse,
  DescribeTrailsResponse,
  GetTrailResponse,
  GetTrailStatusResponse,
  ListTagsResponse,
  ListTrailsResponse,
} from '@aws-sdk/client-cloudtrail';
import type { OrganizationPort, RootPrincipal } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { ACCOUNT, cloudTrailFixture, type CloudTrailFixture } from '../cloudtrail.fixture.ts';

const MEMBER = '444455556666';
const arn = (name: string, region = 'us-east-1'): string =>
  `arn:aws:cloudtrail:${region}:${ACCOUNT}:trail/${name}`;

const create = (
  fixture: CloudTrailFixture,
  Name: string,
  more: object = {},
  region = 'us-east-1',
): Promise<CreateTrailResponse> =>
  fixture.trail('CreateTrail', { Name, S3BucketName: 'audit-bucket', ...more }, { region });

const names = ({ trailList = [] }: DescribeTrailsResponse) => trailList.map(({ Name }) => Name);

test('a new trail has the defaults of CloudTrail and does not log', async () => {
  const fixture = await cloudTrailFixture();

  const created = await create(fixture, 'audit');
  const { Trail } = await fixture.trail<GetTrailResponse>('GetTrail', { Name: 'audit' });
  const status = await fixture.trail<GetTrailStatusResponse>('GetTrailStatus', { Name: 'audit' });

  expect(created).toEqual({
    Name: 'audit',
    S3BucketName: 'audit-bucket',
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: false,
    TrailARN: arn('audit'),
    LogFileValidationEnabled: false,
    IsOrganizationTrail: false,
  });
  expect(Trail).toMatchObject({
    HomeRegion: 'us-east-1',
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
  });
  expect(status).toEqual({
    IsLogging: false,
    LatestDeliveryAttemptTime: '',
    LatestNotificationAttemptTime: '',
    LatestNotificationAttemptSucceeded: '',
    LatestDeliveryAttemptSucceeded: '',
    TimeLoggingStarted: '',
    TimeLoggingStopped: '',
  });
});

test('a trail keeps all its settings; an update changes what it names and an empty text takes away', async () => {
  const fixture = await cloudTrailFixture();
  const logs = {
    CloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:trail:*`,
    CloudWatchLogsRoleArn: `arn:aws:iam::${ACCOUNT}:role/logs`,
  };

  const created = await create(fixture, 'audit', {
    ...logs,
    S3KeyPrefix: 'prefix',
    SnsTopicName: 'topic',
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
    KmsKeyId: 'alias/trail',
  });
  const updated = await fixture.trail('UpdateTrail', {
    Name: arn('audit'),
    S3KeyPrefix: '',
    SnsTopicName: '',
    KmsKeyId: '',
    IsMultiRegionTrail: false,
  });

  expect(created).toMatchObject({
    ...logs,
    S3KeyPrefix: 'prefix',
    SnsTopicName: 'topic',
    SnsTopicARN: `arn:aws:sns:us-east-1:${ACCOUNT}:topic`,
    LogFileValidationEnabled: true,
    KmsKeyId: `arn:aws:kms:us-east-1:${ACCOUNT}:alias/trail`,
  });
  expect(updated).toEqual({
    ...logs,
    Name: 'audit',
    TrailARN: arn('audit'),
    S3BucketName: 'audit-bucket',
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: false,
    LogFileValidationEnabled: true,
    IsOrganizationTrail: false,
  });
});

test.for([
  [
    'a',
    'Trail name too short. Minimum allowed length: 3 characters. Specified name length: 1 characters.',
  ],
  [
    'a'.repeat(129),
    'Trail name too long. Maximum allowed length: 128 characters. Specified name length: 129 characters.',
  ],
  ['trail!', 'Trail name must ends with a letter or number.'],
  ['-trail', 'Trail name must starts with a letter or number.'],
  [
    'my#trail',
    'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).',
  ],
  ['my-_trail', 'Trail name must not have adjacent periods (.), hyphens (-), or underscores (_).'],
  ['192.168.5.4', 'Trail name must not be in IP address format.'],
])('the name %s is refused', async ([name = '', message]) => {
  const fixture = await cloudTrailFixture();

  await expect(create(fixture, name)).rejects.toMatchObject({
    name: 'InvalidTrailNameException',
    message,
  });
});

test.for([
  [
    { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false },
    'InvalidParameterCombinationException',
  ],
  [{ S3BucketName: 'UPPER' }, 'InvalidS3BucketNameException'],
  [{ S3BucketName: 'ab' }, 'InvalidS3BucketNameException'],
  [{ S3KeyPrefix: 'x'.repeat(201) }, 'InvalidS3PrefixException'],
  [{ SnsTopicName: 'not a topic' }, 'InvalidSnsTopicNameException'],
  [{ KmsKeyId: 'no key' }, 'InvalidKmsKeyIdException'],
  [{ CloudWatchLogsLogGroupArn: 'group' }, 'InvalidCloudWatchLogsLogGroupArnException'],
  [
    { CloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:g:*` },
    'InvalidCloudWatchLogsRoleArnException',
  ],
  [{ TagsList: [{ Key: 'a' }, { Key: 'a' }] }, 'InvalidTagParameterException'],
  [{ TagsList: [{ Key: 'aws:a' }] }, 'InvalidTagParameterException'],
  [
    { TagsList: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}` })) },
    'TagsLimitExceededException',
  ],
  [{ IsOrganizationTrail: true }, 'OrganizationsNotInUseException'],
] as const)('a trail with %j is refused with %s', async ([settings, name]) => {
  const fixture = await cloudTrailFixture();

  await expect(create(fixture, 'audit', settings)).rejects.toMatchObject({ name });
});

test('a name is taken once for each Region, and a Region shows at most five trails', async () => {
  const fixture = await cloudTrailFixture();
  await create(fixture, 'trail-1', { IsMultiRegionTrail: true }, 'eu-west-1');
  for (const name of ['trail-1', 'trail-2', 'trail-3', 'trail-4']) await create(fixture, name);

  await expect(create(fixture, 'trail-1')).rejects.toMatchObject({
    name: 'TrailAlreadyExistsException',
    message: `Trail trail-1 already exists for customer: ${ACCOUNT}`,
  });
  await expect(create(fixture, 'trail-5')).rejects.toMatchObject({
    name: 'MaximumNumberOfTrailsExceededException',
    message: `User: ${ACCOUNT} already has 5 trails in us-east-1.`,
  });
});

test('a trail that does not exist is named as CloudTrail names it', async () => {
  const fixture = await cloudTrailFixture();

  await expect(fixture.trail('GetTrail', { Name: 'unknown' })).rejects.toMatchObject({
    name: 'TrailNotFoundException',
    message: `Unknown trail: unknown for the user: ${ACCOUNT}`,
  });
  await expect(fixture.trail('GetTrailStatus', { Name: 'unknown' })).rejects.toMatchObject({
    message: `Unknown trail: ${arn('unknown')} for the user: ${ACCOUNT}`,
  });
  for (const Name of [
    'arn:aws:s3:::bucket',
    `${arn('a')}/b`,
    'arn:aws:cloudtrail:us-east-1::trail/abc',
  ])
    await expect(fixture.trail('GetTrail', { Name })).rejects.toMatchObject({
      name: 'CloudTrailARNInvalidException',
    });
});

test('logging starts and stops, and no delivery is reported that never happened', async () => {
  const fixture = await cloudTrailFixture();
  await create(fixture, 'audit');

  await fixture.trail('StartLogging', { Name: 'audit' });
  const started = await fixture.trail<GetTrailStatusResponse>('GetTrailStatus', { Name: 'audit' });
  fixture.clock.advance({ minutes: 5 });
  await fixture.trail('StopLogging', { Name: arn('audit') });
  const stopped = await fixture.trail<GetTrailStatusResponse>('GetTrailStatus', { Name: 'audit' });

  expect(started).toMatchObject({ IsLogging: true, TimeLoggingStarted: '2026-03-02T10:00:00Z' });
  expect(stopped).toMatchObject({
    IsLogging: false,
    StartLoggingTime: new Date('2026-03-02T10:00:00Z'),
    StopLoggingTime: new Date('2026-03-02T10:05:00Z'),
    TimeLoggingStopped: '2026-03-02T10:05:00Z',
    LatestDeliveryAttemptTime: '',
  });
  expect(stopped.LatestDeliveryTime).toBeUndefined();
});

test('a multi-Region trail is seen everywhere and changed only at home', async () => {
  const fixture = await cloudTrailFixture();
  await create(fixture, 'everywhere', { IsMultiRegionTrail: true }, 'eu-west-1');
  await create(fixture, 'ireland', {}, 'eu-west-1');
  await create(fixture, 'virginia');
  const home = arn('everywhere', 'eu-west-1');

  const described = (input: object = {}): Promise<DescribeTrailsResponse> =>
    fixture.trail('DescribeTrails', input);

  expect(names(await described())).toEqual(['everywhere', 'virginia']);
  expect(names(await described({ includeShadowTrails: false }))).toEqual(['virginia']);
  expect(names(await described({ trailNameList: [home, 'virginia', 'unknown'] }))).toEqual([
    'everywhere',
    'virginia',
  ]);
  expect(names(await described({ trailNameList: ['everywhere'] }))).toEqual([]);
  for (const operation of ['StartLogging', 'StopLogging', 'UpdateTrail', 'DeleteTrail'])
    await expect(fixture.trail(operation, { Name: home })).rejects.toMatchObject({
      name: 'InvalidHomeRegionException',
    });
  const { Trails = [] } = await fixture.trail<ListTrailsResponse>('ListTrails');
  expect(Trails.map(({ Name, HomeRegion }) => [Name, HomeRegion])).toEqual([
    ['everywhere', 'eu-west-1'],
    ['ireland', 'eu-west-1'],
    ['virginia', 'us-east-1'],
  ]);
});

test('an organization trail belongs to the management account and is seen by its members', async () => {
  const organizations: OrganizationPort = {
    of: () => ({ id: 'o-1', managementAccount: ACCOUNT, path: 'o-1/r-1/', suspended: false }),
  };
  const fixture = await cloudTrailFixture(organizations);
  const member: RootPrincipal = { kind: 'root', account: MEMBER };
  await create(fixture, 'whole', { IsOrganizationTrail: true, IsMultiRegionTrail: true });
  await create(fixture, 'own');
  const Name = arn('whole');

  const seen = await fixture.trail<DescribeTrailsResponse>('DescribeTrails', {}, { as: member });

  expect(names(seen)).toEqual(['whole']);
  await fixture.trail('GetTrailStatus', { Name }, { as: member });
  await expect(fixture.trail('StopLogging', { Name }, { as: member })).rejects.toMatchObject({
    name: 'NotOrganizationMasterAccountException',
  });
  const hidden = fixture.trail('GetTrail', { Name: arn('own') }, { as: member });
  await expect(hidden).rejects.toMatchObject({ name: 'TrailNotFoundException' });
  const made = fixture.trail(
    'CreateTrail',
    { Name: 'mine', S3BucketName: 'bucket', IsOrganizationTrail: true },
    { as: member },
  );
  await expect(made).rejects.toMatchObject({ name: 'NotOrganizationMasterAccountException' });
});

test('tags are added, replaced, removed and listed', async () => {
  const fixture = await cloudTrailFixture();
  const ResourceId = arn('audit');
  await create(fixture, 'audit', { TagsList: [{ Key: 'team', Value: 'red' }] });

  await fixture.trail('AddTags', {
    ResourceId,
    TagsList: [{ Key: 'team', Value: 'blue' }, { Key: 'cost' }],
  });
  await fixture.trail('RemoveTags', { ResourceId, TagsList: [{ Key: 'cost' }] });

  const list = (ResourceIdList: readonly string[]): Promise<ListTagsResponse> =>
    fixture.trail('ListTags', { ResourceIdList });
  expect(await list([ResourceId])).toEqual({
    ResourceTagList: [{ ResourceId, TagsList: [{ Key: 'team', Value: 'blue' }] }],
  });
  await expect(list([arn('other')])).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(list(['audit'])).rejects.toMatchObject({ name: 'CloudTrailARNInvalidException' });
  await fixture.trail('DeleteTrail', { Name: 'audit' });
  await create(fixture, 'audit');
  expect(await list([ResourceId])).toEqual({ ResourceTagList: [{ ResourceId, TagsList: [] }] });
});

test('tags decide who may do what with a trail, and with which tags one is made', async () => {
  const fixture = await cloudTrailFixture();
  await create(fixture, 'red', { TagsList: [{ Key: 'team', Value: 'red' }] });
  await create(fixture, 'blue', { TagsList: [{ Key: 'team', Value: 'blue' }] });
  const reds = fixture.userWith('reds', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'cloudtrail:StopLogging',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } },
      },
      {
        Effect: 'Allow',
        Action: 'cloudtrail:CreateTrail',
        Resource: arn('*'),
        Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } },
      },
    ],
  });
  const as = { as: reds };

  await fixture.trail('StopLogging', { Name: 'red' }, as);
  const denied = { name: 'AccessDeniedException' };
  await expect(fixture.trail('StopLogging', { Name: 'blue' }, as)).rejects.toMatchObject(denied);
  await expect(fixture.trail('StopLogging', { Name: 'none' }, as)).rejects.toMatchObject(denied);
  const input = { Name: 'new', S3BucketName: 'bucket' };
  await expect(fixture.trail('CreateTrail', input, as)).rejects.toMatchObject(denied);
  await fixture.trail('CreateTrail', { ...input, TagsList: [{ Key: 'team', Value: 'red' }] }, as);
});

test('the event of a change names the trail', async () => {
  const fixture = await cloudTrailFixture();
  await create(fixture, 'audit');

  const events = await fixture.events();

  expect(events).toMatchObject([
    {
      record: {
        eventName: 'CreateTrail',
        eventSource: 'cloudtrail.amazonaws.com',
        requestParameters: { name: 'audit', s3BucketName: 'audit-bucket' },
        responseElements: { trailARN: arn('audit') },
      },
      resources: [{ type: 'AWS::CloudTrail::Trail', name: arn('audit') }],
    },
  ]);
});
