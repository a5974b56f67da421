import { randomUUID } from 'node:crypto';
import type {
  DescribeSecretResponse,
  ListSecretsResponse,
  RotateSecretResponse,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { ACCOUNT, FUNCTION, rotationFixture } from './rotation.fixture.ts';

const DAILY = { ScheduleExpression: 'cron(0 1 * * ? *)', Duration: '3h' };
const LATER = { RotationRules: DAILY, RotateImmediately: false };

const INCOMPLETE = [
  'InvalidRequestException',
  "A previous rotation isn't complete. That rotation will be reattempted.",
];
const CANNOT_INVOKE = [
  'AccessDeniedException',
  'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
];

const allow = (Action: string, Resource: string, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});

const stagesOf = ({ VersionIdsToStages = {} }: DescribeSecretResponse) =>
  new Map(
    Object.entries(VersionIdsToStages).flatMap(([id, held]) => held.map((label) => [label, id])),
  );

test.for([
  [
    { RotationRules: { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' } },
    'InvalidParameterException',
    'You cannot specify both rotation frequency and schedule expression together.',
  ],
  [{ RotationRules: { ScheduleExpression: 'rate(3 hours)' } }, 'InvalidParameterException'],
  [{ RotationRules: { ScheduleExpression: 'cron(5 1 * * ? *)' } }, 'InvalidParameterException'],
  [
    { RotationRules: { ScheduleExpression: 'cron(0 22 * * ? *)', Duration: '3h' } },
    'InvalidParameterException',
  ],
  [{ RotationRules: { AutomaticallyAfterDays: 1, Duration: '25h' } }, 'InvalidParameterException'],
  [{ RotationRules: { Duration: '3h' } }, 'InvalidParameterException'],
  [{ RotationRules: { AutomaticallyAfterDays: 1001 } }, 'ValidationException'],
  [{ RotationRules: { AutomaticallyAfterDays: 0 } }, 'ValidationException'],
  [{ RotationRules: { AutomaticallyAfterDays: 1, Duration: '30m' } }, 'ValidationException'],
  [{ ClientRequestToken: 'short' }, 'InvalidParameterException'],
  [{ RotationLambdaARN: `${FUNCTION}-of-nobody` }, ...CANNOT_INVOKE],
  [{ RotationLambdaARN: 'rotates' }, ...CANNOT_INVOKE],
  [{ SecretId: 'nothing' }, 'ResourceNotFoundException'],
] as const)('%j is refused with %s, and nothing has changed', async ([input, code, message]) => {
  const { secrets, refusal, describe } = await rotationFixture();
  await secrets('CreateSecret', {
    Name: 'db',
    ClientRequestToken: randomUUID(),
    SecretString: 'x',
  });

  const request = { SecretId: 'db', RotationLambdaARN: FUNCTION, ...input };
  const refused = await refusal('RotateSecret', request);
  expect(refused).toEqual([code, message ?? refused?.[1]]);
  const described = await describe();
  expect(described).not.toHaveProperty('RotationEnabled');
  expect(stagesOf(described).has('AWSPENDING')).toBe(false);
});

test('a secret without a function does not rotate, nor one whose function does not let Secrets Manager in', async () => {
  const { secrets, refusal, stage } = await rotationFixture();
  await secrets('CreateSecret', { Name: 'db', ClientRequestToken: randomUUID() });

  expect(await refusal('RotateSecret', { SecretId: 'db' })).toEqual([
    'InvalidRequestException',
    'No Lambda rotation function ARN is associated with this secret.',
  ]);
  expect((await refusal('CancelRotateSecret', { SecretId: 'db' }))?.[0]).toBe(
    'InvalidRequestException',
  );
  stage.permits = false;
  expect(await refusal('RotateSecret', { SecretId: 'db', RotationLambdaARN: FUNCTION })).toEqual(
    CANNOT_INVOKE,
  );
});

test('who turns rotation on must be allowed to, by function, rules and time, and to invoke the function', async () => {
  const { secrets, refusal, userWith, describe } = await rotationFixture();
  await secrets('CreateSecret', { Name: 'db', ClientRequestToken: randomUUID() });
  const { ARN } = await describe();
  const user = (name: string, ...Statement: object[]) =>
    userWith(name, { Version: '2012-10-17', Statement });
  const invokes = allow('lambda:InvokeFunction', FUNCTION);
  const rotates = (Condition?: object) =>
    allow('secretsmanager:RotateSecret', ARN ?? '', Condition);
  const asked = { SecretId: 'db', RotationLambdaARN: FUNCTION, ...LATER };
  const codes = [];
  for (const as of [
    user('nothing', invokes),
    user('function', rotates()),
    user(
      'other-function',
      invokes,
      rotates({ StringEquals: { 'secretsmanager:RotationLambdaARN': `${FUNCTION}2` } }),
    ),
    user('rules', invokes, rotates({ Bool: { 'secretsmanager:ModifyRotationRules': 'false' } })),
    user('later', invokes, rotates({ Bool: { 'secretsmanager:RotateImmediately': 'true' } })),
    user(
      'all',
      invokes,
      rotates({
        StringEquals: { 'secretsmanager:RotationLambdaARN': FUNCTION },
        Bool: { 'secretsmanager:RotateImmediately': 'false' },
      }),
    ),
  ])
    codes.push((await refusal('RotateSecret', asked, { as }))?.[0]);

  expect(codes).toEqual([...Array.from({ length: 5 }, () => 'AccessDeniedException'), undefined]);
  const as = user('cancels', allow('secretsmanager:RotateSecret', '*'));
  expect((await refusal('CancelRotateSecret', { SecretId: 'db' }, { as }))?.[0]).toBe(
    'AccessDeniedException',
  );
});

test('a secret that waits for its window is tested at once: a copy is pending, and gone afterwards', async () => {
  const { rotating, runner, stage, describe, secrets, told, until } = await rotationFixture();
  const values: unknown[] = [];
  stage.before = async ({ SecretId, ClientRequestToken: VersionId }) => {
    values.push(await secrets('GetSecretValue', { SecretId, VersionId }));
  };
  const VersionId = await rotating(LATER);
  expect(stagesOf(await describe()).get('AWSPENDING')).toBe(VersionId);

  await runner.runDue();

  expect(stage.steps.map(({ Step }) => Step)).toEqual(['testSecret']);
  expect(values).toMatchObject([
    { VersionId, SecretString: 'first', VersionStages: ['AWSPENDING'] },
  ]);
  const described = await describe();
  expect(Object.values(described.VersionIdsToStages ?? {})).toEqual([['AWSCURRENT']]);
  expect(described).toMatchObject({ RotationEnabled: true });
  expect(described).not.toHaveProperty('LastRotatedDate');
  expect(await told()).toEqual(['TestRotationStarted', 'TestRotationSucceeded']);
  stage.before = () => {};
  await until('2026-03-03T12:00:00Z');
  expect(await told()).toEqual(['RotationStarted', 'RotationSucceeded']);
});

test('a test that fails is said, and rotation stays on', async () => {
  const { rotating, runner, stage, describe, told, events, until } = await rotationFixture();
  stage.before = () => {
    throw new Error('no network');
  };
  await rotating(LATER);
  await runner.runDue();

  const records = (await events()).map(({ record }) => record);
  expect(records.find(({ eventName }) => eventName === 'TestRotationFailed')).toMatchObject({
    eventType: 'AwsServiceEvent',
    userIdentity: { accountId: ACCOUNT, invokedBy: 'secretsmanager.amazonaws.com' },
    errorMessage: `Error when executing lambda ${FUNCTION} during testSecret step`,
    additionalEventData: { SecretId: (await describe()).ARN },
  });
  expect(Object.values((await describe()).VersionIdsToStages ?? {})).toEqual([['AWSCURRENT']]);
  stage.before = () => {};
  await until('2026-03-03T12:00:00Z');
  expect(await told()).toEqual(['RotationStarted', 'RotationSucceeded']);
});

test('while a rotation is not complete no other begins, and one asked for again is the same', async () => {
  const { rotating, refusal, secrets, runner, describe } = await rotationFixture();
  const ClientRequestToken = randomUUID();
  const again = { SecretId: 'db', ClientRequestToken, RotationRules: DAILY };
  expect(await rotating({ RotationRules: DAILY, ClientRequestToken })).toBe(ClientRequestToken);

  expect(await refusal('RotateSecret', { SecretId: 'db' })).toEqual(INCOMPLETE);
  expect(await secrets('RotateSecret', again)).toMatchObject({ VersionId: ClientRequestToken });
  await runner.runDue();
  const { LastRotatedDate } = await describe();
  expect(await secrets('RotateSecret', again)).toMatchObject({ VersionId: ClientRequestToken });
  await runner.runDue();

  expect((await describe()).LastRotatedDate).toEqual(LastRotatedDate);
  const first = stagesOf(await describe()).get('AWSPREVIOUS');
  expect((await refusal('RotateSecret', { ...again, ClientRequestToken: first }))?.[0]).toBe(
    'ResourceExistsException',
  );
});

test('who takes AWSPENDING away rids himself of a rotation that hangs', async () => {
  const { rotating, refusal, secrets, runner, stage, told } = await rotationFixture();
  stage.before = ({ Step }) => {
    if (Step === 'setSecret') throw new Error('away');
  };
  const VersionId = await rotating({ RotationRules: DAILY });
  await runner.runDue();
  expect(await refusal('RotateSecret', { SecretId: 'db' })).toEqual(INCOMPLETE);
  stage.before = () => {};
  await secrets('UpdateSecretVersionStage', {
    SecretId: 'db',
    VersionStage: 'AWSPENDING',
    RemoveFromVersionId: VersionId,
  });

  const next = await secrets<RotateSecretResponse>('RotateSecret', { SecretId: 'db' });
  await runner.runDue();

  expect(stage.password).toBe(`of ${next.VersionId}`);
  expect(await told()).toEqual([
    'RotationStarted',
    'RotationFailed',
    'RotationAbandoned',
    'RotationStarted',
    'RotationSucceeded',
  ]);
});

test('a rotation that is cancelled stops, its labels stay, and it can be turned on again', async () => {
  const { rotating, secrets, runner, stage, describe, until, refusal } = await rotationFixture();
  stage.before = async ({ Step }) => {
    if (Step === 'setSecret') await secrets('CancelRotateSecret', { SecretId: 'db' });
  };
  const VersionId = await rotating({ RotationRules: DAILY });
  await runner.runDue();

  expect(stage.steps.map(({ Step }) => Step)).toEqual(['createSecret', 'setSecret']);
  const described = await describe();
  expect(described).toMatchObject({
    RotationEnabled: false,
    RotationLambdaARN: FUNCTION,
    RotationRules: DAILY,
  });
  expect(described).not.toHaveProperty('NextRotationDate');
  expect(stagesOf(described).get('AWSPENDING')).toBe(VersionId);
  expect(await secrets('CancelRotateSecret', { SecretId: 'db' })).toMatchObject({ VersionId });
  await until('2026-03-10T00:00:00Z');
  expect(stage.steps).toHaveLength(2);
  expect(await refusal('RotateSecret', { SecretId: 'db' })).toEqual(INCOMPLETE);
  await secrets('UpdateSecretVersionStage', {
    SecretId: 'db',
    VersionStage: 'AWSPENDING',
    RemoveFromVersionId: VersionId,
  });
  stage.before = () => {};
  await secrets('RotateSecret', { SecretId: 'db' });
  await runner.runDue();

  expect(await describe()).toMatchObject({
    RotationEnabled: true,
    NextRotationDate: new Date('2026-03-10T03:59:59Z'),
  });
});

test('another schedule counts at once', async () => {
  const { rotating, secrets, stage, describe, until } = await rotationFixture();
  await rotating({ RotationRules: DAILY });
  await until('2026-03-03T12:00:00Z');
  await secrets('RotateSecret', {
    SecretId: 'db',
    RotationRules: { ScheduleExpression: 'cron(0 5 1 * ? *)' },
    RotateImmediately: false,
  });

  expect((await describe()).NextRotationDate).toEqual(new Date('2026-04-01T23:59:59Z'));
  await until('2026-04-02T00:00:00Z');
  expect(stage.steps.filter(({ Step }) => Step === 'createSecret').map(({ at }) => at)).toEqual([
    '2026-03-02T10:00:00.000Z',
    '2026-03-03T01:00:00.000Z',
    '2026-04-01T05:00:00.000Z',
  ]);
});

test('rotation without a schedule happens when it is asked for', async () => {
  const { rotating, secrets, stage, describe, until } = await rotationFixture();
  await rotating({});
  await until('2027-01-01T00:00:00Z');
  const { VersionId } = await secrets<RotateSecretResponse>('RotateSecret', { SecretId: 'db' });
  await until('2028-01-01T00:00:00Z');

  expect(stage.password).toBe(`of ${VersionId}`);
  expect(stage.steps).toHaveLength(8);
  expect(await describe()).not.toHaveProperty('NextRotationDate');
  const { SecretList } = await secrets<ListSecretsResponse>('ListSecrets', {});
  expect(SecretList).toMatchObject([{ RotationEnabled: true, RotationLambdaARN: FUNCTION }]);
});

test('a deleted secret does not rotate, and a restored one waits for its window', async () => {
  const { rotating, secrets, stage, describe, until, refusal } = await rotationFixture();
  await rotating({ RotationRules: DAILY });
  await until('2026-03-02T12:00:00Z');
  await secrets('DeleteSecret', { SecretId: 'db' });
  expect((await refusal('RotateSecret', { SecretId: 'db' }))?.[1]).toBe(
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
  await until('2026-03-09T12:00:00Z');
  expect(stage.steps).toHaveLength(4);
  await secrets('RestoreSecret', { SecretId: 'db' });

  expect((await describe()).NextRotationDate).toEqual(new Date('2026-03-10T03:59:59Z'));
  await until('2026-03-10T12:00:00Z');
  expect(stage.steps).toHaveLength(8);
  await secrets('DeleteSecret', { SecretId: 'db', ForceDeleteWithoutRecovery: true });
  await until('2026-03-20T12:00:00Z');
  expect(stage.steps).toHaveLength(8);
});

test('a replica is rotated with its primary, and not by itself', async () => {
  const { rotating, secrets, refusal, until, stage } = await rotationFixture();
  await rotating({ RotationRules: DAILY });
  await until('2026-03-02T12:00:00Z');
  await secrets('ReplicateSecretToRegions', {
    SecretId: 'db',
    AddReplicaRegions: [{ Region: 'eu-west-1' }],
  });
  const there = { region: 'eu-west-1' };

  expect((await refusal('RotateSecret', { SecretId: 'db' }, there))?.[0]).toBe(
    'InvalidParameterException',
  );
  await until('2026-03-03T12:00:00Z');
  expect(stage.steps).toHaveLength(8);
  expect(await secrets('GetSecretValue', { SecretId: 'db' }, there)).toMatchObject({
    SecretString: stage.password,
  });
});

test('suites of emulators rotate without a function', async () => {
  const { secrets, describe, until } = await rotationFixture({ acceptsLooseInput: true });
  const first = randomUUID();
  await secrets('CreateSecret', { Name: 'db', ClientRequestToken: first, SecretString: 'x' });
  const RotationRules = { AutomaticallyAfterDays: 42 };
  const { VersionId } = await secrets<RotateSecretResponse>('RotateSecret', {
    SecretId: 'db',
    RotationRules,
  });
  await until('2026-06-01T00:00:00Z');

  expect(await describe()).toMatchObject({
    RotationEnabled: true,
    RotationRules,
    VersionIdsToStages: { [VersionId ?? '']: ['AWSCURRENT'], [first]: ['AWSPREVIOUS'] },
  });
  expect(await secrets('GetSecretValue', { SecretId: 'db' })).toMatchObject({ SecretString: 'x' });
});
