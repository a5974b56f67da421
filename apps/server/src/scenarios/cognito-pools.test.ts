import { createHmac } from 'node:crypto';
import * as idp from '@aws-sdk/client-cognito-identity-provider';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let cloud: StartedCloud;
let client: idp.CognitoIdentityProviderClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new idp.CognitoIdentityProviderClient(cloud.client('workloads'));
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const newPool = async (input: Partial<idp.CreateUserPoolRequest> = {}): Promise<string> => {
  const { UserPool } = await client.send(
    new idp.CreateUserPoolCommand({ PoolName: 'people', ...input }),
  );
  return UserPool?.Id ?? '';
};

const PASSWORD = 'Correct-horse-9';

describe('the SDK', () => {
  test('a person signs up without credentials, and an administrator confirms', async () => {
    const UserPoolId = await newPool({ AutoVerifiedAttributes: ['email'] });
    const { UserPoolClient } = await client.send(
      new idp.CreateUserPoolClientCommand({ UserPoolId, ClientName: 'app', GenerateSecret: true }),
    );
    const { ClientId = '', ClientSecret = '' } = UserPoolClient ?? {};
    // No access key in sight: these requests carry no signature.
    const people = new idp.CognitoIdentityProviderClient({
      endpoint: cloud.aws,
      region: 'us-east-1',
      maxAttempts: 1,
    });
    const SecretHash = createHmac('sha256', ClientSecret).update(`ada${ClientId}`).digest('base64');

    const signedUp = await people.send(
      new idp.SignUpCommand({
        ClientId,
        SecretHash,
        Username: 'ada',
        Password: PASSWORD,
        UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }],
      }),
    );
    await client.send(new idp.AdminConfirmSignUpCommand({ UserPoolId, Username: 'ada' }));
    const found = await client.send(new idp.AdminGetUserCommand({ UserPoolId, Username: 'ada' }));
    people.destroy();

    expect(signedUp).toMatchObject({
      UserConfirmed: false,
      CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' },
    });
    expect(found).toMatchObject({
      Username: 'ada',
      UserStatus: 'CONFIRMED',
      Enabled: true,
      UserCreateDate: expect.any(Date),
    });
  });

  test('errors arrive as the exceptions of the model', async () => {
    const UserPoolId = 'us-east-1_nothing00';

    await expect(
      client.send(new idp.DescribeUserPoolCommand({ UserPoolId })),
    ).rejects.toBeInstanceOf(idp.ResourceNotFoundException);
    await expect(
      client.send(new idp.ForgotPasswordCommand({ ClientId: 'nothing', Username: 'x' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client nothing does not exist.',
    });
  });

  test('the paginators of the SDK walk through every page', async () => {
    const UserPoolId = await newPool();
    for (const Username of ['ada', 'bea', 'cyn'])
      await client.send(
        new idp.AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }),
      );
    const names: (string | undefined)[] = [];

    for await (const { Users } of idp.paginateListUsers({ client, pageSize: 2 }, { UserPoolId }))
      names.push(...(Users ?? []).map(({ Username }) => Username));

    expect(names).toEqual(['ada', 'bea', 'cyn']);
  });
});

test('the tagging API finds and tags user pools', async () => {
  const tagging = new ResourceGroupsTaggingAPIClient(cloud.client('workloads'));
  const UserPoolId = await newPool({ UserPoolTags: { project: 'tagged-pools' } });
  const { UserPool } = await client.send(new idp.DescribeUserPoolCommand({ UserPoolId }));
  const arn = UserPool?.Arn ?? '';

  await tagging.send(new TagResourcesCommand({ ResourceARNList: [arn], Tags: { stage: 'test' } }));
  const { ResourceTagMappingList } = await tagging.send(
    new GetResourcesCommand({
      ResourceTypeFilters: ['cognito-idp:userpool'],
      TagFilters: [{ Key: 'project', Values: ['tagged-pools'] }],
    }),
  );
  tagging.destroy();

  expect(ResourceTagMappingList).toEqual([
    {
      ResourceARN: arn,
      Tags: [
        { Key: 'project', Value: 'tagged-pools' },
        { Key: 'stage', Value: 'test' },
      ],
    },
  ]);
});

const cli = async (...args: string[]): Promise<unknown> => {
  const { exitCode, output, stderr } = await awsCli.run(cloud.client('workloads'), [
    'cognito-idp',
    ...args,
  ]);
  if (exitCode !== 0) throw new Error(stderr);
  return output;
};

describe.skipIf(awsCli.missing() !== undefined)('Debian’s AWS CLI', () => {
  test('a pool with domain, custom attribute and app client is set up command by command', async () => {
    const made = (await cli('create-user-pool', '--pool-name', 'example-corp-prd-userpool')) as {
      readonly UserPool: { readonly Id: string };
    };
    const pool = ['--user-pool-id', made.UserPool.Id];
    const none = await cli('create-user-pool-domain', '--domain', 'example-corp-prd', ...pool);
    const silent = await cli(
      'add-custom-attributes',
      ...pool,
      '--custom-attributes',
      'Name=groups,AttributeDataType=String',
    );
    const app = await cli(
      'create-user-pool-client',
      ...pool,
      '--client-name',
      'my-client-name',
      '--no-generate-secret',
      '--callback-urls',
      'http://localhost:3030',
      '--allowed-o-auth-flows',
      'code',
      '--allowed-o-auth-scopes',
      'openid',
      'email',
      '--supported-identity-providers',
      'COGNITO',
      '--allowed-o-auth-flows-user-pool-client',
    );

    expect(made.UserPool).toMatchObject({ Name: 'example-corp-prd-userpool' });
    expect(silent).toBeUndefined();
    expect(none ?? {}).not.toHaveProperty('Error');
    expect(app).toMatchObject({
      UserPoolClient: {
        UserPoolId: made.UserPool.Id,
        ClientName: 'my-client-name',
        RefreshTokenValidity: 30,
        CallbackURLs: ['http://localhost:3030'],
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid', 'email'],
        AllowedOAuthFlowsUserPoolClient: true,
      },
    });
    expect(await cli('describe-user-pool-domain', '--domain', 'example-corp-prd')).toMatchObject({
      DomainDescription: { UserPoolId: made.UserPool.Id, Status: 'ACTIVE' },
    });
  });

  test('somebody signs up and an administrator finds the account by its address', async () => {
    const pool = await newPool({ AutoVerifiedAttributes: ['email'] });
    const app = (await cli(
      'create-user-pool-client',
      '--user-pool-id',
      pool,
      '--client-name',
      'app',
    )) as { readonly UserPoolClient: { readonly ClientId: string } };

    const signedUp = await cli(
      'sign-up',
      '--client-id',
      app.UserPoolClient.ClientId,
      '--username',
      'ada',
      '--password',
      PASSWORD,
      '--user-attributes',
      'Name=email,Value=ada@example.com',
    );
    const found = await cli('list-users', '--user-pool-id', pool, '--filter', 'email ^= "ada@"');

    expect(signedUp).toMatchObject({ UserConfirmed: false });
    expect(found).toMatchObject({ Users: [{ Username: 'ada', UserStatus: 'UNCONFIRMED' }] });
  });

  test.for(['my-aws-app', 'amazon-people', 'cognito1'])(
    'the domain prefix %s is refused',
    async (domain) => {
      const pool = await newPool();

      await expect(
        cli('create-user-pool-domain', '--domain', domain, '--user-pool-id', pool),
      ).rejects.toThrow(/InvalidParameterException.*Domain cannot contain reserved word/s);
    },
  );
});
