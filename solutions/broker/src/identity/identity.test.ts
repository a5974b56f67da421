import { memoryStore } from '@gatehouse/store';
import { manualClock } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import {
  createIdentity,
  identityMigrations,
  type IdentitySettings,
  personId,
  type PoolUser,
} from './index.ts';
import { CLIENT, ISSUER, issuerFixture } from './issuer.fixture.ts';

const alice: PoolUser = {
  username: 'alice',
  enabled: true,
  attributes: new Map([
    ['sub', 'alice-sub'],
    ['email', 'alice@example.com'],
  ]),
};

const identityFixture = async () => {
  const clock = manualClock();
  const store = await memoryStore(identityMigrations);
  const issuer = await issuerFixture(() => clock.now());
  let user: PoolUser | undefined = alice;
  let groups: readonly string[] = ['s3-engineers'];
  let settings: IdentitySettings = {
    issuer: ISSUER,
    clientId: CLIENT,
    scopes: ['openid'],
    audience: { kind: 'cognito', clientIds: [CLIENT] },
    directory: { kind: 'cognito', userPoolId: 'us-east-1_abc' },
    loopbackPorts: [],
  };
  const groupsAskedOf: string[] = [];
  const identity = createIdentity({
    store,
    clock,
    timers: { after: () => () => {} },
    outbound: issuer.outbound,
    settings: () => settings,
    pool: {
      user: async () => user,
      groupsOf: async (subject) => {
        groupsAskedOf.push(subject);
        return groups;
      },
      usersIn: async () => (user === undefined ? [] : [user]),
    },
  });
  const withHeader = (value: string) =>
    identity.authenticate(new Headers({ authorization: value }), { sourceIp: '127.0.0.1' });
  return {
    clock,
    issuer,
    identity,
    groupsAskedOf,
    configure: (members: Partial<IdentitySettings>) => {
      settings = { ...settings, ...members };
    },
    withHeader,
    signIn: (token: string) => withHeader(`Bearer ${token}`),
    change: (next: PoolUser | undefined, nextGroups: readonly string[]) => {
      user = next;
      groups = nextGroups;
    },
  };
};

type Changes = Readonly<Record<string, string | undefined>>;

const refused = { name: 'BrokerError', code: 'unauthenticated' };

test('a person is issuer and subject; their groups are the directory’s, not the token’s', async () => {
  const fixture = await identityFixture();

  const { membership } = await fixture.signIn(
    await fixture.issuer.token({ 'cognito:groups': ['security-approvers'] }),
  );

  expect(membership.person.id).toBe(
    personId('https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc', 'alice-sub'),
  );
  expect([...membership.groups]).toStrictEqual(['s3-engineers']);
});

test.for([
  ['of another client', { client_id: 'other' }],
  ['that is an ID token', { token_use: 'id', aud: CLIENT }],
  ['with an audience beside the client', { aud: 'other' }],
  ['of another issuer with the same kid', { iss: 'https://other.example' }],
  ['of an issuer that differs by a slash', { iss: `${ISSUER}/` }],
  ['without a subject', { sub: undefined }],
  ['with an empty subject', { sub: '' }],
  ['without an end', { exp: undefined }],
] satisfies [string, Changes][])('an access token %s is refused', async ([, changes]) => {
  const fixture = await identityFixture();

  const token = await fixture.issuer.token(changes);

  await expect(fixture.signIn(token)).rejects.toMatchObject(refused);
});

test.for([
  ['expired', { exp: -61 }, false],
  ['expired within the leeway', { exp: -59 }, true],
  ['not valid yet', { nbf: 61 }, false],
  ['not valid yet, within the leeway', { nbf: 59 }, true],
  ['issued in the future', { iat: 61 }, false],
] as const)('an access token %s: accepted is %s', async ([, offsets, accepted]) => {
  const fixture = await identityFixture();
  const now = Math.floor(fixture.clock.now().getTime() / 1000);
  const changes = Object.fromEntries(
    Object.entries(offsets).map(([name, offset]) => [name, now + offset]),
  );

  const outcome = fixture.signIn(await fixture.issuer.token(changes)).then(
    () => true,
    () => false,
  );

  expect(await outcome).toBe(accepted);
});

test('an unsigned token, a confused algorithm and a foreign key are refused alike', async () => {
  const { issuer, signIn } = await identityFixture();

  const tokens = [
    issuer.unsigned('none'),
    issuer.unsigned('None'),
    await issuer.confused(),
    await issuer.foreign(),
  ];

  for (const token of tokens) await expect(signIn(token)).rejects.toMatchObject(refused);
});

test('an unknown key id asks the issuer once more, and a rotated key works at once', async () => {
  const { issuer, signIn } = await identityFixture();
  await signIn(await issuer.token());
  const before = issuer.asked.length;

  await expect(signIn(await issuer.token({}, { kid: 'nobody' }))).rejects.toMatchObject(refused);
  const afterUnknown = issuer.asked.length;
  await issuer.rotate('k2');
  await signIn(await issuer.token());

  expect(afterUnknown - before).toBe(1);
  expect(issuer.asked.length - afterUnknown).toBe(1);
});

test('many who come at once with a rotated key ask the issuer once', async () => {
  const { issuer, signIn } = await identityFixture();
  await signIn(await issuer.token());
  const before = issuer.asked.length;
  await issuer.rotate('k2');
  const token = await issuer.token();

  await Promise.all(Array.from({ length: 20 }, () => signIn(token)));

  expect(issuer.asked.length - before).toBe(1);
});

test('somebody who invents key ids does not make the issuer be asked without end', async () => {
  const { issuer, signIn } = await identityFixture();

  for (let at = 0; at < 40; at += 1)
    await expect(signIn(await issuer.token({}, { kid: `k-${at}` }))).rejects.toMatchObject(refused);

  expect(issuer.asked.length).toBeLessThanOrEqual(12);
});

test('only one plain Authorization header counts', async () => {
  const { issuer, withHeader } = await identityFixture();
  const token = await issuer.token();

  for (const value of [
    '',
    token,
    `Basic ${token}`,
    `bearer ${token}`,
    `Bearer  ${token}`,
    `Bearer ${token}, Bearer ${token}`,
    `Bearer ${token} x`,
    `Bearer ${token}=`,
    `Bearer ${token.split('.').slice(0, 2).join('.')}`,
    `Bearer ${'a'.repeat(20_000)}.b.c`,
  ])
    await expect(withHeader(value)).rejects.toMatchObject(refused);
});

test('somebody disabled, deleted or replaced is nobody', async () => {
  const fixture = await identityFixture();
  const token = await fixture.issuer.token();
  await fixture.signIn(token);

  for (const user of [
    { ...alice, enabled: false },
    undefined,
    { ...alice, attributes: new Map([['sub', 'another']]) },
  ]) {
    fixture.change(user, ['s3-engineers']);
    await expect(fixture.signIn(token)).rejects.toMatchObject(refused);
  }
});

test('the directory tells groups as they are now, to whoever asks about a person who was here', async () => {
  const fixture = await identityFixture();
  const { membership } = await fixture.signIn(await fixture.issuer.token());

  fixture.change(alice, []);

  const now = await fixture.identity.directory.current(membership.person.id);
  expect(now?.groups.size).toBe(0);
  expect(await fixture.identity.directory.current('p-nobody')).toBeUndefined();
});

test('an issuer that is down lets nobody in, and says that it is not the token', async () => {
  const fixture = await identityFixture();
  const token = await fixture.issuer.token();

  fixture.issuer.stop();

  await expect(fixture.signIn(token)).rejects.toMatchObject({ code: 'unavailable' });
});

test('groups are asked of the subject: a name may be chosen to be somebody else’s subject', async () => {
  const fixture = await identityFixture();
  fixture.change({ ...alice, username: 'bob-sub' }, []);

  await fixture.signIn(await fixture.issuer.token());

  expect(fixture.groupsAskedOf).toStrictEqual(['alice-sub']);
});

test('an invented key id takes the known keys from nobody while the issuer is down', async () => {
  const fixture = await identityFixture();
  const token = await fixture.issuer.token();
  await fixture.signIn(token);
  fixture.issuer.stop();

  const invented = fixture.signIn(await fixture.issuer.token({}, { kid: 'nobody' }));

  await expect(invented).rejects.toMatchObject({ name: 'BrokerError' });
  await expect(fixture.signIn(token)).resolves.toBeDefined();
});

test.for([
  ['jwks_uri', 'http://issuer.example/jwks'],
  ['userinfo_endpoint', 'http://issuer.example/userinfo'],
  ['token_endpoint', 'http://issuer.example/token'],
  ['authorization_endpoint', 'javascript:alert(1)'],
  ['end_session_endpoint', 'data:text/html,x'],
] as const)('an issuer over TLS has no %s at %s', async ([name, url]) => {
  const fixture = await identityFixture();
  fixture.issuer.announce({ [name]: url });

  const outcome = fixture.signIn(await fixture.issuer.token());

  await expect(outcome).rejects.toMatchObject({ code: 'unavailable' });
});

test.for([
  ['a user pool', { kind: 'cognito', userPoolId: 'us-east-1_other' }],
  ['userinfo', { kind: 'userinfo', groupsClaim: 'groups', staleAfterSeconds: 3600 }],
] as const)(
  'after a change of the issuer to %s its earlier people are nobody',
  async ([, kind]) => {
    const fixture = await identityFixture();
    const { membership } = await fixture.signIn(await fixture.issuer.token());

    fixture.configure({ issuer: 'https://other.example', directory: kind });

    const { directory } = fixture.identity;
    const members = await directory.members(['s3-engineers']);
    expect(await directory.current(membership.person.id)).toBeUndefined();
    expect(members.map(({ id }) => id)).not.toContain(membership.person.id);
  },
);
