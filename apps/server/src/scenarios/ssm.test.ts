import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
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

/** What EventBridge sends a queue of changes below a path. */
const changesOf = async (prefix: string) => {
  const queues = new SQSClient(cloud.client('workloads'));
  const events = new EventBridgeClient(cloud.client('workloads'));
  const QueueArn = 'arn:aws:sqs:us-east-1:111122223333:changes';
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QueueArn,
    },
  });
  const { QueueUrl } = await queues.send(
    new CreateQueueCommand({ QueueName: 'changes', Attributes: { Policy } }),
  );
  const EventPattern = JSON.stringify({
    source: ['aws.ssm'],
    'detail-type': ['Parameter Store Change'],
    detail: { name: [{ prefix }] },
  });
  await events.send(new PutRuleCommand({ Name: 'changes', EventPattern }));
  await events.send(
    new PutTargetsCommand({
      Rule: 'changes',
      Targets: [{ Id: 'queue', Arn: QueueArn, InputPath: '$.detail' }],
    }),
  );
  events.destroy();
  return async (count: number): Promise<readonly { readonly name: string }[]> => {
    const heard: { readonly name: string }[] = [];
    for (let tries = 0; heard.length < count && tries < 10; tries += 1) {
      const asked = { QueueUrl, WaitTimeSeconds: 2, MaxNumberOfMessages: 10 };
      const { Messages = [] } = await queues.send(new ReceiveMessageCommand(asked));
      heard.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as { readonly name: string }));
    }
    queues.destroy();
    return heard;
  };
};

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

test('an image that is not there makes no parameter although the call succeeds; its event tells', async () => {
  const ec2 = new EC2Client(cloud.client('workloads'));
  const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({}));
  ec2.destroy();
  const heard = await changesOf('/golden/');
  const put = (Name: string, Value = '') =>
    client.send(
      new PutParameterCommand({ Name, Value, Type: 'String', DataType: 'aws:ec2:image' }),
    );

  const made = [
    await put('/golden/there', image?.ImageId),
    await put('/golden/missing', 'ami-0123456789abcdef0'),
  ];
  const { Parameter } = await client.send(new GetParameterCommand({ Name: '/golden/there' }));

  expect(made.map(({ Version }) => Version)).toEqual([1, 1]);
  expect(Parameter).toMatchObject({ Value: image?.ImageId, DataType: 'aws:ec2:image' });
  await expect(
    client.send(new GetParameterCommand({ Name: '/golden/missing' })),
  ).rejects.toMatchObject({
    name: 'ParameterNotFound',
    message: 'Parameter /golden/missing not found.',
  });
  const events = await heard(2);
  expect(events.toSorted((one, other) => one.name.localeCompare(other.name))).toEqual([
    {
      exception: 'Unable to Describe Resource',
      dataType: 'aws:ec2:image',
      name: '/golden/missing',
      type: 'String',
      operation: 'Create',
    },
    { operation: 'Create', name: '/golden/there', type: 'String' },
  ]);
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

test.skipIf(awsCli.missing() !== undefined)('the AWS CLI puts and reads', async () => {
  const name = ['--name', '/cli/secret'];
  await cli('put-parameter', ...name, '--value', 'hidden', '--type', 'SecureString');

  const [found, refused] = await Promise.all([
    cli('get-parameter', ...name, '--with-decryption'),
    cli('put-parameter', ...name, '--value', 'again', '--type', 'SecureString'),
  ]);

  expect(found).toMatchObject({ Parameter: { Value: 'hidden', Version: 1 } });
  expect(refused).toContain('(ParameterAlreadyExists)');
});
