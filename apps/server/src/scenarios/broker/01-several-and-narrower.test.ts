import { CreateQueueCommand, SQSClient, TagQueueCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Credentials } from './api.fixture.ts';
import { brokerCloud, S3_ADMIN, target, wish, WORKLOADS, WORKLOADS_2 } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const clients = (credentials: Credentials) => {
  const [sqs, sts] = [new SQSClient(story.as(credentials)), new STSClient(story.as(credentials))];
  onTestFinished(() => [sqs, sts].forEach((client) => client.destroy()));
  return {
    create: () => sqs.send(new CreateQueueCommand({ QueueName: 'narrow' })),
    tag: async () => {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'narrow' }));
      return sqs.send(new TagQueueCommand({ QueueUrl, Tags: { by: 'alice' } }));
    },
    account: async () => (await sts.send(new GetCallerIdentityCommand({}))).Account,
  };
};

const CREATE_ONLY = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'sqs:CreateQueue', Resource: '*' },
});

test('a request for two accounts is approved once and gives a session of each', async () => {
  const targets = [S3_ADMIN, target('TempAccessRoleS3Admin', WORKLOADS_2)];
  const { id } = await story.granted(wish({ targets }));

  const accounts = [];
  for (const grant of [1, 2])
    accounts.push(await clients(await story.credentials('alice', id, grant)).account());
  await story.api('alice').post(`/v1/requests/${id}/end`);

  expect(accounts).toEqual([WORKLOADS, WORKLOADS_2]);
  await expect
    .poll(async () => (await story.request('alice', id)).cuts?.map(({ state }) => state), {
      timeout: 5000,
    })
    .toEqual(['probed', 'probed']);
});

test('a session policy makes the access narrower than the role, and never wider', async () => {
  const { id } = await story.granted(wish({ sessionPolicy: CREATE_ONLY }));
  const everything = CREATE_ONLY.replace('sqs:CreateQueue', '*');
  const wide = await story.granted(wish({ sessionPolicy: everything }));

  const narrow = clients(await story.credentials('alice', id));
  const wider = clients(await story.credentials('alice', wide.id));

  await expect(narrow.create()).resolves.toBeDefined();
  await expect(narrow.tag()).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(wider.tag()).resolves.toBeDefined();
});

test('what a session policy says of time does not outlast the access', async () => {
  const sessionPolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'sqs:*',
      Resource: '*',
      Condition: { DateLessThan: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } },
    },
  });
  const { id } = await story.granted(wish({ sessionPolicy, durationSeconds: 900 }));
  // STS gives no session under 900 s, and there are only 600 left of the access.
  await story.advance('PT5M');
  const { create } = clients(await story.credentials('alice', id));
  const before = await create().then(
    () => 'allowed',
    (error: Error) => error.name,
  );

  await story.advance('PT10M');

  expect(before).toBe('allowed');
  await expect(create()).rejects.toMatchObject({ name: 'AccessDenied' });
});

test.for([
  ['no JSON', '{'],
  ['no policy', '{}'],
  ['a principal', CREATE_ONLY.replace('"Resource":"*"', '"Resource":"*","Principal":"*"')],
  ['more than STS takes', CREATE_ONLY.replace('sqs:CreateQueue', `sqs:${'x'.repeat(2000)}`)],
])('a session policy with %s is refused when it is asked for', async ([, sessionPolicy]) => {
  const answer = await story.api('alice').post('/v1/requests', wish({ sessionPolicy }));

  expect(answer.status).toBe(422);
});

test('the same target twice is not two grants', async () => {
  const answer = await story
    .api('alice')
    .post('/v1/requests', wish({ targets: [S3_ADMIN, S3_ADMIN] }));

  expect(answer.status).toBe(422);
});
