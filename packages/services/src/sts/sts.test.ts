import { compilePolicy } from '@gatehouse/policy';
import type { AssumableRole, KnownCredential, Principal, RolePort } from '@gatehouse/service-kit';
import { type ServiceFixture, serviceFixture } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { createSts, type Sts } from './index.ts';

const ROLE_ARN = 'arn:aws:iam::111122223333:role/Deployer';

const trust = (statement: object): AssumableRole['trustPolicy'] => ({
  id: 'trust',
  policy: compilePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'trust'),
});

const TRUSTS_ACCOUNT = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
};

const roleNamed = (statement: object, tags: readonly [string, string][] = []): AssumableRole => ({
  account: '111122223333',
  arn: ROLE_ARN,
  name: 'Deployer',
  id: 'AROADEPLOYER000000000',
  trustPolicy: trust(statement),
  maxSessionDurationSeconds: 7200,
  serviceLinked: false,
  tags: new Map(tags),
});

const rolePort = (role: AssumableRole): RolePort => ({
  role: async (_tx, account, name) =>
    account === role.account && name === role.name ? role : undefined,
  managedPolicy: async () => undefined,
  provider: async () => undefined,
  markUsed: async () => {},
  mfaDevice: async () => undefined,
});

interface Credentials {
  readonly AccessKeyId: string;
  readonly SessionToken: string;
  readonly Expiration: Date;
}

interface Assumed {
  readonly Credentials: Credentials;
  readonly AssumedRoleUser: { readonly Arn: string; readonly AssumedRoleId: string };
  readonly SourceIdentity?: string;
  readonly PackedPolicySize?: number;
}

interface StsFixture extends ServiceFixture {
  assume(input?: object, as?: Principal): Promise<Assumed>;
  principalOf(credentials: Credentials): Promise<Principal>;
}

const stsFixture = async (role = roleNamed(TRUSTS_ACCOUNT)): Promise<StsFixture> => {
  let sts: Sts | undefined;
  const fixture = await serviceFixture((deps) => {
    sts = createSts({ ...deps, roles: rolePort(role) });
    return { services: [sts.service] };
  });
  return {
    ...fixture,
    assume: (input = {}, as = fixture.admin) =>
      fixture.call(
        'sts',
        'AssumeRole',
        { RoleArn: ROLE_ARN, RoleSessionName: 'alice', ...input },
        { as },
      ),
    principalOf: async ({ AccessKeyId, SessionToken }) => {
      const known: KnownCredential | undefined = await sts?.credentials.temporary(
        AccessKeyId,
        SessionToken,
      );
      if (known === undefined) throw new Error('no credential');
      return known.principal;
    },
  };
};

test('an assumed role answers with its session and expires when it said', async () => {
  const sts = await stsFixture();

  const { Credentials, AssumedRoleUser } = await sts.assume({ DurationSeconds: 900 });

  expect(AssumedRoleUser).toEqual({
    Arn: 'arn:aws:sts::111122223333:assumed-role/Deployer/alice',
    AssumedRoleId: 'AROADEPLOYER000000000:alice',
  });
  expect(Credentials.Expiration.toISOString()).toBe('2026-03-02T10:15:00.000Z');
  await expect(sts.principalOf(Credentials)).resolves.toMatchObject({ kind: 'assumed-role' });
  sts.clock.advance({ minutes: 15 });
  await expect(sts.principalOf(Credentials)).rejects.toMatchObject({ name: 'ExpiredToken' });
});

test('a token that was changed, or belongs to another key, is invalid', async () => {
  const sts = await stsFixture();
  const first = (await sts.assume()).Credentials;
  const second = (await sts.assume()).Credentials;
  const changed = `${first.SessionToken.slice(0, 40)}AAAA${first.SessionToken.slice(44)}`;

  const swapped = sts.principalOf({ ...first, SessionToken: second.SessionToken });
  const tampered = sts.principalOf({ ...first, SessionToken: changed });

  await expect(swapped).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  await expect(tampered).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test('a role that does not exist answers like one that does not trust the caller', async () => {
  const sts = await stsFixture();
  const arn = 'arn:aws:iam::111122223333:role/Nobody';

  const refused = sts.assume({ RoleArn: arn });

  await expect(refused).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: arn:aws:iam::111122223333:user/admin is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
  });
});

test('a trust policy that asks for an external id is satisfied only by that id', async () => {
  const sts = await stsFixture(
    roleNamed({
      ...TRUSTS_ACCOUNT,
      Condition: { StringEquals: { 'sts:ExternalId': 'partner-7' } },
    }),
  );

  await expect(sts.assume()).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(sts.assume({ ExternalId: 'partner-8' })).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(sts.assume({ ExternalId: 'partner-7' })).resolves.toBeDefined();
});

test('session tags need sts:TagSession in the trust policy', async () => {
  const sts = await stsFixture(roleNamed({ ...TRUSTS_ACCOUNT, Action: 'sts:AssumeRole' }));

  const refused = sts.assume({ Tags: [{ Key: 'team', Value: 'red' }] });

  await expect(refused).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('sts:TagSession'),
  });
});

test('session tags lie over the role’s, whatever the case of the key', async () => {
  const sts = await stsFixture(
    roleNamed(TRUSTS_ACCOUNT, [
      ['Team', 'blue'],
      ['env', 'prod'],
    ]),
  );

  const { Credentials } = await sts.assume({ Tags: [{ Key: 'team', Value: 'red' }] });

  const principal = await sts.principalOf(Credentials);
  expect(principal).toMatchObject({
    tags: new Map([
      ['env', 'prod'],
      ['team', 'red'],
    ]),
  });
});

test('a transitive tag goes down the chain and cannot be replaced there', async () => {
  const sts = await stsFixture();
  const tagged = { Tags: [{ Key: 'team', Value: 'red' }], TransitiveTagKeys: ['team'] };
  const first = await sts.principalOf((await sts.assume(tagged)).Credentials);

  const second = await sts.assume({}, first).catch((error: unknown) => error);
  const replaced = sts.assume({ Tags: [{ Key: 'Team', Value: 'blue' }] }, first);

  // The session has no policies of its own in this fixture: the account's trust delegates, so it is refused by IAM.
  expect(second).toMatchObject({ name: 'AccessDenied' });
  await expect(replaced).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test.for([
  [{ DurationSeconds: 7201 }, /exceeds the MaxSessionDuration set for this role/],
  [{ DurationSeconds: 899 }, /greater than or equal to 900/],
  [{ RoleSessionName: 'a' }, /length greater than or equal to 2/],
  [{ RoleSessionName: 'a b' }, /regular expression pattern/],
  [{ RoleArn: 'arn:aws:iam::111122223333:user/bob' }, /is invalid/],
] as const)('AssumeRole with %j is a validation error', async ([input, message]) => {
  const sts = await stsFixture();

  const refused = sts.assume(input);

  await expect(refused).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(message),
  });
});

test('the audit names the role and hides the secret', async () => {
  const sts = await stsFixture();

  await sts.assume({ SourceIdentity: 'alice@example.com' });

  const [entry] = await sts.events();
  expect(entry?.record).toMatchObject({
    eventName: 'AssumeRole',
    eventSource: 'sts.amazonaws.com',
    readOnly: true,
    requestParameters: { roleArn: ROLE_ARN, sourceIdentity: 'alice@example.com' },
    responseElements: {
      credentials: { secretAccessKey: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    },
    resources: [{ accountId: '111122223333', type: 'AWS::IAM::Role', ARN: ROLE_ARN }],
  });
});

test('a federated user has nothing that no session policy gives', async () => {
  const sts = await stsFixture();

  const { Credentials } = await sts.call<{ Credentials: Credentials }>(
    'sts',
    'GetFederationToken',
    {
      Name: 'partner',
    },
  );

  const as = await sts.principalOf(Credentials);
  await expect(
    sts.call('sts', 'GetAccessKeyInfo', { AccessKeyId: Credentials.AccessKeyId }, { as }),
  ).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  await expect(sts.call('sts', 'GetCallerIdentity', {}, { as })).resolves.toEqual({
    UserId: '111122223333:partner',
    Account: '111122223333',
    Arn: 'arn:aws:sts::111122223333:federated-user/partner',
  });
});

test('an access key id names its account', async () => {
  const sts = await stsFixture();
  const { Credentials } = await sts.assume();

  const own = sts.call('sts', 'GetAccessKeyInfo', { AccessKeyId: Credentials.AccessKeyId });
  const other = sts.call('sts', 'GetAccessKeyInfo', { AccessKeyId: 'ASIAY34FZKBOKMUTVV7A' });

  await expect(own).resolves.toEqual({ Account: '111122223333' });
  await expect(other).resolves.toEqual({ Account: '609629065308' });
});

test('only our own authorization messages are decoded', async () => {
  const sts = await stsFixture();

  const forged = sts.call('sts', 'DecodeAuthorizationMessage', { EncodedMessage: 'Zm9yZ2Vk' });

  await expect(forged).rejects.toMatchObject({ name: 'InvalidAuthorizationMessageException' });
});
