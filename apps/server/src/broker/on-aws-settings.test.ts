import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../config.ts';
import { onAwsSettings } from './on-aws-settings.ts';

const GOOD = {
  GATEHOUSE_CLOUD: 'aws',
  AWS_REGION: 'eu-central-1',
  GATEHOUSE_BROKER_ROLE_ARN: 'arn:aws:iam::777788889999:role/GatehouseBrokerRole',
  GATEHOUSE_ORGANIZATION_ROLE_ARN: 'arn:aws:iam::123456789012:role/GatehouseBrokerOrganizationRole',
  GATEHOUSE_CONSOLE_URL: 'https://access.example.com',
  GATEHOUSE_ACCESS_POLICY_FILE: '/etc/gatehouse/access-policy.yaml',
  GATEHOUSE_COGNITO_USER_POOL_ID: 'eu-central-1_ExamplePo',
  GATEHOUSE_OIDC_CLIENT_ID: '1example23456789012345678',
};

type Changes = Readonly<Record<string, string | undefined>>;

const settings = (changes: Changes = {}) =>
  onAwsSettings(readConfig([], { ...GOOD, ...changes }, () => ''));

test('a user pool of Cognito is known by its id', () => {
  expect(settings().identity).toEqual({
    issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_ExamplePo',
    clientId: '1example23456789012345678',
    scopes: ['openid', 'email', 'profile'],
    audience: { kind: 'cognito', clientIds: ['1example23456789012345678'] },
    directory: { kind: 'cognito', userPoolId: 'eu-central-1_ExamplePo' },
    loopbackPorts: [14_580, 14_581, 14_582, 14_583],
    loopbackHost: 'localhost',
  });
});

test('any other issuer is known by its URL', () => {
  const { identity } = settings({
    GATEHOUSE_COGNITO_USER_POOL_ID: '',
    GATEHOUSE_OIDC_ISSUER: 'https://login.example.com/realms/main',
    GATEHOUSE_OIDC_AUDIENCE: 'gatehouse',
    GATEHOUSE_OIDC_LOOPBACK_PORTS: '15000, 15001',
  });

  expect(identity).toMatchObject({
    issuer: 'https://login.example.com/realms/main',
    audience: { kind: 'aud', value: 'gatehouse' },
    directory: { kind: 'userinfo', groupsClaim: 'groups' },
    loopbackPorts: [15_000, 15_001],
  });
});

test('the console of AWS is that of the partition, asked as AWS documents it', () => {
  expect(settings().aws).toEqual({
    brokerRoleArn: GOOD.GATEHOUSE_BROKER_ROLE_ARN,
    organizationRoleArn: GOOD.GATEHOUSE_ORGANIZATION_ROLE_ARN,
    targetRoleName: 'GatehouseBrokerTargetRole',
    regions: ['eu-central-1'],
    signIn: {
      federationUrl: 'https://signin.aws.amazon.com/federation',
      method: 'GET',
      consoleUrl: 'https://console.aws.amazon.com',
      issuer: 'https://access.example.com/access',
    },
  });
  const china = settings({
    AWS_REGION: 'cn-north-1',
    GATEHOUSE_BROKER_ROLE_ARN: 'arn:aws-cn:iam::777788889999:role/Broker',
    GATEHOUSE_COGNITO_USER_POOL_ID: 'cn-north-1_ExamplePo',
  });
  expect(china.aws.signIn.federationUrl).toBe('https://signin.amazonaws.cn/federation');
  expect(china.identity.issuer).toBe(
    'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_ExamplePo',
  );
});

test('events are read where the broker is, and in whatever other Regions are named', () => {
  const { aws } = settings({ GATEHOUSE_EVENT_REGIONS: 'us-east-1, eu-central-1,eu-west-1' });

  expect(aws.regions).toEqual(['eu-central-1', 'us-east-1', 'eu-west-1']);
});

test('a configuration file says the same with lists', () => {
  const file = JSON.stringify({ eventRegions: ['us-east-1'], oidcLoopbackPorts: [15_000] });
  const config = readConfig(['--config', 'file.json'], GOOD, () => file);

  const { aws, identity } = onAwsSettings(config);

  expect(aws.regions).toEqual(['eu-central-1', 'us-east-1']);
  expect(identity.loopbackPorts).toEqual([15_000]);
});

test.for<readonly [string, Changes]>([
  ['aws needs region, consoleUrl too', { AWS_REGION: '', GATEHOUSE_CONSOLE_URL: '' }],
  ['aws needs organizationRoleArn too', { GATEHOUSE_ORGANIZATION_ROLE_ARN: '' }],
  ['region: expected a Region', { AWS_REGION: 'nowhere' }],
  [
    'brokerRoleArn: expected the ARN of a role',
    { GATEHOUSE_BROKER_ROLE_ARN: 'arn:aws:iam::777788889999:user/x' },
  ],
  [
    'brokerRoleArn: expected a partition',
    { GATEHOUSE_BROKER_ROLE_ARN: 'arn:aws-mars:iam::777788889999:role/x' },
  ],
  ['targetRoleName: expected the name', { GATEHOUSE_TARGET_ROLE_NAME: 'a/b' }],
  ['eventRegions', { GATEHOUSE_EVENT_REGIONS: 'us-east-1,,' }],
  ['consoleUrl: must be https', { GATEHOUSE_CONSOLE_URL: 'http://access.example.com' }],
  ['consoleUrl', { GATEHOUSE_CONSOLE_URL: 'https://access.example.com/path' }],
  ['federationUrl: must be https', { GATEHOUSE_FEDERATION_URL: 'http://signin.example.com/f' }],
  ['oidcIssuer: must be https', { GATEHOUSE_OIDC_ISSUER: 'http://login.example.com' }],
  ['must be a user pool of eu-central-1', { GATEHOUSE_COGNITO_USER_POOL_ID: 'us-east-1_Abc' }],
  ['needs oidcClientId', { GATEHOUSE_OIDC_CLIENT_ID: '' }],
  ['needs cognitoUserPoolId or oidcIssuer', { GATEHOUSE_COGNITO_USER_POOL_ID: '' }],
  ['oidcLoopbackPorts', { GATEHOUSE_OIDC_LOOPBACK_PORTS: '80' }],
  ['trustedProxies', { GATEHOUSE_TRUSTED_PROXIES: '-1' }],
  ['iam: off is for the embedded cloud alone', { GATEHOUSE_IAM: 'off' }],
  ['clock: manual is for the embedded cloud alone', { GATEHOUSE_CLOCK: 'manual' }],
])('what is wrong is named: %s', ([message, changes]) => {
  expect(() => settings(changes)).toThrow(ConfigError);
  expect(() => settings(changes)).toThrow(message);
});

test('the embedded cloud starts whatever AWS_REGION is', () => {
  expect(readConfig([], { AWS_REGION: 'nowhere' }, () => '').cloud).toBe('embedded');
});
