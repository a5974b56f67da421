import { AdminUpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCloud, emergency } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

// May ask, may approve what others ask, and may look back at break-glass: everything but her own.
const EVERYTHING = [
  's3-engineers',
  'platform-engineers',
  'security-approvers',
  'workload-owners',
  'auditors',
];

beforeAll(() => story.people.add('gina', EVERYTHING));

const setEmail = async (name: string, email: string): Promise<void> => {
  await story.people.idp.send(
    new AdminUpdateUserAttributesCommand({
      UserPoolId: story.people.poolId,
      Username: name,
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ],
    }),
  );
};

/** Gina tries; nothing has changed by it, and the refusal is on record. Answers the refusal. */
const refused = async (id: string, operation: string) => {
  const before = await story.request('bob', id);

  const { status, body } = await story
    .api('gina')
    .post(
      `/v1/requests/${id}/${operation}`,
      operation === 'review' ? { verdict: 'accepted' } : undefined,
    );

  expect((await story.request('bob', id)).request).toEqual(before.request);
  expect((await story.leaves({ requestId: id, type: 'refused' })).at(-1)).toMatchObject({
    actor: before.request?.requester.id,
    data: { operation, code: 'self-approval' },
  });
  return { status, code: body.error?.code };
};

const SELF_APPROVAL = { status: 403, code: 'self-approval' };

test.for(['approve', 'reject'])(
  'who asks may not %s, although others of her groups may',
  async (operation) => {
    const { id } = await story.ask('gina');

    expect(await refused(id, operation)).toEqual(SELF_APPROVAL);

    const { may } = await story.request('gina', id);
    expect(may).toMatchObject({ approve: false, reject: false });
    expect((await story.api('bob').post(`/v1/requests/${id}/${operation}`)).status).toBe(200);
  },
);

test.for([
  ['another address', 'someone.else@example.com'],
  ['her own in capitals', 'GINA@EXAMPLE.COM'],
  ['the address of an approver', 'bob@example.com'],
])('a token issued with %s as e-mail is still hers', async ([, email = '']) => {
  const { id } = await story.ask('gina');
  await setEmail('gina', email);
  await story.advance('PT61M');

  expect(await refused(id, 'approve')).toEqual(SELF_APPROVAL);

  await setEmail('gina', 'gina@example.com');
});

test('the link in a mail opens a page; it approves nothing, whoever follows it', async () => {
  const { id } = await story.ask('gina');
  const before = await story.request('bob', id);

  for (const path of [`/access/requests/${id}`, `/broker/v1/requests/${id}/approve`])
    for (const method of ['GET', 'HEAD'])
      await fetch(`${story.cloud.console}${path}`, {
        method,
        headers: { authorization: `Bearer ${await story.token('gina')}` },
      });

  expect((await story.request('bob', id)).request).toEqual(before.request);
});

test('a use of break-glass is not reviewed by who used it', async () => {
  const { id } = await story.ask('gina', emergency({ durationSeconds: 900 }));
  await story.advance('PT16M');

  expect(await refused(id, 'review')).toEqual(SELF_APPROVAL);

  expect(await story.stateOf('bob', id)).toBe('ended');
});

test('a deny and an allow that both match: nobody approves, the requester least of all', async () => {
  const { id } = await story.ask('gina');
  await story.changePolicy((document) =>
    document.replace(
      'rules:\n',
      `rules:
  - id: not-in-workloads
    effect: deny
    who: { groups: [s3-engineers] }
    what:
      - accounts: ['111122223333']
        roles: [TempAccessRoleS3Admin]
`,
    ),
  );

  expect(await refused(id, 'approve')).toEqual(SELF_APPROVAL);
  const other = await story.api('bob').post(`/v1/requests/${id}/approve`);

  expect(other.status).toBe(403);
  expect(other.body.error).toMatchObject({
    code: 'not-eligible',
    details: { because: 'denied', ruleId: 'not-in-workloads' },
  });
  expect(await story.stateOf('bob', id)).toBe('pending');
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
