import { IAM } from '@aws-sdk/client-iam';
import { systemClock } from '@gatehouse/core';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ACCOUNT,
  type Caller,
  FOREIGN,
  liveSecrets,
  type LiveSecrets,
  policyOf,
} from '../live.fixture.ts';
import { placeOf } from '../reading/apis.ts';
import { gatherRead } from './gather.ts';
import { CURRENT_VALUE } from './question.ts';
import { type Reader, whoCanRead } from './who-can-read.ts';

let live: LiveSecrets;
let callers: readonly Caller[];
let stranger: Caller;
let keyArn = '';

beforeAll(async () => {
  live = await liveSecrets();
  stranger = await live.user('stranger', 'security');
  callers = [await live.user('ann'), await live.user('ben'), await live.role('App'), stranger];
  const { KeyMetadata } = await live.kms.createKey({});
  keyArn = KeyMetadata?.Arn ?? '';
  await live.iam.tagUser({ UserName: 'ann', Tags: [{ Key: 'team', Value: 'red' }] });
  const all = { Effect: 'Allow', Action: ['secretsmanager:*', 'kms:*'], Resource: '*' };
  await new IAM(live.cloud.client('security')).putUserPolicy({
    UserName: 'stranger',
    PolicyName: 'all',
    PolicyDocument: policyOf(all),
  });
  await live.secrets.createSecret({
    Name: 'shared',
    SecretString: 'x',
    KmsKeyId: keyArn,
    Tags: [{ Key: 'team', Value: 'red' }],
  });
});
afterAll(() => live.stop());

const root = (account: string): string => `arn:aws:iam::${account}:root`;

const condition = fc.constantFrom(
  {},
  {},
  { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
  { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
  { StringEquals: { 'secretsmanager:ResourceTag/team': 'blue' } },
  { Null: { 'secretsmanager:SecretPrimaryRegion': 'true' } },
  { StringEquals: { 'aws:PrincipalAccount': FOREIGN } },
);
const keyCondition = fc.constantFrom(
  {},
  {},
  { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
  { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
  { StringLike: { 'kms:EncryptionContext:SecretARN': '*:secret:shared-*' } },
  { StringEquals: { 'kms:CallerAccount': ACCOUNT } },
);
const effect = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny');
const principal = fc.oneof(
  fc.constantFrom(0, 1, 2, 3).map((index) => () => ({ AWS: callers[index]?.arn ?? '' })),
  fc.constant(() => ({ AWS: root(ACCOUNT) })),
  fc.constant(() => ({ AWS: root(FOREIGN) })),
);
const statement = (action: string, conditions: typeof condition | typeof keyCondition) =>
  fc
    .record({ effect, principal, condition: conditions })
    .map(({ effect: Effect, principal: named, condition: Condition }) => (): object => ({
      Effect,
      Principal: named(),
      Action: action,
      Resource: '*',
      Condition,
    }));
const identity = fc
  .record({
    effect,
    actions: fc.constantFrom(
      ['secretsmanager:GetSecretValue'],
      ['kms:Decrypt'],
      ['secretsmanager:GetSecretValue', 'kms:Decrypt'],
    ),
    condition,
  })
  .map(({ effect: Effect, actions: Action, condition: Condition }) => ({
    Effect,
    Action,
    Resource: '*',
    Condition,
  }));
const world = fc.record({
  secret: fc.array(statement('secretsmanager:GetSecretValue', condition), { maxLength: 3 }),
  key: fc.array(statement('kms:Decrypt', keyCondition), { maxLength: 3 }),
  delegates: fc.constantFrom(true, true, false),
  /** What both have besides: everything. */
  base: fc.boolean(),
  ann: fc.array(identity, { maxLength: 3 }),
  app: fc.array(identity, { maxLength: 2 }),
});

type World = typeof world extends fc.Arbitrary<infer Made> ? Made : never;

const allow = (Action: string) => (): object => ({
  Effect: 'Allow',
  Principal: { AWS: root(FOREIGN) },
  Action,
  Resource: '*',
  Condition: {},
});

/** With the other account, as it is meant to be done. */
const SHARED: World = {
  secret: [allow('secretsmanager:GetSecretValue')],
  key: [allow('kms:Decrypt')],
  delegates: true,
  base: true,
  ann: [],
  app: [],
};

const build = async (made: World): Promise<void> => {
  const { secrets, kms, iam } = live;
  const owner = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/gatehouse-admin` },
    Action: 'kms:*',
    Resource: '*',
  };
  const delegation = { ...owner, Principal: { AWS: root(ACCOUNT) } };
  await kms.putKeyPolicy({
    KeyId: keyArn,
    Policy: policyOf(
      owner,
      ...(made.delegates ? [delegation] : []),
      ...made.key.map((one) => one()),
    ),
  });
  await (made.secret.length === 0
    ? secrets.deleteResourcePolicy({ SecretId: 'shared' })
    : secrets.putResourcePolicy({
        SecretId: 'shared',
        ResourcePolicy: policyOf(...made.secret.map((one) => one())),
      }));
  const NOTHING = { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' };
  const PolicyName = 'p';
  const base = made.base
    ? { Effect: 'Allow', Action: ['secretsmanager:*', 'kms:*'], Resource: '*' }
    : NOTHING;
  await iam.putUserPolicy({
    UserName: 'ann',
    PolicyName,
    PolicyDocument: policyOf(base, ...made.ann),
  });
  await iam.putRolePolicy({
    RoleName: 'App',
    PolicyName,
    PolicyDocument: policyOf(base, ...made.app),
  });
};

const really = async ({ secrets }: Caller, SecretId: string): Promise<boolean> =>
  secrets.getSecretValue({ SecretId }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && error.name.startsWith('AccessDenied')) return false;
      throw error;
    },
  );

/** Certain answers are true; what depends on the other account or a condition may be either. */
const agrees = (answer: Reader | undefined, can: boolean): boolean => {
  if (answer === undefined || answer.result === 'denied') return !can;
  return answer.result === 'allowed' ? can : true;
};

test('who can read is who really can, whatever the policies of secret, key and principals', async () => {
  const place = placeOf(live.clients, ACCOUNT);
  const { ARN = '' } = await live.secrets.describeSecret({ SecretId: 'shared' });
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      await build(made);
      const facts = await gatherRead(place, 'us-east-1', ARN);
      const { readers } = await whoCanRead(CURRENT_VALUE, facts, systemClock.now());
      const outcomes = await Promise.all(callers.map((caller) => really(caller, ARN)));
      const wrong: unknown[] = [];
      for (const [index, caller] of callers.entries()) {
        const answer =
          readers.find(({ name }) => name === caller.arn) ??
          readers.find(({ name }) => name === FOREIGN && caller === stranger);
        const said = `${answer?.result ?? 'denied'} ${caller === stranger}`;
        seen.set(said, (seen.get(said) ?? 0) + 1);
        const can = outcomes[index] === true;
        if (!agrees(answer, can)) wrong.push({ caller: caller.arn, can, answer });
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: 10, examples: [[SHARED]] },
  );
  // A property that never meets both proves nothing.
  expect(seen.get('allowed false')).toBeGreaterThan(3);
  expect(seen.get('denied false')).toBeGreaterThan(5);
  expect(seen.get('delegated true') ?? 0).toBeGreaterThan(0);
});
