import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleFunction } from '../../../../tools/bundle-functions.ts';
import {
  findingsSettings,
  findingsTemplate,
  findingsTemplates,
  inFolder,
  resourcesAt,
} from './findings.fixture.ts';
import { type FindingsSettings, readFindingsSettings } from './settings.ts';

const SERVER = 'arn:aws:iam::999988887777:role/GatehouseServer';
const HOME = { account: '777788889999', region: 'eu-central-1' };
const MEMBER = { account: '111122223333', region: 'us-east-1' };
const example = findingsSettings();
const ADMINISTRATOR = 'GatehouseResolverAdministrator';

const typesOf = (stack: string, settings: FindingsSettings, place = HOME): readonly string[] =>
  resourcesAt(findingsTemplate(stack, settings), place)
    .map(({ Type }) => Type.replace('AWS::', ''))
    .toSorted((a, b) => (a < b ? -1 : 1));

const one = (
  stack: string,
  type: string,
  settings = example,
  place = HOME,
): Readonly<Record<string, unknown>> => {
  const found = resourcesAt(findingsTemplate(stack, settings), place).filter(
    ({ Type }) => Type === `AWS::${type}`,
  );
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`there is not one ${type}`);
  return first.Properties;
};

test('the bus takes events of the organization by the statement of the post, word for word', () => {
  expect(one(ADMINISTRATOR, 'Events::EventBusPolicy')).toEqual({
    StatementId: 'allow_all_accounts_from_organization_to_put_events',
    Statement: {
      Sid: 'allow_all_accounts_from_organization_to_put_events',
      Effect: 'Allow',
      Principal: '*',
      Action: 'events:PutEvents',
      Resource: 'arn:aws:events:eu-central-1:777788889999:event-bus/default',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
    },
  });
});

describe('the administrator’s stack', () => {
  test('has a function that is called again where it fails, and a queue for what never worked', () => {
    expect(one(ADMINISTRATOR, 'Lambda::Function')).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::777788889999:role/GatehouseResolver',
      DeadLetterConfig: {
        TargetArn: 'arn:aws:sqs:eu-central-1:777788889999:gatehouse-deletions-dead',
      },
    });
    expect(one(ADMINISTRATOR, 'Lambda::EventInvokeConfig')).toMatchObject({
      FunctionName: 'gatehouse-resolver',
      MaximumRetryAttempts: 2,
    });
    expect(one(ADMINISTRATOR, 'Logs::LogGroup')).toEqual({
      LogGroupName: '/aws/lambda/gatehouse-resolver',
      RetentionInDays: 90,
    });
    expect(one(ADMINISTRATOR, 'Events::Rule')['Targets']).toEqual([
      {
        Id: 'resolver',
        Arn: 'arn:aws:lambda:eu-central-1:777788889999:function:gatehouse-resolver',
        DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-central-1:777788889999:gatehouse-deletions-dead' },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    ]);
    expect(one(ADMINISTRATOR, 'Lambda::Permission')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: 'arn:aws:lambda:eu-central-1:777788889999:function:gatehouse-resolver',
      Principal: 'events.amazonaws.com',
      SourceArn: 'arn:aws:events:eu-central-1:777788889999:rule/gatehouse-deletions',
    });
  });

  test('has a queue and a role for a server instead, where that is set', () => {
    const settings = { ...example, resolver: { by: 'queue', serverRoleArn: SERVER } } as const;

    expect(typesOf(ADMINISTRATOR, settings)).toEqual([
      'Events::EventBusPolicy',
      'Events::Rule',
      'IAM::Role',
      'SQS::Queue',
      'SQS::Queue',
      'SQS::QueuePolicy',
      'SQS::QueuePolicy',
    ]);
    expect(one(ADMINISTRATOR, 'Events::Rule', settings)['Targets']).toMatchObject([
      { Arn: 'arn:aws:sqs:eu-central-1:777788889999:gatehouse-deletions' },
    ]);
  });

  test('has a role alone, and opens no bus, where event histories are read', () => {
    const settings = { ...example, resolver: { by: 'history', serverRoleArn: SERVER } } as const;

    expect(typesOf(ADMINISTRATOR, settings)).toEqual(['IAM::Role']);
    expect(typesOf('GatehouseResolverHistory', settings, MEMBER)).toEqual(['IAM::Role']);
    expect([...findingsTemplates(settings).keys()]).not.toContain('GatehouseResolverMember');
  });
});

describe('a member’s stack', () => {
  const STACK = 'GatehouseResolverMember';

  test('forwards what the administrator’s rule listens to, with a role of its Region', () => {
    expect(one(STACK, 'Events::Rule', example, MEMBER)).toMatchObject({
      EventPattern: one(ADMINISTRATOR, 'Events::Rule')['EventPattern'],
      Targets: [
        {
          Arn: 'arn:aws:events:eu-central-1:777788889999:event-bus/default',
          RoleArn: 'arn:aws:iam::111122223333:role/GatehouseDeletionForwarder-us-east-1',
        },
      ],
    });
  });

  test.for([
    [HOME, 0],
    [{ ...HOME, region: 'us-east-1' }, 2],
    [{ ...MEMBER, region: 'eu-central-1' }, 2],
  ] as const)('in %j it makes %i resources: a bus does not send to itself', ([place, expected]) => {
    expect(resourcesAt(findingsTemplate(STACK, example), place)).toHaveLength(expected);
  });

  test('names no account but the administrator’s and needs no asset, so that a stack set takes it', () => {
    const written = JSON.stringify(findingsTemplate(STACK, example).template);

    expect(new Set(written.match(/\d{12}/g))).toEqual(new Set(['777788889999']));
    expect(written).not.toMatch(/S3Bucket|ZipFile|Lambda/);
  });
});

describe('Falco’s stack', () => {
  const STACK = 'GatehouseFalco';

  test('subscribes a function to whole log groups, which alone may call it', () => {
    const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:gatehouse-falco';

    expect(one(STACK, 'Logs::SubscriptionFilter', example, MEMBER)).toEqual({
      FilterName: 'falco',
      LogGroupName: 'falco',
      FilterPattern: '',
      DestinationArn: functionArn,
    });
    expect(one(STACK, 'Lambda::Permission', example, MEMBER)).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'logs.amazonaws.com',
      SourceAccount: '111122223333',
      SourceArn: 'arn:aws:logs:us-east-1:111122223333:log-group:falco:*',
    });
    expect(one(STACK, 'Lambda::Function', example, MEMBER)).toMatchObject({
      Role: 'arn:aws:iam::111122223333:role/GatehouseFalco-us-east-1',
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:111122223333:gatehouse-falco-dead' },
    });
  });

  test('is a role for a server that takes alerts, or nothing, where that is set', () => {
    const server = { ...example, falco: { by: 'server', serverRoleArn: SERVER } } as const;

    expect(typesOf(STACK, server, MEMBER)).toEqual(['IAM::Role']);
    expect([...findingsTemplates({ ...example, falco: undefined }).keys()]).not.toContain(STACK);
  });
});

test('with the real code every template is small enough to be given without a bucket, and needs no bootstrap', async () => {
  const code = {
    resolver: await bundleFunction('resolver', 'inline'),
    falco: await bundleFunction('falco', 'inline'),
  };

  for (const { template } of findingsTemplates(findingsSettings(code)).values()) {
    // AWS CloudFormation, quotas: 51,200 bytes as text, 4 MB of inline code.
    expect(Buffer.byteLength(JSON.stringify(template, undefined, 1))).toBeLessThan(51_200);
    expect(JSON.stringify(template)).not.toMatch(/BootstrapVersion|cdk-hnb659fds|Custom::/);
  }
});

const read = (changes: object): FindingsSettings =>
  inFolder((folder) => {
    const file = join(folder, 'findings.json');
    const settings = {
      region: 'eu-central-1',
      administratorAccount: '777788889999',
      organizationId: 'o-exampleorgid',
      code: { bucket: 'functions-${AWS::Region}', resolverKey: 'a/r-1.zip', falcoKey: 'a/f-1.zip' },
      resolver: { by: 'function' },
      falco: { by: 'function', logGroups: ['falco', '/ecs/falco'] },
      ...changes,
    };
    writeFileSync(file, JSON.stringify(settings));
    return readFindingsSettings(file, folder);
  });

test('code in a bucket of each Region is named there', () => {
  const settings = read({});
  const code = (stack: string, place: typeof HOME) =>
    one(stack, 'Lambda::Function', settings, place)['Code'];

  expect(code(ADMINISTRATOR, HOME)).toEqual({
    S3Bucket: 'functions-eu-central-1',
    S3Key: 'a/r-1.zip',
  });
  expect(code('GatehouseFalco', MEMBER)).toEqual({
    S3Bucket: 'functions-us-east-1',
    S3Key: 'a/f-1.zip',
  });
});

test.for<readonly [string, object]>([
  ['administratorAccount: expected', { administratorAccount: '1' }],
  ['organizationId: expected', { organizationId: 'o-x' }],
  ['nonsense is no setting', { nonsense: true }],
  ['code: expected', { code: 'asset' }],
  ['run `npm run bundle-functions` first', { code: 'inline' }],
  ['code: resolverKey: expected', { code: { bucket: 'functions', falcoKey: 'f.zip' } }],
  ['code: bucket: expected', { code: { bucket: '${AWS::StackName}' } }],
  ['resolver: by: expected', { resolver: { by: 'magic' } }],
  ['resolver: serverRoleArn: expected', { resolver: { by: 'queue' } }],
  ['serverRoleArn is no setting', { resolver: { by: 'function', serverRoleArn: SERVER } }],
  ['falco: logGroups: expected a list', { falco: { by: 'function', logGroups: [] } }],
  [
    'none of the functions themselves',
    { falco: { by: 'function', logGroups: ['/aws/lambda/gatehouse-falco'] } },
  ],
  ['each name once', { falco: { by: 'function', logGroups: ['a', 'a'] } }],
  ['logRetentionDays: expected', { logRetentionDays: 5 }],
])('a setting that is wrong is named: %s', ([message, changes]) => {
  expect(() => read(changes)).toThrow(message);
});
