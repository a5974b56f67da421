import type { KnownCredential, RolePort, RootPrincipal } from '@gatehouse/service-kit';
import { type ServiceFixture, serviceFixture } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { createSts, type Sts } from './index.ts';

const ROLE_ARN = 'arn:aws:iam::123456789012:role/nobody-made-it';
const UNKNOWN = 'UnknownOperationException';
const ROOT: RootPrincipal = { kind: 'root', account: '123456789012' };

const noRoles: RolePort = {
  role: async () => undefined,
  managedPolicy: async () => undefined,
  provider: async () => undefined,
  markUsed: async () => {},
  mfaDevice: async () => undefined,
};

interface Assumed {
  readonly Credentials: { readonly AccessKeyId: string; readonly Expiration: Date };
  readonly AssumedRoleUser: { readonly Arn: string; readonly AssumedRoleId: string };
}

interface LooseFixture extends ServiceFixture {
  credential(keyId: string, token?: string): Promise<KnownCredential | undefined>;
}

const looseFixture = async (acceptsLooseInput = true): Promise<LooseFixture> => {
  let sts: Sts | undefined;
  const mode = acceptsLooseInput ? 'off' : 'enforce';
  const fixture = await serviceFixture((deps) => {
    sts = createSts({ ...deps, roles: noRoles, acceptsLooseInput });
    return { services: [sts.service], mode };
  });
  return {
    ...fixture,
    credential: async (keyId, token) => sts?.credentials.temporary(keyId, token),
  };
};

const assertion = (attributes: string): string =>
  Buffer.from(
    `<samlp:Response><saml:Assertion ID="a"><saml:Issuer>https://idp.example.com</saml:Issuer>` +
      `<saml:Subject><saml:NameID Format="x">alice-id</saml:NameID></saml:Subject>` +
      `${attributes}</saml:Assertion></samlp:Response>`,
  ).toString('base64');

const attribute = (name: string, value: string): string =>
  `<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}">` +
  `<saml:AttributeValue xsi:type="xs:string">${value}</saml:AttributeValue></saml:Attribute>`;

test.for([ROLE_ARN, 'arn:aws:sts::123456789012:role/nobody-made-it'])(
  'the root user assumes %s, a role that nobody made',
  async (RoleArn) => {
    const sts = await looseFixture();

    const assumed = await sts.call<Assumed>(
      'sts',
      'AssumeRole',
      { RoleArn, RoleSessionName: 'alice' },
      { as: ROOT },
    );

    expect(assumed.AssumedRoleUser.Arn).toBe(
      'arn:aws:sts::123456789012:assumed-role/nobody-made-it/alice',
    );
    expect(assumed.AssumedRoleUser.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:alice$/);
  },
);

test('a temporary key is known without its token', async () => {
  const sts = await looseFixture();
  const { Credentials } = await sts.call<Assumed>(
    'sts',
    'AssumeRole',
    { RoleArn: ROLE_ARN, RoleSessionName: 'alice' },
    { as: ROOT },
  );

  await expect(sts.credential(Credentials.AccessKeyId)).resolves.toMatchObject({
    principal: { kind: 'assumed-role', sessionName: 'alice' },
  });
});

test('a web identity token is believed unseen', async () => {
  const sts = await looseFixture();

  const assumed = await sts.call<Assumed>(
    'sts',
    'AssumeRoleWithWebIdentity',
    { RoleArn: ROLE_ARN, RoleSessionName: 'web', WebIdentityToken: '????', DurationSeconds: 903 },
    { as: { kind: 'anonymous' } },
  );

  expect(assumed.AssumedRoleUser.Arn).toBe(
    'arn:aws:sts::123456789012:assumed-role/nobody-made-it/web',
  );
  expect(assumed.Credentials.Expiration.getTime() - sts.clock.now().getTime()).toBe(903_000);
  const [entry] = await sts.events();
  expect(entry?.record).toMatchObject({
    userIdentity: { type: 'WebIdentityUser' },
    requestParameters: { webIdentityToken: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
  });
});

test('a SAML assertion names the session and how long it lasts', async () => {
  const sts = await looseFixture();

  const assumed = await sts.call<Assumed>(
    'sts',
    'AssumeRoleWithSAML',
    {
      RoleArn: ROLE_ARN,
      PrincipalArn: 'arn:aws:iam::123456789012:saml-provider/idp',
      SAMLAssertion: assertion(
        attribute('SessionDuration', '900') + attribute('RoleSessionName', ' alice '),
      ),
    },
    { as: { kind: 'anonymous' } },
  );

  expect(assumed).toMatchObject({
    AssumedRoleUser: { Arn: 'arn:aws:sts::123456789012:assumed-role/nobody-made-it/alice' },
    Issuer: 'https://idp.example.com',
    Subject: 'alice-id',
  });
  expect(assumed.Credentials.Expiration.getTime() - sts.clock.now().getTime()).toBe(900_000);
});

test('a SAML assertion without a session name is refused', async () => {
  const sts = await looseFixture();

  const refused = sts.call(
    'sts',
    'AssumeRoleWithSAML',
    {
      RoleArn: ROLE_ARN,
      PrincipalArn: 'arn:aws:iam::123456789012:saml-provider/idp',
      SAMLAssertion: assertion(''),
    },
    { as: { kind: 'anonymous' } },
  );

  await expect(refused).rejects.toMatchObject({ name: 'InvalidIdentityToken' });
});

test('where access is enforced none of this is so', async () => {
  const sts = await looseFixture(false);
  const ask = (operation: string): Promise<unknown> =>
    sts.call(
      'sts',
      operation,
      { RoleArn: ROLE_ARN, RoleSessionName: 'web', WebIdentityToken: '????' },
      { as: ROOT },
    );

  await expect(ask('AssumeRole')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(ask('AssumeRoleWithWebIdentity')).rejects.toMatchObject({ name: UNKNOWN });
  await expect(ask('AssumeRoleWithSAML')).rejects.toMatchObject({ name: UNKNOWN });
});
