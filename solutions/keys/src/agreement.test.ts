import { IAM } from '@aws-sdk/client-iam';
import type { GrantOperation } from '@aws-sdk/client-kms';
import { type Answer, gatherAccess, whoCan } from '@gatehouse/access';
import { systemClock } from '@gatehouse/core';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ACCOUNT,
  type Caller,
  FOREIGN,
  liveKeys,
  type LiveKeys,
  policyOf,
} from './live.fixture.ts';

let live: LiveKeys;
let ann: Caller;
let ben: Caller;
let app: Caller;
let stranger: Caller;
let callers: readonly Caller[];
let keyArn = '';

const TEAM = 'kms:EncryptionContext:team';
const CONTEXTS = [{}, { team: 'a' }, { team: 'b', tier: '1' }] as const;

beforeAll(async () => {
  live = await liveKeys();
  [ann, ben, app, stranger] = await Promise.all([
    live.user('ann'),
    live.user('ben'),
    live.role('App'),
    live.user('stranger', 'security'),
  ]);
  callers = [ann, ben, app, stranger];
  const { KeyMetadata } = await live.kms.createKey({});
  keyArn = KeyMetadata?.Arn ?? '';
  await live.iam.tagUser({ UserName: 'ann', Tags: [{ Key: 'team', Value: 'a' }] });
  await new IAM(live.cloud.client('security')).putUserPolicy({
    UserName: 'stranger',
    PolicyName: 'all',
    PolicyDocument: policyOf({ Effect: 'Allow', Action: 'kms:*', Resource: '*' }),
  });
  await live.iam.createPolicy({
    PolicyName: 'Boundary',
    PolicyDocument: policyOf({
      Effect: 'Allow',
      Action: 'kms:*',
      Resource: '*',
      Condition: { StringEquals: { [TEAM]: 'a' } },
    }),
  });
});
afterAll(() => live.stop());

const root = (account: string): string => `arn:aws:iam::${account}:root`;

const condition = fc.constantFrom(
  {},
  { StringEquals: { [TEAM]: 'a' } },
  { StringNotEquals: { [TEAM]: 'a' } },
  { Null: { [TEAM]: 'true' } },
  { StringEquals: { [TEAM]: '${aws:PrincipalTag/team}' } },
  { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['team'] } },
  { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['tier'] } },
  { StringEquals: { 'kms:CallerAccount': ACCOUNT } },
  { StringEquals: { 'aws:PrincipalAccount': FOREIGN } },
  { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
  { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } },
  { StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } },
  { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/a*` } },
);
const action = fc.constantFrom('kms:*', 'kms:Encrypt', 'kms:Decrypt', 'kms:*crypt');
const effect = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny');
const who = fc.constantFrom(0, 1, 2, 3).map((index) => () => callers[index]?.arn ?? '');
const principal = fc.oneof(
  who.map((arn) => () => ({ Principal: { AWS: arn() } })),
  fc.constant(() => ({ Principal: { AWS: root(ACCOUNT) } })),
  fc.constant(() => ({ Principal: { AWS: root(FOREIGN) } })),
  fc.constant(() => ({ Principal: '*' })),
);
const keyStatement = fc
  .record({ effect, principal, action, condition })
  .map(({ effect: Effect, principal: named, action: Action, condition: Condition }) => () => ({
    Effect,
    ...named(),
    Action,
    Resource: '*',
    Condition,
  }));
const identityStatement = fc
  .record({ effect, action, condition, resource: fc.constantFrom('*', 'key') })
  .map(({ effect: Effect, action: Action, condition: Condition, resource }) => () => ({
    Effect,
    Action,
    Resource: resource === 'key' ? keyArn : resource,
    Condition,
  }));
const grant = fc.record({
  who: fc.oneof(
    who,
    fc.constant(() => ACCOUNT),
    fc.constant(() => FOREIGN),
  ),
  operations: fc.constantFrom<GrantOperation[]>(
    ['Encrypt'],
    ['Decrypt'],
    ['Encrypt', 'DescribeKey'],
  ),
  constraints: fc.constantFrom(
    {},
    { EncryptionContextSubset: { team: 'a' } },
    { EncryptionContextEquals: { team: 'b', tier: '1' } },
    { EncryptionContextSubset: { tier: '1' } },
  ),
});
const world = fc.record({
  key: fc.array(keyStatement, { maxLength: 3 }),
  delegates: fc.boolean(),
  users: fc.tuple(
    fc.array(identityStatement, { maxLength: 2 }),
    fc.array(identityStatement, { maxLength: 2 }),
    fc.array(identityStatement, { maxLength: 2 }),
  ),
  bounded: fc.boolean(),
  grants: fc.array(grant, { maxLength: 2 }),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

const nothing = { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' };

const build = async (made: World): Promise<readonly string[]> => {
  const { iam, kms } = live;
  const [annStatements, benStatements, appStatements] = made.users.map((list) =>
    policyOf(nothing, ...list.map((statement) => statement())),
  );
  const admin = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/gatehouse-admin` },
    NotAction: ['kms:Encrypt', 'kms:Decrypt'],
    Resource: '*',
  };
  const delegation = {
    Effect: 'Allow',
    Principal: { AWS: root(ACCOUNT) },
    Action: 'kms:*',
    Resource: '*',
  };
  const statements = made.key
    .map((statement) => statement())
    // Who administers the key must be able to do so in every round.
    .map((one) =>
      one.Effect === 'Deny' ? { ...one, Action: ['kms:Encrypt', 'kms:Decrypt'] } : one,
    );
  await Promise.all([
    iam.putUserPolicy({ UserName: 'ann', PolicyName: 'p', PolicyDocument: annStatements }),
    iam.putUserPolicy({ UserName: 'ben', PolicyName: 'p', PolicyDocument: benStatements }),
    iam.putRolePolicy({ RoleName: 'App', PolicyName: 'p', PolicyDocument: appStatements }),
    made.bounded
      ? iam.putUserPermissionsBoundary({
          UserName: 'ben',
          PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/Boundary`,
        })
      : iam.deleteUserPermissionsBoundary({ UserName: 'ben' }).catch(() => undefined),
    kms.putKeyPolicy({
      KeyId: keyArn,
      PolicyName: 'default',
      BypassPolicyLockoutSafetyCheck: true,
      Policy: policyOf(admin, ...(made.delegates ? [delegation] : []), ...statements),
    }),
  ]);
  const grants = await Promise.all(
    made.grants.map(({ who: grantee, operations, constraints }) =>
      kms.createGrant({
        KeyId: keyArn,
        GranteePrincipal: grantee(),
        Operations: operations,
        Constraints: constraints,
      }),
    ),
  );
  return grants.map(({ GrantId = '' }) => GrantId);
};

const outcome = async ({ kms }: Caller, context: Record<string, string>): Promise<string> => {
  try {
    await kms.encrypt({
      KeyId: keyArn,
      Plaintext: Buffer.from('x'),
      EncryptionContext: context,
      DryRun: true,
    });
    return 'answered';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'DryRunOperationException') return 'allowed';
    if (error.name === 'AccessDeniedException') return 'denied';
    throw error;
  }
};

/** What depends on something may be either. The stranger's own account allows it everything. */
const agrees = (answer: Answer | undefined, really: string): boolean => {
  const said = answer?.result ?? 'denied';
  if (said === 'delegated') return answer?.depends.length !== 0 || really === 'allowed';
  return said === 'conditional' || said === really;
};

test('who can is who really can, whatever the policies, boundaries and grants', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const grants = await build(made);
      const wrong: unknown[] = [];
      const facts = await gatherAccess(live.apis, keyArn);
      for (const context of CONTEXTS) {
        const question = {
          operation: 'Encrypt',
          context: new Map(Object.entries(context)),
          via: 'direct',
          conditions: new Map(),
        };
        const { answers } = await whoCan(question, facts, systemClock.now());
        const outcomes = await Promise.all(callers.map((caller) => outcome(caller, context)));
        for (const [index, caller] of callers.entries()) {
          const answer =
            answers.find(({ name }) => name === caller.arn) ??
            answers.find(({ name }) => name === FOREIGN && caller === stranger) ??
            answers.find(({ kind }) => kind === 'everybody' && caller === stranger);
          const said = answer?.result ?? 'denied';
          seen.set(said, (seen.get(said) ?? 0) + 1);
          const really = outcomes[index] ?? '';
          if (!agrees(answer, really)) wrong.push({ caller: caller.arn, context, really, answer });
        }
      }
      await Promise.all(grants.map((GrantId) => live.kms.revokeGrant({ KeyId: keyArn, GrantId })));
      expect(wrong).toEqual([]);
    }),
    { numRuns: 15 },
  );
  // A property that never meets both proves nothing.
  expect(seen.get('allowed')).toBeGreaterThan(5);
  expect(seen.get('denied')).toBeGreaterThan(5);
});
