import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Grant } from '../model/index.ts';
import { type AwsFixture, awsFixture, person } from './aws.fixture.ts';

let here: AwsFixture;
beforeAll(async () => {
  here = await awsFixture();
});
afterAll(() => here.stop());

const ann = person('ann');
const annB = { ...person('annb'), name: 'ann.b', email: 'ann.b@example.com' };

const activityOf = (grant: Grant) => here.aws.activity(here.grants.request(grant));

test('each event is in the activity of exactly one request, however alike names and roles are', async () => {
  const grants = [
    here.grants.add(ann, 'Admin'),
    here.grants.add(annB, 'Admin'),
    here.grants.add(ann, 'AdminRead'),
    here.grants.add(annB, 'AdminRead'),
  ] as const;
  const [first, second, third, fourth] = await Promise.all(
    grants.map(async (grant) => here.as((await here.issue(grant)).credentials).iam()),
  );
  await first?.listUsers({});
  await second?.listRoles({});
  await second?.listGroups({});
  await third?.listPolicies({ Scope: 'Local' });
  await fourth?.getAccountSummary({});

  const activities = await Promise.all(grants.map(activityOf));
  const ids = activities.flatMap(({ events }) => events.map(({ eventId }) => eventId));

  expect(activities.map(({ used }) => used.map(({ action }) => action))).toEqual([
    ['iam:ListUsers'],
    ['iam:ListGroups', 'iam:ListRoles'],
    ['iam:ListPolicies'],
    ['iam:GetAccountSummary'],
  ]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(activities.every(({ complete }) => complete)).toBe(true);
});

test('used, denied and unused actions are told apart', async () => {
  const grant = here.grants.add(ann, 'LentS3Admin');
  const { credentials, session } = await here.issue(grant);
  const iam = here.as(credentials).iam();
  await iam.listUsers({});
  await iam.listUsers({});
  await iam.createUser({ UserName: 'mallory' }).catch(() => undefined);

  const { used, denied, unused, events } = await activityOf(grant);

  expect(used).toEqual([{ action: 'iam:ListUsers', count: 2, last: expect.any(String) }]);
  expect(denied).toEqual([
    { action: 'iam:CreateUser', count: 1, errorCode: 'AccessDenied', last: expect.any(String) },
  ]);
  expect(unused).toEqual(['iam:GetAccountSummary', 's3:*']);
  expect(events.every((event) => event.session === session.id)).toBe(true);
});

test('what is done at the console with a session is its request’s', async () => {
  const grant = here.grants.add(ann, 'AdminRead');
  const issued = await here.aws.sessions.issue(grant, 'console', {
    actor: ann.id,
    stillLive: () => Promise.resolve(true),
  });
  const signedIn = await fetch(issued.kind === 'console' ? issued.url : '', { redirect: 'manual' });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  await fetch(`${here.cloud.console}/api/aws/iam/ListUsers`, {
    method: 'POST',
    body: '{}',
    headers: {
      cookie,
      'content-type': 'application/json',
      'x-gatehouse-console': '1',
      'sec-fetch-site': 'same-origin',
    },
  });

  const { used } = await activityOf(grant);

  expect(used.map(({ action }) => action)).toEqual(['iam:ListUsers', 'signin:ConsoleLogin']);
});

test('what the broker tries with a session to prove it dead is not the person’s activity', async () => {
  const grant = here.grants.add(ann, 'LentS3Admin');
  const { credentials } = await here.issue(grant);
  await here.revoke(grant);
  await here
    .as(credentials)
    .iam()
    .listAccountAliases({})
    .catch(() => undefined);

  const { used, denied } = await activityOf(grant);

  expect(used).toEqual([]);
  expect(denied).toMatchObject([{ action: 'iam:ListAccountAliases', count: 1 }]);
});
