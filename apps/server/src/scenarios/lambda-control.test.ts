import { buffer } from 'node:stream/consumers';
import type { Principal } from '@gatehouse/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import {
  ACCOUNT,
  type CloudFixture,
  cloudFixture,
  type Credentials,
} from '../security/cloud.fixture.ts';
import { zipOf } from './zip.fixture.ts';

const OTHER = '111122223333';
const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function`;
const Role = `arn:aws:iam::${ACCOUNT}:role/runs`;

let cloud: CloudFixture;
let zip: Uint8Array;

const lambda = (operation: string, input: object, by = cloud.admin) =>
  cloud.call<Record<string, unknown>>(by, 'lambda', operation, input);

const make = (FunctionName: string, more: object = {}) =>
  lambda('CreateFunction', {
    FunctionName,
    Role,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: zip },
    ...more,
  });

const trust = (Service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  });

beforeAll(async () => {
  cloud = await cloudFixture();
  zip = await zipOf({ 'index.js': 'exports.handler = async () => 1;' });
  for (const [RoleName, service] of [
    ['runs', 'lambda.amazonaws.com'],
    ['others', 'ecs-tasks.amazonaws.com'],
  ] as const)
    await cloud.call(cloud.admin, 'iam', 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: trust(service),
    });
});

afterAll(() => cloud.stop());

const allow = (Action: string, Resource: string, Condition = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});

const to = (service: string): object => ({ StringEquals: { 'iam:PassedToService': service } });

const as = async (name: string, ...statements: object[]): Promise<Principal> =>
  cloud.who(await cloud.userWith(name, ...statements));

const denied = (action: string): object => ({
  name: 'AccessDeniedException',
  message: expect.stringContaining(`is not authorized to perform: ${action} on resource`),
});

const encrypted = (): Uint8Array => {
  const bytes = Buffer.from(zip);
  // The flag of an encrypted entry, in its own header and in the directory.
  bytes[6] = 1;
  bytes[bytes.indexOf('PK\u0001\u0002') + 8] = 1;
  return bytes;
};

const linked = (): Promise<Uint8Array> => {
  const file = new ZipFile();
  file.addBuffer(Buffer.from('/etc/passwd'), 'link', { mode: 0o120777 });
  file.end();
  return buffer(file.outputStream);
};

/** The name of the only entry replaced by one as long. */
const renamed = (name: string): Uint8Array => {
  const bytes = Buffer.from(zip);
  for (let at = bytes.indexOf('index.js'); at >= 0; at = bytes.indexOf('index.js', at + 1))
    bytes.write(name, at, 'latin1');
  return bytes;
};

describe('CreateFunction', () => {
  test('answers the configuration as AWS does, with its defaults', async () => {
    const made = await make('defaults', { Environment: { Variables: { KEY: 'value' } } });

    expect(made).toMatchObject({
      FunctionName: 'defaults',
      FunctionArn: `${ARN}:defaults`,
      Runtime: 'nodejs22.x',
      Role,
      CodeSize: zip.length,
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      LastModified: expect.stringMatching(/^[\d-]{10}T[\d:.]{12}\+0000$/),
      CodeSha256: expect.stringMatching(/^[\w+/]{43}=$/),
      Version: '$LATEST',
      Environment: { Variables: { KEY: 'value' } },
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      State: 'Active',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/defaults' },
    });
    await expect(make('defaults')).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: 'Function already exist: defaults',
      status: 409,
    });
  });

  test.for<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ['no zip file', () => Buffer.from('text')],
    ['encrypted', encrypted],
    ['a link', linked],
    ['written to a path that leads out', () => renamed('../index')],
    ['written to an absolute path', () => renamed('/index.j')],
    ['compressed beyond belief', () => zipOf({ a: '0'.repeat(20_000_000) })],
  ])('refuses code that is %s', async ([, code]) => {
    await expect(make('refused', { Code: { ZipFile: await code() } })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Could not unzip uploaded file. Please check your file, then try to upload again.',
    });
  });

  const other = Role.replace('runs', 'others');
  const foreign = Role.replace(ACCOUNT, OTHER);
  const nowhere = { S3Bucket: 'nobodys-bucket', S3Key: 'k' };
  const large = { Variables: { A_: 'x'.repeat(5000) } };
  test.for<[string, object, string, string?]>([
    ['a role of another service', { Role: other }, 'cannot be assumed by Lambda.'],
    ['a role that is not there', { Role: `${Role}-not` }, 'cannot be assumed by Lambda.'],
    ["another account's role", { Role: foreign }, 'Cross-account', 'AccessDeniedException'],
    ['empty code', { Code: { ZipFile: Buffer.alloc(0) } }, 'must be a non-empty zip'],
    ['no code', { Code: {} }, 'Please provide a source for function code.'],
    ['an object that is not there', { Code: nowhere }, 'S3 Error Code: NoSuchBucket'],
    ['a folder', { Code: { ...nowhere, S3Bucket: 'gatehouse-local' } }, 'GATEHOUSE_LAMBDA_FOLDERS'],
    ['a runtime that nobody knows', { Runtime: 'nodejs99.x' }, "Value nodejs99.x at 'runtime'"],
    [
      'variables of the runtime',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      ': AWS_REGION',
    ],
    ['too many variables', { Environment: large }, 'exceeded the 4KB limit'],
    ['a long timeout', { Timeout: 901 }, 'less than or equal to 900', 'ValidationException'],
  ])('refuses %s', async ([, more, message, name = 'InvalidParameterValueException']) => {
    await expect(make('refused', more)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  test('takes lambda:CreateFunction, iam:PassRole for Lambda, and the tags that a policy wants', async () => {
    const team = { StringEquals: { 'aws:RequestTag/team': 'red' } };
    const creating = [
      allow('lambda:CreateFunction', `${ARN}:owned`, team),
      allow('lambda:TagResource', `${ARN}:owned`, team),
    ];
    const input = {
      FunctionName: 'owned',
      Role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zip },
      Tags: { team: 'red' },
    };

    const ecs = await as(
      'ecs-passer',
      ...creating,
      allow('iam:PassRole', Role, to('ecs.amazonaws.com')),
    );
    await expect(lambda('CreateFunction', input, ecs)).rejects.toMatchObject(
      denied('iam:PassRole'),
    );
    const passer = await as(
      'passer',
      ...creating,
      allow('iam:PassRole', Role, to('lambda.amazonaws.com')),
    );
    await expect(
      lambda('CreateFunction', { ...input, Tags: { team: 'blue' } }, passer),
    ).rejects.toMatchObject(denied('lambda:CreateFunction'));
    await lambda('CreateFunction', input, passer);

    const red = await as(
      'red',
      allow('lambda:Invoke*', '*', { StringEquals: { 'aws:ResourceTag/team': 'red' } }),
    );
    const dry = (FunctionName: string) =>
      lambda('Invoke', { FunctionName, InvocationType: 'DryRun' }, red);
    expect(await dry('owned')).toEqual({ StatusCode: 204 });
    await expect(dry('defaults')).rejects.toMatchObject(denied('lambda:InvokeFunction'));
    await expect(dry('nothing')).rejects.toMatchObject(denied('lambda:InvokeFunction'));
  });

  test('is on record under its own name, without code and variables', async () => {
    await make('recorded', { Environment: { Variables: { TOKEN: 'hush-hush' } } });
    await cloud.cloud.audit.flush();
    const { Events } = await cloud.call<{ Events: { CloudTrailEvent: string }[] }>(
      cloud.admin,
      'cloudtrail',
      'LookupEvents',
      { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'recorded' }] },
    );

    const text = Events[0]?.CloudTrailEvent ?? '';
    expect(JSON.parse(text)).toMatchObject({
      eventSource: 'lambda.amazonaws.com',
      eventName: 'CreateFunction20150331',
      requestParameters: { functionName: 'recorded' },
      responseElements: { functionArn: `${ARN}:recorded` },
    });
    expect(text).not.toContain('hush-hush');
    expect(text).not.toContain('UEsDB');
  });
});

describe('versions and aliases', () => {
  test('a version is published once for the same code and settings, and stays as it was', async () => {
    const FunctionName = 'published';
    await make(FunctionName, { Publish: true, Description: 'first' });
    const again = await lambda('PublishVersion', { FunctionName });
    await lambda('UpdateFunctionConfiguration', {
      FunctionName,
      Description: 'second',
      Timeout: 9,
    });
    const second = await lambda('PublishVersion', { FunctionName });
    const old = await lambda('GetFunctionConfiguration', { FunctionName: `${FunctionName}:1` });

    expect([again['Version'], second['Version']]).toEqual(['1', '2']);
    expect(second).toMatchObject({ FunctionArn: `${ARN}:published:2`, Timeout: 9 });
    expect(old).toMatchObject({ Version: '1', Description: 'first', Timeout: 3 });
    const { Versions } = await lambda('ListVersionsByFunction', { FunctionName });
    expect(Versions).toMatchObject([{ Version: '$LATEST' }, { Version: '1' }, { Version: '2' }]);
  });

  test('an alias points where it was put, shares invocations, and keeps its version from deletion', async () => {
    const FunctionName = 'aliased';
    await make(FunctionName, { Publish: true });
    await lambda('UpdateFunctionConfiguration', { FunctionName, Timeout: 9 });
    await lambda('PublishVersion', { FunctionName });
    const alias = { FunctionName, Name: 'live', FunctionVersion: '1' };
    const made = await lambda('CreateAlias', alias);
    const moved = await lambda('UpdateAlias', {
      FunctionName,
      Name: 'live',
      RevisionId: made['RevisionId'],
      FunctionVersion: '2',
      RoutingConfig: { AdditionalVersionWeights: { 1: 0.25 } },
    });

    expect(moved).toMatchObject({
      AliasArn: `${ARN}:aliased:live`,
      FunctionVersion: '2',
      RoutingConfig: { AdditionalVersionWeights: { 1: 0.25 } },
    });
    for (const [operation, input, name] of [
      ['CreateAlias', alias, 'ResourceConflictException'],
      ['CreateAlias', { ...alias, Name: 'x', FunctionVersion: '7' }, 'ResourceNotFoundException'],
      ['UpdateAlias', { ...alias, RevisionId: made['RevisionId'] }, 'PreconditionFailedException'],
      [
        'UpdateFunctionCode',
        { FunctionName, ZipFile: zip, RevisionId: 'x' },
        'PreconditionFailedException',
      ],
      ['DeleteFunction', { FunctionName, Qualifier: '1' }, 'ResourceConflictException'],
      ['DeleteFunction', { FunctionName, Qualifier: '$LATEST' }, 'InvalidParameterValueException'],
      ['GetAlias', { FunctionName, Name: 'none' }, 'ResourceNotFoundException'],
      [
        'Invoke',
        { FunctionName: `${FunctionName}:live`, Qualifier: '1' },
        'InvalidParameterValueException',
      ],
      [
        'Invoke',
        { FunctionName, Qualifier: 'none', InvocationType: 'DryRun' },
        'ResourceNotFoundException',
      ],
      ['Invoke', { FunctionName, Payload: Buffer.from('{') }, 'InvalidRequestContentException'],
      [
        'Invoke',
        { FunctionName, InvocationType: 'Event', Payload: Buffer.alloc(1_048_577, 49) },
        'RequestTooLargeException',
      ],
      ['Invoke', { FunctionName }, 'ServiceException'],
    ] as const)
      await expect(lambda(operation, input)).rejects.toMatchObject({ name });
    await lambda('DeleteAlias', { FunctionName, Name: 'live' });
    await lambda('DeleteFunction', { FunctionName, Qualifier: '1' });
    await lambda('DeleteFunction', { FunctionName });
    await expect(lambda('GetFunction', { FunctionName })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${ARN}:aliased`,
    });
  });

  test('lists of functions come in pages, and a marker fits its own list alone', async () => {
    const first = await lambda('ListFunctions', { MaxItems: 1 });
    const second = await lambda('ListFunctions', { MaxItems: 1, Marker: first['NextMarker'] });

    expect([first['Functions'], second['Functions']]).toMatchObject([
      [{ FunctionArn: `${ARN}:defaults` }],
      [{ FunctionArn: `${ARN}:owned` }],
    ]);
    await expect(
      lambda('ListFunctions', { FunctionVersion: 'ALL', Marker: first['NextMarker'] }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });
});

describe('the policy of a function', () => {
  test('lets in another account, and a service for the resource that it names', async () => {
    const FunctionName = 'shared';
    await make(FunctionName);
    const { Credentials: made } = await cloud.call<{ Credentials: Credentials }>(
      cloud.admin,
      'sts',
      'AssumeRole',
      {
        RoleArn: `arn:aws:iam::${OTHER}:role/OrganizationAccountAccessRole`,
        RoleSessionName: 'other',
      },
    );
    const other = await cloud.who(made);
    const dry = () =>
      lambda('Invoke', { FunctionName: `${ARN}:shared`, InvocationType: 'DryRun' }, other);
    const SourceArn = `arn:aws:events:us-east-1:${ACCOUNT}:rule/nightly`;
    const byRule = (sourceArn: string) =>
      cloud.cloud.lambda.functions.invokeAsync({
        functionArn: `${ARN}:shared`,
        payload: '{}',
        source: { service: 'events.amazonaws.com', sourceArn, sourceAccount: ACCOUNT },
      });
    const base = { FunctionName, Action: 'lambda:InvokeFunction' };

    await expect(dry()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(await byRule(SourceArn)).toBe('refused');
    await lambda('AddPermission', { ...base, StatementId: 'other', Principal: OTHER });
    const added = await lambda('AddPermission', {
      ...base,
      StatementId: 'rule',
      Principal: 'events.amazonaws.com',
      SourceArn,
      SourceAccount: ACCOUNT,
    });

    expect(await dry()).toEqual({ StatusCode: 204 });
    expect(await byRule(SourceArn)).toBe('sent');
    expect(await byRule(`${SourceArn}-other`)).toBe('refused');
    expect(JSON.parse(String(added['Statement']))).toEqual({
      Sid: 'rule',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: `${ARN}:shared`,
      Condition: {
        StringEquals: { 'AWS:SourceAccount': ACCOUNT },
        ArnLike: { 'AWS:SourceArn': SourceArn },
      },
    });
    const policy = await lambda('GetPolicy', { FunctionName });
    expect(JSON.parse(String(policy['Policy']))).toMatchObject({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        { Sid: 'other', Principal: { AWS: `arn:aws:iam::${OTHER}:root` } },
        { Sid: 'rule' },
      ],
    });
    await lambda('RemovePermission', { FunctionName, StatementId: 'other' });
    await expect(dry()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await lambda('RemovePermission', { FunctionName, StatementId: 'rule' });
    await expect(lambda('GetPolicy', { FunctionName })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The resource you requested does not exist.',
    });
  });
});

test('concurrency, settings of asynchronous invocations and tags are kept and shown', async () => {
  const FunctionName = 'kept';
  await make(FunctionName);
  await lambda('PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: 100 });
  const destination = `arn:aws:sqs:us-east-1:${ACCOUNT}:dead`;
  await lambda('PutFunctionEventInvokeConfig', { FunctionName, MaximumRetryAttempts: 0 });
  const updated = await lambda('UpdateFunctionEventInvokeConfig', {
    FunctionName,
    DestinationConfig: { OnFailure: { Destination: destination } },
  });
  await cloud.call(cloud.admin, 'tag', 'TagResources', {
    ResourceARNList: [`${ARN}:kept`],
    Tags: { stage: 'test' },
  });

  expect(updated).toMatchObject({
    FunctionArn: `${ARN}:kept:$LATEST`,
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: destination } },
  });
  expect(await lambda('GetFunction', { FunctionName })).toMatchObject({
    Concurrency: { ReservedConcurrentExecutions: 100 },
    Tags: { stage: 'test' },
  });
  expect(await lambda('GetAccountSettings', {})).toMatchObject({
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 },
  });
  for (const [operation, input] of [
    ['PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: 901 }],
    ['PutFunctionEventInvokeConfig', { FunctionName }],
    [
      'PutFunctionEventInvokeConfig',
      { FunctionName, DestinationConfig: { OnFailure: { Destination: `${ARN}:kept` } } },
    ],
    ['TagResource', { Resource: `${ARN}:kept`, Tags: { 'aws:x': 'y' } }],
  ] as const)
    await expect(lambda(operation, input)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
});
