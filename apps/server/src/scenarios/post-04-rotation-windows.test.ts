import { randomUUID } from 'node:crypto';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { type RotateSecretRequest, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleFunction } from '../../../../tools/bundle-functions.ts';
import { TRUST } from './lambda-code.fixture.ts';
import { eventually } from './organization.fixture.ts';
import { hasPostgres, type PasswordDatabase, startDatabase } from './post-04-database.fixture.ts';
import { TOKEN_FUNCTION } from './post-04-token-function.fixture.ts';
import { zipOf } from './zip.fixture.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/rotates`;
const functionArn = (name: string): string =>
  `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;
const DAY = 24 * 3600 * 1000;

let cloud: StartedCloud;
let secrets: SecretsManager;
let functions: Lambda;
let now: Date;

const advance = async (seconds: number): Promise<void> => {
  const moved = await fetch(`${cloud.aws}/_gatehouse/clock`, {
    method: 'POST',
    body: JSON.stringify({ advance: `PT${Math.round(seconds)}S` }),
  });
  const { now: text } = (await moved.json()) as { readonly now: string };
  now = new Date(text);
};

const to = (time: Date): Promise<void> => advance((time.getTime() - now.getTime()) / 1000);

const at = (date: Date, hour: number, minute = 0): Date =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), hour, minute));

/** The n-th Saturday of a month; the last Sunday of one. */
const saturday = (year: number, month: number, nth: number): Date => {
  const first = new Date(Date.UTC(year, month, 1));
  return new Date(first.getTime() + (6 - first.getUTCDay() + 7 * (nth - 1)) * DAY);
};
const lastSunday = (year: number, month: number): Date => {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return new Date(last.getTime() - last.getUTCDay() * DAY);
};

const describeSecret = (SecretId: string) => secrets.describeSecret({ SecretId });

const fieldsOf = async (SecretId: string): Promise<Readonly<Record<string, string>>> =>
  JSON.parse((await secrets.getSecretValue({ SecretId })).SecretString ?? '') as Record<
    string,
    string
  >;

/** Waits until a rotation that is due has ended. */
const rotatedAfter = (SecretId: string, time: Date | undefined) =>
  eventually(
    () => describeSecret(SecretId),
    ({ LastRotatedDate: last }) =>
      last !== undefined && last.getTime() > (time ?? new Date(0)).getTime(),
  );

const makeFunction = async (
  FunctionName: string,
  code: string,
  Variables: Readonly<Record<string, string>> = {},
): Promise<void> => {
  await functions.createFunction({
    FunctionName,
    Runtime: 'nodejs22.x',
    Role: ROLE,
    Handler: 'index.handler',
    Timeout: 30,
    MemorySize: 256,
    Code: { ZipFile: await zipOf({ 'index.mjs': code }) },
    Environment: { Variables: { ...Variables } },
  });
};

const letIn = (FunctionName: string) =>
  functions.addPermission({
    FunctionName,
    StatementId: 'secretsmanager',
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: ACCOUNT,
  });

const rotate = (SecretId: string, more: Partial<RotateSecretRequest>) =>
  secrets.rotateSecret({ SecretId, RotationLambdaARN: functionArn('postgres'), ...more });

const aws = async (...args: readonly string[]): Promise<unknown> => {
  const { exitCode, output, stderr } = await awsCli.run(cloud.client('workloads'), [
    'secretsmanager',
    ...args,
  ]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return output;
};

/** Records of Secrets Manager's own events about a secret. */
const told = async (secret: string, eventName: string): Promise<readonly string[]> => {
  const trail = new CloudTrailClient(cloud.client('workloads'));
  const { Events = [] } = await trail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
    }),
  );
  trail.destroy();
  return Events.map(({ CloudTrailEvent = '' }) => CloudTrailEvent).filter((record) =>
    record.includes(`:secret:${secret}-`),
  );
};

beforeAll(async () => {
  cloud = await startCloud({ clock: 'manual' });
  secrets = new SecretsManager(cloud.client('workloads'));
  functions = new Lambda(cloud.client('workloads'));
  await advance(0);
  // The second week of a year: the clock of the machine is not what the dates below depend on.
  await to(at(new Date(Date.UTC(now.getUTCFullYear() + 1, 0, 8)), 10, 5));
  const iam = new IAM(cloud.client('workloads'));
  await iam.createRole({ RoleName: 'rotates', AssumeRolePolicyDocument: TRUST });
  await iam.putRolePolicy({
    RoleName: 'rotates',
    PolicyName: 'own',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: [
            'secretsmanager:DescribeSecret',
            'secretsmanager:GetSecretValue',
            'secretsmanager:PutSecretValue',
            'secretsmanager:UpdateSecretVersionStage',
          ],
          Resource: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:*`,
          Condition: {
            StringLike: { 'secretsmanager:resource/AllowRotationLambdaArn': functionArn('*') },
          },
        },
        { Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*' },
        { Effect: 'Allow', Action: 'logs:*', Resource: '*' },
      ],
    }),
  });
  iam.destroy();
  await makeFunction('token', TOKEN_FUNCTION);
  await makeFunction('postgres', await bundleFunction('rotation-postgres-single-user'));
});

afterAll(async () => {
  secrets.destroy();
  functions.destroy();
  await cloud.stop();
});

test.skipIf(awsCli.missing() !== undefined)(
  'use case 1: credentials of GitHub rotate at once and then every four hours',
  async () => {
    const value = JSON.stringify({ user: 'octocat', token: 'ghp_first' });
    await aws('create-secret', '--name', 'github', '--secret-string', value);
    const rotation = [
      'rotate-secret',
      '--secret-id',
      'github',
      '--rotation-lambda-arn',
      functionArn('token'),
      '--rotation-rules',
      '{"ScheduleExpression":"rate(4 hours)"}',
    ];
    const refused = await awsCli.run(cloud.client('workloads'), ['secretsmanager', ...rotation]);
    expect(refused.stderr).toContain('(AccessDeniedException)');
    expect(refused.stderr).toContain(
      'Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
    );
    await letIn('token');
    await aws(...rotation);
    const first = await rotatedAfter('github', undefined);

    expect(first).toMatchObject({
      RotationEnabled: true,
      RotationRules: { ScheduleExpression: 'rate(4 hours)' },
      NextRotationDate: new Date(at(now, 13).getTime() - 1000),
    });
    const tokens = new Set([(await fieldsOf('github'))['token']]);
    let last = first.LastRotatedDate;
    for (const hour of [12, 16, 20]) {
      await to(at(now, hour, 31));
      const described = await rotatedAfter('github', last);
      last = described.LastRotatedDate;
      expect(last?.toISOString().slice(0, 13)).toBe(at(now, hour).toISOString().slice(0, 13));
      tokens.add((await fieldsOf('github'))['token']);
    }
    expect(tokens.size).toBe(4);
    expect((await fieldsOf('github'))['user']).toBe('octocat');
    const shown = await aws('describe-secret', '--secret-id', 'github');
    expect(shown).toMatchObject({
      NextRotationDate: expect.stringContaining(':59:59'),
      RotationLambdaARN: functionArn('token'),
    });
    await aws('cancel-rotate-secret', '--secret-id', 'github');
    expect(await describeSecret('github')).toMatchObject({ RotationEnabled: false });
  },
);

describe.skipIf(!hasPostgres)('passwords of PostgreSQL', () => {
  let database: PasswordDatabase;

  const logsIn = ({ username = '', password = '' }: Readonly<Record<string, string>>) =>
    database.logsIn(username, password);

  /** An application: it tries what it knows, and then what is current. */
  const works = async (SecretId: string, known: Readonly<Record<string, string>>) => {
    if (await logsIn(known)) return 'at once';
    return (await logsIn(await fieldsOf(SecretId))) ? 'after a look' : 'never';
  };

  const store = async (Name: string): Promise<Readonly<Record<string, string>>> => {
    const password = randomUUID();
    await database.admin(`CREATE ROLE "${Name}" LOGIN PASSWORD '${password}'`);
    const fields = { engine: 'postgres', host: '127.0.0.1', username: Name, password };
    const SecretString = JSON.stringify({ ...fields, port: database.port, dbname: 'postgres' });
    await secrets.createSecret({ Name, SecretString });
    return fields;
  };

  beforeAll(async () => {
    database = await startDatabase();
    await letIn('postgres');
  });
  afterAll(() => database.stop());

  test('use case 2: on the last Sunday of the quarter between 1 and 4, and at no other time', async () => {
    const known = await store('quarterly');
    const year = now.getUTCFullYear();
    const [first, second] = [lastSunday(year, 2), lastSunday(year, 5)];
    await rotate('quarterly', {
      RotationRules: { ScheduleExpression: 'cron(0 1 ? 3/3 1L *)', Duration: '3h' },
      RotateImmediately: false,
    });
    await eventually(
      () => told('quarterly', 'TestRotationSucceeded'),
      (events) => events.length > 0,
    );
    expect((await describeSecret('quarterly')).NextRotationDate).toEqual(
      new Date(at(first, 4).getTime() - 1000),
    );

    await to(at(first, 0, 59));
    expect(await works('quarterly', known)).toBe('at once');
    await to(at(first, 2, 31));
    const described = await rotatedAfter('quarterly', undefined);

    expect(described.LastRotatedDate?.getTime()).toBeGreaterThanOrEqual(at(first, 1).getTime());
    expect(described.LastRotatedDate?.getTime()).toBeLessThan(at(first, 4).getTime());
    expect(described.NextRotationDate).toEqual(new Date(at(second, 4).getTime() - 1000));
    expect(await works('quarterly', known)).toBe('after a look');
    const next = await fieldsOf('quarterly');
    await to(at(second, 0, 59));
    expect(await works('quarterly', next)).toBe('at once');
    await to(at(second, 2, 31));
    await rotatedAfter('quarterly', described.LastRotatedDate);
    expect(await works('quarterly', next)).toBe('after a look');
  });

  test('use case 3: an existing secret, every second Saturday from midnight for five hours', async () => {
    const known = await store('fortnightly');
    const rules = { ScheduleExpression: 'cron(0 00 ? * 7#2,7#4 *)', Duration: '5h' };
    await rotate('fortnightly', { RotationRules: rules });
    const first = await rotatedAfter('fortnightly', undefined);
    expect(await works('fortnightly', known)).toBe('after a look');
    expect(first.RotationRules).toMatchObject(rules);

    // The clock stands at the end of June.
    const days = [2, 4].map((nth) => saturday(now.getUTCFullYear(), 6, nth));
    let last = first.LastRotatedDate;
    for (const day of days) {
      const described = await describeSecret('fortnightly');
      expect(described.NextRotationDate).toEqual(new Date(at(day, 5).getTime() - 1000));
      const before = await fieldsOf('fortnightly');
      await to(at(day, 2, 31));
      last = (await rotatedAfter('fortnightly', last)).LastRotatedDate;
      expect(last?.toISOString().slice(0, 10)).toBe(day.toISOString().slice(0, 10));
      expect(await works('fortnightly', before)).toBe('after a look');
    }
    expect(await told('fortnightly', 'RotationSucceeded')).toHaveLength(3);
    expect(await told('fortnightly', 'RotationFailed')).toEqual([]);
  });

  test('a rotation that fails is said, and the application goes on working', async () => {
    await store('failing');
    await rotate('failing', { RotationRules: { ScheduleExpression: 'cron(0 3 * * ? *)' } });
    const { LastRotatedDate: last } = await rotatedAfter('failing', undefined);
    await functions.removePermission({ FunctionName: 'postgres', StatementId: 'secretsmanager' });
    await to(at(now, 14));

    const records = await eventually(
      () => told('failing', 'RotationFailed'),
      (events) => events.length > 0,
    );
    expect(JSON.parse(records[0] ?? '')).toMatchObject({
      eventType: 'AwsServiceEvent',
      errorMessage: `Error when executing lambda ${functionArn('postgres')} during createSecret step`,
    });
    expect((await describeSecret('failing')).LastRotatedDate).toEqual(last);
    expect(await works('failing', await fieldsOf('failing'))).toBe('at once');
    await expect(rotate('failing', {})).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: "A previous rotation isn't complete. That rotation will be reattempted.",
    });
  });
});
