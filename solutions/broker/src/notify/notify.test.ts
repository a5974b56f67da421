import { type Mail, silentLog } from '@gatehouse/core';
import { createWorkRunner, listDeadWork, memoryStore } from '@gatehouse/store';
import { countingIds, immediateTimers, manualClock } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import type { AccessRequest, Notice, Person } from '../model/index.ts';
import { createNotifications, notifyMigrations } from './index.ts';

const person = (name: string): Person => ({
  id: `p-${name}`,
  issuer: 'https://issuer.example',
  subject: name,
  name,
  email: `${name}@example.com`,
});

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  'security-approvers': ['bob', 'carol', 'alice'],
  managers: ['dora'],
  auditors: ['erin'],
  'policy-admins': ['frank'],
};

const request = (changes: Partial<AccessRequest> = {}): AccessRequest => ({
  id: 'r-1',
  version: 1,
  state: 'pending',
  requester: person('alice'),
  targets: [
    {
      account: '111122223333',
      roleArn: 'arn:aws:iam::111122223333:role/TempAccessRoleS3Admin',
    },
  ],
  justification: 'fix the <b>bucket</b>\r\nBcc: eve@example.com',
  fields: new Map(),
  durationSeconds: 5400,
  startAt: undefined,
  sessionPolicy: undefined,
  breakGlass: false,
  extends: undefined,
  requirement: {
    policyVersion: 1,
    ruleIds: ['s3'],
    maxDurationSeconds: 7200,
    pendingSeconds: 3600,
    steps: [
      {
        name: 'security',
        groups: ['security-approvers'],
        quorum: 1,
        escalation: { afterSeconds: 600, groups: ['managers'] },
      },
    ],
    automatic: [],
    breakGlass: { maxDurationSeconds: 3600, reviewers: ['auditors'] },
  },
  autoApproval: undefined,
  approvals: [],
  escalated: [],
  createdAt: new Date(0),
  pendingUntil: new Date(0),
  startsAt: undefined,
  endsAt: new Date('2026-03-01T14:00:00Z'),
  closedAt: undefined,
  closedReason: undefined,
  closedBy: undefined,
  review: undefined,
  ...changes,
});

const notifyFixture = async (shown: AccessRequest = request()) => {
  const clock = manualClock();
  const store = await memoryStore(notifyMigrations);
  const mails: Mail[] = [];
  const posts: { readonly url: string; readonly body: string }[] = [];
  const topics: string[] = [];
  let failures = 0;
  const notifications = createNotifications({
    store,
    clock,
    log: silentLog,
    directory: {
      current: async () => undefined,
      members: async (groups) => groups.flatMap((group) => MEMBERS[group] ?? []).map(person),
    },
    grants: { request: async () => shown },
    groups: async () => ({ auditors: ['auditors'], policyAdministrators: ['policy-admins'] }),
    mailer: {
      send: async (mail) => {
        if (failures > 0) {
          failures -= 1;
          throw new Error('421 try again');
        }
        mails.push(mail);
      },
    },
    outbound: {
      send: async ({ url, body }) => {
        posts.push({ url, body: body ?? '' });
        return { status: 200, headers: {}, body: 'ok' };
      },
    },
    topic: {
      publish: async (_topic, { subject }) => {
        topics.push(subject);
      },
    },
    settings: {
      consoleUrl: () => 'http://console.example',
      topicArn: 'arn:aws:sns:us-east-1:777788889999:access',
      slackWebhookUrl: 'https://slack.example/hook',
      teamsWebhookUrl: 'https://teams.example/hook',
    },
  });
  const runner = createWorkRunner({
    store,
    clock,
    timers: immediateTimers,
    ids: countingIds(),
    log: silentLog,
    handlers: new Map(Object.entries(notifications.work)),
  });
  return {
    clock,
    store,
    notifications,
    mails,
    posts,
    topics,
    failNext: (times: number) => {
      failures = times;
    },
    run: () => runner.runDue(),
    tell: (notice: Partial<Notice> & Pick<Notice, 'kind'>) =>
      store.write((tx) =>
        notifications.notifier.tell(tx, [
          { requestId: 'r-1', key: `${notice.kind}:r-1`, data: {}, ...notice },
        ]),
      ),
  };
};

const receivers = (mails: readonly Mail[]): readonly string[] =>
  mails.flatMap(({ to }) => to).toSorted();

test('everybody who may approve is told of a request, the requester is not', async () => {
  const fixture = await notifyFixture();

  await fixture.tell({ kind: 'request-created' });
  await fixture.run();

  expect(receivers(fixture.mails)).toStrictEqual(['bob@example.com', 'carol@example.com']);
  expect(fixture.mails[0]?.text).toContain('http://console.example/access/requests/r-1');
});

test('a notice told twice, and work that is repeated, send one message', async () => {
  const fixture = await notifyFixture();

  await fixture.tell({ kind: 'request-approved' });
  await fixture.tell({ kind: 'request-approved' });
  await fixture.run();
  await fixture.tell({ kind: 'request-approved' });
  await fixture.run();

  expect(receivers(fixture.mails)).toStrictEqual(['alice@example.com']);
});

test('what could not be sent is sent later', async () => {
  const fixture = await notifyFixture();
  fixture.failNext(2);

  await fixture.tell({ kind: 'request-rejected', data: { comment: 'no' } });
  await fixture.run();
  const before = fixture.mails.length;
  for (let at = 0; at < 5; at += 1) {
    fixture.clock.advance({ hours: 1 });
    await fixture.run();
  }

  expect(before).toBe(0);
  expect(receivers(fixture.mails)).toStrictEqual(['alice@example.com']);
});

test('two days without a mail server lose nothing; after three, what could not be sent is given up where that is seen', async () => {
  const fixture = await notifyFixture();
  const hours = async (count: number): Promise<void> => {
    for (let hour = 0; hour < count; hour += 1) {
      fixture.clock.advance({ hours: 1 });
      await fixture.run();
    }
  };

  fixture.failNext(10_000);
  await fixture.tell({ kind: 'request-rejected', data: { comment: 'no' } });
  await fixture.run();
  await hours(48);
  expect(await listDeadWork(fixture.store, { limit: 10 })).toEqual([]);
  fixture.failNext(0);
  await hours(2);
  expect(receivers(fixture.mails)).toStrictEqual(['alice@example.com']);

  fixture.failNext(10_000);
  await fixture.tell({ kind: 'request-expired' });
  await hours(90);
  expect(await listDeadWork(fixture.store, { limit: 10 })).toHaveLength(1);
});

test('somebody’s words are inert: no header, no markup, no link of their own', async () => {
  const fixture = await notifyFixture(
    request({
      requester: { ...person('alice'), name: 'alice\nBcc: x <!channel> [a](http://evil)' },
    }),
  );

  await fixture.tell({ kind: 'request-created' });
  await fixture.run();

  const [mail] = fixture.mails;
  expect(mail?.subject).not.toMatch(/[\r\n]/);
  expect(mail?.html).toContain('&lt;b&gt;bucket&lt;/b&gt;');
  const slack = fixture.posts.find(({ url }) => url.includes('slack'));
  // Its blocks are plain text, where nothing has a meaning; the summary line is not.
  expect(slack?.body).toMatch(/^\{"text":"[^<>"]*"/);
  const teams = fixture.posts.find(({ url }) => url.includes('teams'));
  expect(teams?.body).not.toContain('[a](http');
});

test('a use of break-glass is told to every approver who was skipped and to the reviewers, and again in the day’s digest', async () => {
  const fixture = await notifyFixture(request({ breakGlass: true, state: 'active' }));
  await fixture.store.write((tx) => fixture.notifications.prepare(tx, fixture.clock.now()));

  await fixture.tell({ kind: 'break-glass-used' });
  await fixture.run();
  const loud = receivers(fixture.mails);
  fixture.clock.advance({ days: 1 });
  await fixture.run();

  expect(loud).toStrictEqual(['bob@example.com', 'carol@example.com', 'erin@example.com']);
  const digests = fixture.mails.filter(({ subject }) => subject.includes('in the last day: 1'));
  expect(receivers(digests)).toStrictEqual(loud);
});

test('an escalation reaches the people it brings in', async () => {
  const fixture = await notifyFixture(request({ escalated: ['security'] }));

  await fixture.tell({ kind: 'request-escalated' });
  await fixture.run();

  expect(receivers(fixture.mails)).toContain('dora@example.com');
});

test('a finding about a session tells its reason', async () => {
  const fixture = await notifyFixture();
  const reason = 'A session was asked for and its outcome is not known.';

  await fixture.tell({ kind: 'finding', data: { session: 's-1', reason } });
  await fixture.run();

  expect(receivers(fixture.mails)).toStrictEqual(['erin@example.com']);
  expect(fixture.mails[0]?.text).toContain(reason);
});

test('topic, Slack and Teams hear of everything', async () => {
  const fixture = await notifyFixture();

  await fixture.tell({ kind: 'finding', requestId: undefined, data: { title: 'a role is open' } });
  await fixture.run();

  expect(fixture.topics).toStrictEqual(['[Gatehouse] Finding: a role is open']);
  expect(fixture.posts.map(({ url }) => url)).toStrictEqual([
    'https://slack.example/hook',
    'https://teams.example/hook',
  ]);
});
