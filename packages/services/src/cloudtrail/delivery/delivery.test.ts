import { createHash, createPublicKey, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { GetTrailStatusResponse, ListPublicKeysResponse } from '@aws-sdk/client-cloudtrail';
import type { AuditEntry, OrganizationPort } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { ACCOUNT, cloudTrailFixture, type CloudTrailFixture } from '../cloudtrail.fixture.ts';
import type { NewObject } from '../deps.ts';

const MEMBER = '444455556666';
const GROUP = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:trail:*`;
const LOGS = {
  CloudWatchLogsLogGroupArn: GROUP,
  CloudWatchLogsRoleArn: `arn:aws:iam::${ACCOUNT}:role/logs`,
};

let counted = 0;
/** A call as it comes into the history. */
const entry = (fixture: CloudTrailFixture, record: object = {}): AuditEntry => {
  counted += 1;
  return {
    at: fixture.clock.now().getTime(),
    record: {
      eventID: `${String(counted).padStart(8, '0')}-0000-4000-8000-000000000000`,
      eventName: 'CreateUser',
      eventSource: 'iam.amazonaws.com',
      eventType: 'AwsApiCall',
      eventTime: fixture.clock.now().toISOString(),
      awsRegion: 'us-east-1',
      readOnly: false,
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      ...record,
    },
    resources: [],
  };
};

/** The calls of the test itself are not what it is about. */
const forgetCalls = async (fixture: CloudTrailFixture): Promise<void> => {
  await fixture.events();
};

const started = async (
  fixture: CloudTrailFixture,
  Name: string,
  more: object = {},
  region = 'us-east-1',
): Promise<void> => {
  await fixture.trail('CreateTrail', { Name, S3BucketName: `${Name}-bucket`, ...more }, { region });
  await forgetCalls(fixture);
  await fixture.trail('StartLogging', { Name }, { region });
  await forgetCalls(fixture);
};

const recordsOf = ({ body }: NewObject): readonly { readonly eventName: string }[] =>
  (JSON.parse(gunzipSync(body).toString()) as { Records: { eventName: string }[] }).Records;

const names = (objects: readonly NewObject[]): readonly string[] =>
  objects.flatMap((object) => recordsOf(object).map(({ eventName }) => eventName));

/** A log file of five past ten. */
const logFileAt = (prefix: string, region: string): unknown =>
  expect.stringMatching(
    new RegExp(
      `^${prefix}AWSLogs/${ACCOUNT}/CloudTrail/${region}/2026/03/02/${ACCOUNT}_CloudTrail_${region}_20260302T1005Z_[A-Za-z0-9]{16}\\.json\\.gz$`,
    ),
  );

const status = (fixture: CloudTrailFixture, Name: string): Promise<GetTrailStatusResponse> =>
  fixture.trail('GetTrailStatus', { Name });

test('files are written at five minutes of the clock, one for each account and Region, for the trails that want them', async () => {
  const fixture = await cloudTrailFixture();
  await started(fixture, 'here');
  await started(fixture, 'everywhere', { IsMultiRegionTrail: true, S3KeyPrefix: 'all' });
  fixture.clock.advance({ minutes: 2 });
  await fixture.record([
    entry(fixture, { eventName: 'A' }),
    entry(fixture, { eventName: 'B', awsRegion: 'eu-west-1', eventSource: 'ecs.amazonaws.com' }),
    entry(fixture, { eventName: 'C', recipientAccountId: MEMBER }),
  ]);
  await fixture.pass({ seconds: 1 });
  expect(fixture.world.objects).toEqual([]);

  await fixture.pass({ minutes: 3 });

  const { objects } = fixture.world;
  const written = objects.map((object) => [object.bucket, object.key, names([object])]);
  expect(written).toEqual(
    expect.arrayContaining([
      ['here-bucket', logFileAt('', 'us-east-1'), ['A']],
      ['everywhere-bucket', logFileAt('all/', 'us-east-1'), ['A']],
      ['everywhere-bucket', logFileAt('all/', 'eu-west-1'), ['B']],
    ]),
  );
  expect(written).toHaveLength(3);
  expect(objects[0]).toMatchObject({
    contentType: 'application/json',
    contentEncoding: 'gzip',
    source: {
      service: 'cloudtrail.amazonaws.com',
      sourceArn: expect.stringContaining(`:${ACCOUNT}:trail/`),
      sourceAccount: ACCOUNT,
    },
  });
  // Nothing is owed any more.
  const left = await fixture.store.read((tx) => tx.all('SELECT batch_id FROM cloudtrail_batch'));
  expect(left).toEqual([]);
});

test('what happened while a trail logged is delivered after it stopped or is gone, and nothing else', async () => {
  const fixture = await cloudTrailFixture();
  await started(fixture, 'stopped');
  await started(fixture, 'deleted');
  fixture.clock.advance({ seconds: 10 });
  const before = entry(fixture, { eventName: 'Before' });
  fixture.clock.advance({ seconds: 10 });
  await fixture.trail('StopLogging', { Name: 'stopped' });
  await forgetCalls(fixture);
  await fixture.trail('DeleteTrail', { Name: 'deleted' });
  await forgetCalls(fixture);
  fixture.clock.advance({ seconds: 10 });

  await fixture.record([before, entry(fixture, { eventName: 'After' })]);
  await fixture.pass({ minutes: 5 });

  const { objects } = fixture.world;
  expect(objects.map(({ bucket }) => bucket).toSorted()).toEqual([
    'deleted-bucket',
    'stopped-bucket',
  ]);
  expect(new Set(names(objects))).toEqual(new Set(['Before']));
});

test('whoever stops a trail and starts it again, or selects less, takes nothing back that was called before', async () => {
  const fixture = await cloudTrailFixture();
  await fixture.trail('CreateTrail', { Name: 'audit', S3BucketName: 'audit-bucket' });
  await fixture.trail('StartLogging', { Name: 'audit' });
  fixture.clock.advance({ seconds: 1 });
  await fixture.trail('AddTags', {
    ResourceId: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/audit`,
    TagsList: [{ Key: 'deed', Value: 'done' }],
  });
  await fixture.trail('StopLogging', { Name: 'audit' });
  fixture.clock.advance({ seconds: 1 });
  await fixture.trail('StartLogging', { Name: 'audit' });
  await fixture.trail('DescribeTrails', {});
  await fixture.trail('PutEventSelectors', {
    TrailName: 'audit',
    EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }],
  });

  await fixture.pass({ minutes: 5 });

  expect(names(fixture.world.objects)).toEqual(
    expect.arrayContaining([
      'AddTags',
      'StopLogging',
      'StartLogging',
      'DescribeTrails',
      'PutEventSelectors',
    ]),
  );
});

test('a clock that is put back silences no trail', async () => {
  const fixture = await cloudTrailFixture();
  await started(fixture, 'audit');
  fixture.clock.advance({ hours: -1 });

  await fixture.record([entry(fixture, { eventName: 'Before' })]);
  await fixture.pass({ minutes: 5 });

  expect(names(fixture.world.objects)).toEqual(['Before']);
});

test('what a node had taken when it fell is written by another, though nothing more happens', async () => {
  const fixture = await cloudTrailFixture();
  await started(fixture, 'audit');
  await fixture.record([entry(fixture, { eventName: 'Held' })]);
  const until = fixture.clock.now().getTime() + 600_000;
  await fixture.store.write((tx) =>
    tx.run("UPDATE cloudtrail_owed SET lease = 'fallen', ready_at = ?", [until]),
  );

  for (let window = 0; window < 4; window += 1) await fixture.pass({ minutes: 5 });

  expect(names(fixture.world.objects)).toEqual(['Held']);
});

test('a trail of an organization has its members, in folders and streams of the organization', async () => {
  const view = { id: 'o-1', managementAccount: ACCOUNT, path: 'o-1/r-1/', suspended: false };
  const organizations: OrganizationPort = {
    of: (account) => (account === ACCOUNT || account === MEMBER ? view : undefined),
  };
  const fixture = await cloudTrailFixture(organizations);
  await started(fixture, 'whole', { IsOrganizationTrail: true, ...LOGS });

  await fixture.record([
    entry(fixture, { eventName: 'Members', recipientAccountId: MEMBER }),
    entry(fixture, { eventName: 'Strangers', recipientAccountId: '999988887777' }),
  ]);
  await fixture.pass({ minutes: 5 });

  const { objects, lines } = fixture.world;
  expect(objects.map(({ key }) => key)).toEqual([
    expect.stringMatching(
      new RegExp(`^AWSLogs/o-1/${MEMBER}/CloudTrail/us-east-1/.*/${MEMBER}_CloudTrail_us-east-1_`),
    ),
  ]);
  expect(names(objects)).toEqual(['Members']);
  expect(lines.map(({ stream }) => stream)).toEqual([`o-1_${MEMBER}_CloudTrail_us-east-1`]);
});

test('a log group gets events as the role, in order and without the largest', async () => {
  const fixture = await cloudTrailFixture();
  await started(fixture, 'audit', LOGS);
  const second = entry(fixture, { eventName: 'Second' });
  await fixture.record([
    { ...second, at: second.at + 1 },
    entry(fixture, { eventName: 'First' }),
    entry(fixture, { eventName: 'Large', requestParameters: 'x'.repeat(256 * 1024) }),
  ]);

  await fixture.cloudTrail.pump.drain();

  const [lines] = fixture.world.lines;
  expect(lines).toMatchObject({
    logGroupArn: GROUP,
    stream: `${ACCOUNT}_CloudTrail_us-east-1`,
    by: { service: 'cloudtrail.amazonaws.com', principal: { roleName: 'logs' } },
  });
  const said = lines?.events.map(({ message }) => JSON.parse(message) as { eventName: string });
  expect(said?.map(({ eventName }) => eventName)).toEqual(['First', 'Second']);
  expect((await status(fixture, 'audit')).LatestCloudWatchLogsDeliveryTime).toEqual(
    fixture.clock.now(),
  );
});

test('what is refused is told, kept, and delivered once it may be', async () => {
  const fixture = await cloudTrailFixture();
  await started(fixture, 'audit', { ...LOGS, SnsTopicName: 'files' });
  const { world } = fixture;
  world.bucket = () => 'NoSuchBucket';
  world.role = false;
  await fixture.record([entry(fixture)]);
  await fixture.pass({ minutes: 5 });
  const failed = await status(fixture, 'audit');
  world.bucket = () => undefined;
  world.role = true;
  world.group = 'missing';
  world.topic = 'refused';
  await fixture.pass({ minutes: 5 });
  const partly = await status(fixture, 'audit');
  world.group = 'sent';
  await fixture.pass({ minutes: 5 });
  const healed = await status(fixture, 'audit');

  expect(failed).toMatchObject({
    LatestDeliveryError: 'NoSuchBucket',
    LatestDeliveryAttemptTime: '2026-03-02T10:05:00Z',
    LatestDeliveryAttemptSucceeded: '',
    LatestCloudWatchLogsDeliveryError: 'AccessDenied',
  });
  expect(failed.LatestDeliveryTime).toBeUndefined();
  expect(partly).toMatchObject({
    LatestDeliveryTime: new Date('2026-03-02T10:10:00Z'),
    LatestNotificationError: 'AuthorizationError',
    LatestCloudWatchLogsDeliveryError: 'ResourceNotFoundException',
  });
  expect(partly.LatestDeliveryError).toBeUndefined();
  expect(healed.LatestCloudWatchLogsDeliveryError).toBeUndefined();
  expect(names(world.objects)).toContain('CreateUser');
  expect(world.lines.flatMap(({ events }) => events)).not.toEqual([]);
});

test('files are encrypted with the key of the trail, for the trail, and announced to its topic', async () => {
  const fixture = await cloudTrailFixture();
  const key = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;
  await started(fixture, 'audit', { KmsKeyId: key, SnsTopicName: 'files' });
  await fixture.record([entry(fixture)]);

  await fixture.pass({ minutes: 5 });

  const [object] = fixture.world.objects;
  expect(object).toMatchObject({
    region: 'eu-west-1',
    encryption: {
      keyArn: key,
      context: { 'aws:cloudtrail:arn': `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/audit` },
    },
  });
  expect(fixture.world.notices).toMatchObject([
    {
      topicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:files`,
      message: JSON.stringify({ s3Bucket: 'audit-bucket', s3ObjectKey: [object?.key] }),
    },
  ]);
});

interface DigestText {
  readonly previousDigestSignature: string | null;
  readonly digestPublicKeyFingerprint: string;
  readonly digestEndTime: string;
  readonly logFiles: readonly { readonly s3Object: string; readonly hashValue: string }[];
}

test('each hour has a digest that names its files and the digest before it, signed with a key that is published', async () => {
  const fixture = await cloudTrailFixture();
  await started(fixture, 'audit', { EnableLogFileValidation: true });
  await fixture.record([entry(fixture)]);
  await fixture.pass({ minutes: 5 });
  await fixture.pass({ hours: 1 });
  await fixture.pass({ hours: 1 });

  const { PublicKeyList = [] } = await fixture.trail<ListPublicKeysResponse>('ListPublicKeys');
  const [file, ...digests] = fixture.world.objects;
  const texts = digests.map(({ body }) => gunzipSync(body).toString());
  const [first, second] = texts.map((text) => JSON.parse(text) as DigestText);
  expect(digests.map(({ key }) => key)).toEqual([
    expect.stringContaining(`AWSLogs/${ACCOUNT}/CloudTrail-Digest/us-east-1/2026/03/02/`),
    expect.stringContaining(
      `_CloudTrail-Digest_us-east-1_audit_us-east-1_20260302T120500Z.json.gz`,
    ),
  ]);
  const content = gunzipSync(file?.body ?? new Uint8Array());
  expect(first?.logFiles).toMatchObject([
    { s3Object: file?.key, hashValue: createHash('sha256').update(content).digest('hex') },
  ]);
  expect(first?.previousDigestSignature).toBeNull();
  expect(second?.logFiles).toEqual([]);
  expect(second?.previousDigestSignature).toBe(digests[0]?.metadata?.['signature']);
  for (const [index, object] of digests.entries()) {
    const text = texts[index] ?? '';
    const digest = JSON.parse(text) as DigestText;
    const [published] = PublicKeyList.filter(
      ({ Fingerprint }) => Fingerprint === digest.digestPublicKeyFingerprint,
    );
    const signed = [
      digest.digestEndTime,
      `${object.bucket}/${object.key}`,
      createHash('sha256').update(text).digest('hex'),
      digest.previousDigestSignature ?? 'null',
    ].join('\n');
    const key = createPublicKey({
      key: Buffer.from(published?.Value ?? []),
      format: 'der',
      type: 'pkcs1',
    });
    const signature = Buffer.from(object.metadata?.['signature'] ?? '', 'hex');
    expect(verify('sha256', Buffer.from(signed), key, signature)).toBe(true);
  }
  expect(await status(fixture, 'audit')).toMatchObject({
    LatestDigestDeliveryTime: fixture.clock.now(),
  });
});

test('a chain of digests ends where a trail stops, and another begins where it starts again', async () => {
  const fixture = await cloudTrailFixture();
  await started(fixture, 'audit', { EnableLogFileValidation: true });
  const hour = async (): Promise<void> => {
    await fixture.record([entry(fixture)]);
    await fixture.pass({ minutes: 5 });
    await fixture.pass({ hours: 2 });
  };
  await hour();
  await fixture.trail('StopLogging', { Name: 'audit' });
  await fixture.pass({ hours: 2 });
  await fixture.trail('StartLogging', { Name: 'audit' });
  await hour();

  const chains = fixture.world.objects
    .filter(({ key }) => key.includes('CloudTrail-Digest'))
    .map(({ body }) => JSON.parse(gunzipSync(body).toString()) as DigestText)
    .filter(({ previousDigestSignature }) => previousDigestSignature === null);
  expect(chains).toHaveLength(2);
});
