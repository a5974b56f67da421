import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  paginateGetParametersByPath,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cloud: StartedCloud;
let client: SSMClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new SSMClient(cloud.client('workloads'));
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

test('an application reads its configuration by path, its secret decrypted, and a release by label', async () => {
  const values = Array.from({ length: 12 }, (_, n) => [`/app/prod/key${n}`, `value ${n}`] as const);
  for (const [Name, Value] of values)
    await client.send(new PutParameterCommand({ Name, Value, Type: 'String' }));
  const secret = { Name: '/app/prod/db/password', Type: 'SecureString' } as const;
  await client.send(new PutParameterCommand({ ...secret, Value: 'first' }));
  await client.send(new LabelParameterVersionCommand({ Name: secret.Name, Labels: ['release-1'] }));
  await client.send(new PutParameterCommand({ ...secret, Value: 'second', Overwrite: true }));

  const found: (readonly [string | undefined, string | undefined])[] = [];
  const asked = { Path: '/app/prod', Recursive: true, WithDecryption: true };
  for await (const { Parameters = [] } of paginateGetParametersByPath({ client }, asked))
    found.push(...Parameters.map(({ Name, Value }) => [Name, Value] as const));
  const { Parameter } = await client.send(
    new GetParameterCommand({ Name: `${secret.Name}:release-1`, WithDecryption: true }),
  );
  const { InvalidParameters } = await client.send(
    new GetParametersCommand({ Names: ['/app/prod/key1', '/app/none'] }),
  );
  const { DeletedParameters } = await client.send(
    new DeleteParametersCommand({ Names: ['/app/prod/key1', '/app/none'] }),
  );

  expect(new Map(found)).toEqual(new Map([...values, [secret.Name, 'second']]));
  expect(Parameter).toMatchObject({ Value: 'first', Selector: ':release-1', Version: 1 });
  expect([InvalidParameters, DeletedParameters]).toEqual([['/app/none'], ['/app/prod/key1']]);
});

test('the SDK reads errors, and an image that is not there makes no parameter although the call succeeds', async () => {
  const image = { Name: '/golden/image', Type: 'String', DataType: 'aws:ec2:image' } as const;

  const made = await client.send(
    new PutParameterCommand({ ...image, Value: 'ami-0123456789abcdef0' }),
  );

  expect(made).toMatchObject({ Version: 1, Tier: 'Standard' });
  await expect(client.send(new GetParameterCommand({ Name: image.Name }))).rejects.toMatchObject({
    name: 'ParameterNotFound',
    message: 'Parameter /golden/image not found.',
  });
  await expect(
    client.send(new PutParameterCommand({ Name: '/aws/x/y', Value: 'x', Type: 'String' })),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a secret of Secrets Manager is read as a parameter, where it is decrypted', async () => {
  const secrets = new SecretsManagerClient(cloud.client('workloads'));
  const { ARN, VersionId } = await secrets.send(
    new CreateSecretCommand({ Name: 'shop/db', SecretString: 'hidden' }),
  );
  secrets.destroy();
  const Name = '/aws/reference/secretsmanager/shop/db';
  const get = (name: string, WithDecryption = true) =>
    client.send(new GetParameterCommand({ Name: name, WithDecryption }));

  const { Parameter } = await get(`${Name}:${VersionId ?? ''}`);
  const { Parameters = [], InvalidParameters } = await client.send(
    new GetParametersCommand({
      Names: [Name, `${Name}:NONE`, `${Name}:a:b`, `${Name}/none`],
      WithDecryption: true,
    }),
  );

  expect(Parameter).toMatchObject({
    Name,
    Type: 'SecureString',
    Value: 'hidden',
    Version: 0,
    Selector: `:${VersionId ?? ''}`,
    ARN,
  });
  expect(JSON.parse(Parameter?.SourceResult ?? '')).toMatchObject({
    name: 'shop/db',
    secretString: 'hidden',
    versionStages: ['AWSCURRENT'],
  });
  expect(Parameters.map(({ Value }) => Value)).toEqual(['hidden']);
  expect(InvalidParameters).toEqual([`${Name}:NONE`, `${Name}:a:b`, `${Name}/none`]);
  for (const [asked, name, message] of [
    [get(Name, false), 'ValidationException', 'WithDecryption flag must be True'],
    [get(`${Name}:a:b`), 'ValidationException', 'Please use correct syntax for referencing'],
    [get(`${Name}2`), 'ParameterNotFound', 'Secret aws/reference/secretsmanager/shop/db2null not'],
  ] as const)
    await expect(asked).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
});

test('a parameter is tagged and found by the tagging service', async () => {
  const tagging = new ResourceGroupsTaggingAPIClient(cloud.client('workloads'));
  const arn = 'arn:aws:ssm:us-east-1:111122223333:parameter/tagged/one';
  await client.send(new PutParameterCommand({ Name: '/tagged/one', Value: 'x', Type: 'String' }));
  const failed = await tagging.send(
    new TagResourcesCommand({ ResourceARNList: [arn], Tags: { stage: 'test' } }),
  );

  const { ResourceTagMappingList = [] } = await tagging.send(
    new GetResourcesCommand({ ResourceTypeFilters: ['ssm:parameter'] }),
  );
  const { Parameters = [] } = await client.send(
    new DescribeParametersCommand({ ParameterFilters: [{ Key: 'tag:stage', Values: ['test'] }] }),
  );

  expect(failed.FailedResourcesMap).toEqual({});
  expect(ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN)).toEqual([arn]);
  expect(Parameters.map(({ Name }) => Name)).toEqual(['/tagged/one']);
  tagging.destroy();
});

const cli = async (...args: string[]): Promise<unknown> => {
  const { output, stderr } = await awsCli.run(cloud.client('workloads'), ['ssm', ...args]);
  return output ?? stderr;
};

test.skipIf(awsCli.missing() !== undefined)('the AWS CLI puts, reads and describes', async () => {
  const name = ['--name', '/cli/secret'];
  await cli('put-parameter', ...name, '--value', 'hidden', '--type', 'SecureString');

  const [found, described, refused] = await Promise.all([
    cli('get-parameter', ...name, '--with-decryption'),
    cli('describe-parameters', '--parameter-filters', 'Key=Name,Values=/cli/secret'),
    cli('put-parameter', ...name, '--value', 'again', '--type', 'SecureString'),
  ]);

  expect(found).toMatchObject({ Parameter: { Value: 'hidden', Version: 1 } });
  expect(described).toMatchObject({ Parameters: [{ KeyId: 'alias/aws/ssm', Tier: 'Standard' }] });
  expect(refused).toContain('(ParameterAlreadyExists)');
});
