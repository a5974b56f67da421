import { expect, test } from 'vitest';
import { MANAGEMENT, organizationsFixture, rootOf } from '../organizations.fixture.ts';

const OTHER = '222233334444';
const STRANGER = '333344445555';

interface HandshakeAnswer {
  readonly Handshake: { readonly Id: string; readonly State: string };
}

const invitation = async () => {
  const fixture = await organizationsFixture();
  const { id } = await fixture.organization();
  const invite = async (Target: object = { Type: 'ACCOUNT', Id: OTHER }) =>
    fixture.call<HandshakeAnswer>('InviteAccountToOrganization', {
      Target,
      Notes: 'Come in',
      Tags: [{ Key: 'team', Value: 'blue' }],
    });
  return { ...fixture, id, invite, as: rootOf(OTHER) };
};

test('an invited account sees the invitation, accepts it and is a member with the tags it came with', async () => {
  const { call, id, invite, as, clock } = await invitation();

  const { Handshake } = await invite();
  expect(Handshake).toEqual({
    Id: expect.stringMatching(/^h-[0-9a-f]{32}$/),
    Arn: `arn:aws:organizations::${MANAGEMENT}:handshake/${id}/invite/${Handshake.Id}`,
    Parties: [
      { Id: id, Type: 'ORGANIZATION' },
      { Id: OTHER, Type: 'ACCOUNT' },
    ],
    State: 'REQUESTED',
    RequestedTimestamp: clock.now(),
    ExpirationTimestamp: new Date(clock.now().getTime() + 15 * 86_400_000),
    Action: 'INVITE',
    Resources: [
      {
        Type: 'ORGANIZATION',
        Value: id,
        Resources: [
          { Type: 'MASTER_EMAIL', Value: 'master@example.com' },
          { Type: 'MASTER_NAME', Value: 'master' },
          { Type: 'ORGANIZATION_FEATURE_SET', Value: 'ALL' },
        ],
      },
      { Type: 'ACCOUNT', Value: OTHER },
      { Type: 'NOTES', Value: 'Come in' },
    ],
  });
  expect(await call('ListHandshakesForAccount', {}, { as })).toEqual({ Handshakes: [Handshake] });
  expect(await call('ListHandshakesForOrganization')).toEqual({ Handshakes: [Handshake] });
  const HandshakeId = Handshake.Id;
  await expect(call('AcceptHandshake', { HandshakeId })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });

  expect(await call('AcceptHandshake', { HandshakeId }, { as })).toEqual({
    Handshake: { ...Handshake, State: 'ACCEPTED' },
  });
  expect(await call('DescribeAccount', { AccountId: OTHER })).toMatchObject({
    Account: { JoinedMethod: 'INVITED', Status: 'ACTIVE' },
  });
  expect(await call('ListTagsForResource', { ResourceId: OTHER })).toEqual({
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  await expect(call('AcceptHandshake', { HandshakeId }, { as })).rejects.toMatchObject({
    name: 'HandshakeAlreadyInStateException',
  });
  await expect(invite()).rejects.toMatchObject({
    name: 'HandshakeConstraintViolationException',
    members: { Reason: 'ALREADY_IN_AN_ORGANIZATION' },
  });
});

test('a handshake ends by the one whose it is to end, once', async () => {
  const { call, invite, as } = await invitation();
  const first = { HandshakeId: (await invite()).Handshake.Id };

  await expect(invite()).rejects.toMatchObject({ name: 'DuplicateHandshakeException' });
  await expect(call('CancelHandshake', first, { as })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  expect(await call('DeclineHandshake', first, { as })).toMatchObject({
    Handshake: { State: 'DECLINED' },
  });
  const second = { HandshakeId: (await invite()).Handshake.Id };
  expect(await call('CancelHandshake', second)).toMatchObject({ Handshake: { State: 'CANCELED' } });
  await expect(call('AcceptHandshake', second, { as })).rejects.toMatchObject({
    name: 'InvalidHandshakeTransitionException',
  });
  for (const operation of ['DescribeHandshake', 'AcceptHandshake'])
    await expect(call(operation, first, { as: rootOf(STRANGER) })).rejects.toMatchObject({
      name: 'HandshakeNotFoundException',
    });
});

test('an invitation expires after 15 days and is shown for 30', async () => {
  const { call, invite, as, clock } = await invitation();
  const HandshakeId = (await invite()).Handshake.Id;

  clock.advance({ days: 15 });

  expect(await call('DescribeHandshake', { HandshakeId }, { as })).toMatchObject({
    Handshake: { State: 'EXPIRED' },
  });
  await expect(call('AcceptHandshake', { HandshakeId }, { as })).rejects.toMatchObject({
    name: 'InvalidHandshakeTransitionException',
  });
  clock.advance({ days: 16 });
  expect(await call('ListHandshakesForAccount', {}, { as })).toEqual({ Handshakes: [] });
});

test('an account that left can be invited by its e-mail address', async () => {
  const { call, member, invite } = await invitation();
  const account = await member('one');
  await call('RemoveAccountFromOrganization', { AccountId: account });
  const as = rootOf(account);

  const HandshakeId = (await invite({ Type: 'EMAIL', Id: 'one@example.org' })).Handshake.Id;
  await call('AcceptHandshake', { HandshakeId }, { as });

  expect(await call('DescribeAccount', { AccountId: account })).toMatchObject({
    Account: { Name: 'one', Email: 'one@example.org', JoinedMethod: 'INVITED' },
  });
});

test('a member of another organization cannot accept', async () => {
  const { call, invite, as } = await invitation();
  const HandshakeId = (await invite()).Handshake.Id;
  await call('CreateOrganization', {}, { as });

  await expect(call('AcceptHandshake', { HandshakeId }, { as })).rejects.toMatchObject({
    members: { Reason: 'ALREADY_IN_AN_ORGANIZATION' },
  });
  expect(await call('DescribeHandshake', { HandshakeId })).toMatchObject({
    Handshake: { State: 'REQUESTED' },
  });
});

test('all features are enabled when every invited member has approved and the organization finishes', async () => {
  const { call, organization } = await organizationsFixture();
  await organization('CONSOLIDATED_BILLING');
  const as = rootOf(OTHER);
  const Target = { Type: 'ACCOUNT', Id: OTHER };
  const invited = await call<HandshakeAnswer>('InviteAccountToOrganization', { Target });
  await call('AcceptHandshake', { HandshakeId: invited.Handshake.Id }, { as });

  const parent = (await call<HandshakeAnswer>('EnableAllFeatures')).Handshake;
  const finish = { HandshakeId: parent.Id };
  expect(parent.State).toBe('REQUESTED');
  await expect(call('EnableAllFeatures')).rejects.toMatchObject({
    members: { Reason: 'ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION' },
  });
  await expect(
    call('InviteAccountToOrganization', { Target: { Type: 'ACCOUNT', Id: STRANGER } }),
  ).rejects.toMatchObject({ members: { Reason: 'INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES' } });
  await expect(call('AcceptHandshake', finish)).rejects.toMatchObject({
    name: 'InvalidHandshakeTransitionException',
  });
  const { Handshakes } = await call<{ Handshakes: { Id: string }[] }>(
    'ListHandshakesForAccount',
    { Filter: { ParentHandshakeId: parent.Id } },
    { as },
  );
  expect(Handshakes).toMatchObject([{ Action: 'APPROVE_ALL_FEATURES', State: 'REQUESTED' }]);
  await call('AcceptHandshake', { HandshakeId: Handshakes[0]?.Id }, { as });
  expect(await call('DescribeHandshake', finish)).toMatchObject({ Handshake: { State: 'OPEN' } });
  await call('AcceptHandshake', finish);

  expect(await call('DescribeOrganization')).toMatchObject({ Organization: { FeatureSet: 'ALL' } });
  await expect(call('EnableAllFeatures')).rejects.toMatchObject({
    members: { Reason: 'ORGANIZATION_ALREADY_HAS_ALL_FEATURES' },
  });
});

test.for([
  [{ Type: 'ORGANIZATION', Id: 'o-abcdefghij' }, 'INVALID_PARTY_TYPE_TARGET'],
  [{ Type: 'EMAIL', Id: 'nobody' }, 'INVALID_EMAIL_ADDRESS_TARGET'],
  [{ Type: 'ACCOUNT', Id: '12' }, 'INVALID_PATTERN'],
] as const)('%j cannot be invited: %s', async ([Target, Reason]) => {
  const { invite } = await invitation();

  await expect(invite(Target)).rejects.toMatchObject({ members: { Reason } });
});
