import { RDS } from '@aws-sdk/client-rds';
import { keyArns } from '@gatehouse/access';
import { systemClock } from '@gatehouse/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPlan, type StepOutcome } from './audit/apply.ts';
import { auditGrants } from './audit/audit.ts';
import { gatherAudit, gatherGrants, gatherUsage } from './gather.ts';
import { ACCOUNT, type Caller, liveKeys, type LiveKeys, policyOf } from './live.fixture.ts';
import { resourceApisOf } from './reading/resource-apis.ts';
import { type GrantNode, grantTree } from './tree/grant-tree.ts';
import { usageOf } from './usage/usage.ts';

let live: LiveKeys;
let app: Caller;

beforeAll(async () => {
  live = await liveKeys();
  app = await live.role('App');
});
afterAll(() => live.stop());

const settings = () => ({ now: systemClock.now(), days: 90, mostEvents: 1000 });
const newKey = async (): Promise<string> => {
  const { KeyMetadata } = await live.kms.createKey({});
  return KeyMetadata?.Arn ?? '';
};
const audited = async (keyArn: string) => {
  const resources = resourceApisOf({
    region: 'us-east-1',
    endpoint: live.cloud.aws,
    credentials: () => Promise.resolve(live.cloud.client('workloads').credentials),
  });
  const facts = await gatherAudit(live.apis, resources, keyArn, settings());
  return auditGrants(facts, { now: systemClock.now(), unusedDays: 0 });
};
const outcomesOf = async (steps: AsyncIterable<StepOutcome>): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { outcome } of steps) found.push(outcome);
  return found;
};
const denied = () => Promise.reject(new Error('no'));
const everything = { only: () => true, settle: () => Promise.resolve() };

test('grants are audited, the plan is tried and done, and what is in use goes on', async () => {
  const { kms, iam } = live;
  const keyArn = await newKey();
  const wide = {
    KeyId: keyArn,
    GranteePrincipal: app.arn,
    RetiringPrincipal: app.arn,
    Operations: ['Encrypt' as const, 'Decrypt' as const],
  };
  await kms.createGrant(wide);
  await kms.createGrant(wide);
  const gone = await live.role('Gone');
  await kms.createGrant({ ...wide, GranteePrincipal: gone.arn, Operations: ['Decrypt'] });
  await iam.deleteRole({ RoleName: 'Gone' });
  const context = { tenant: '1' };
  const encrypt = () =>
    app.kms.encrypt({ KeyId: keyArn, Plaintext: Buffer.from('x'), EncryptionContext: context });
  await encrypt();

  const { findings, plan } = await audited(keyArn);

  const rules = findings.map(({ rule }) => rule);
  expect(new Set(rules)).toEqual(
    new Set(['grantee-gone', 'duplicate', 'no-constraint', 'unused-operations']),
  );
  expect(plan.map(({ action, risk }) => `${action} ${risk}`)).toEqual([
    'create-grant review',
    'revoke-grant safe',
    'revoke-grant safe',
    'revoke-grant review',
  ]);
  const dry = await outcomesOf(applyPlan(kms, plan, { dryRun: true, ...everything }));
  expect(dry).toEqual(plan.map(() => 'would-succeed'));
  const done = await outcomesOf(applyPlan(kms, plan, { dryRun: false, ...everything }));
  expect(done).toEqual(plan.map(() => 'done'));
  await encrypt();
  const { Grants = [] } = await kms.listGrants({ KeyId: keyArn });
  expect(Grants).toMatchObject([
    { Operations: ['Encrypt'], Constraints: { EncryptionContextSubset: context } },
  ]);
  expect(await audited(keyArn)).toMatchObject({ findings: [], plan: [] });
  const { history } = await gatherUsage(live.apis, keyArn, settings());
  const rows = usageOf(history).rows.filter(({ operation }) => operation === 'Encrypt');
  expect(rows).toMatchObject([{ principal: app.arn, succeeded: 2, failed: 0 }]);
  expect(rows[0]?.contexts).toEqual([new Map([['tenant', '1']])]);
});

/** What a database's grants look like: RDS, its host, the attachment. */
const chain = (certain: boolean): unknown => [
  ['service', undefined, [], ['machine', certain, [], ['machine', certain, ['aws:ebs:id']]]],
];

test('the grants of an encrypted database are a chain, each link narrower, and CloudTrail tells who made them', async () => {
  const rds = new RDS(live.cloud.client('workloads'));
  const key = await newKey();
  await rds.createDBInstance({
    DBInstanceIdentifier: 'db',
    DBInstanceClass: 'db.t3.micro',
    Engine: 'postgres',
    MasterUsername: 'master',
    MasterUserPassword: 'a-password-1',
    AllocatedStorage: 20,
    StorageEncrypted: true,
    KmsKeyId: key,
  });
  const read = () => gatherGrants(live.apis, key, settings());
  await expect.poll(async () => (await read()).grants.length, { timeout: 20_000 }).toBe(3);

  const { grants, history } = await read();
  const outline = ({ grant, parent, narrowed, children }: GrantNode): unknown => [
    grant.granteeParty.kind,
    parent?.certain,
    [...(narrowed?.pairsAdded.keys() ?? [])],
    ...children.map(outline),
  ];
  expect(grantTree(grants, history).roots.map(outline)).toEqual(chain(true));
  // Without the events, the same follows from what fits.
  expect(grantTree(grants, undefined).roots.map(outline)).toEqual(chain(false));
});

test('what the credentials may not read is said, and the rest answered', async () => {
  const keyArn = await newKey();
  const reader = await live.user('reader');
  await live.kms.createGrant({
    KeyId: keyArn,
    GranteePrincipal: app.arn,
    Operations: ['Decrypt'],
  });
  await live.iam.putUserPolicy({
    UserName: 'reader',
    PolicyName: 'p',
    PolicyDocument: policyOf({
      Effect: 'Allow',
      Action: ['kms:DescribeKey', 'kms:ListGrants', 'kms:ListKeys'],
      Resource: '*',
    }),
  });
  const apis = {
    ...live.apis,
    describeKey: (input: Parameters<typeof live.apis.describeKey>[0]) =>
      reader.kms.describeKey(input),
    listGrants: (input: Parameters<typeof live.apis.listGrants>[0]) => reader.kms.listGrants(input),
    listKeys: (input: Parameters<typeof live.apis.listKeys>[0]) => reader.kms.listKeys(input),
    getKeyPolicy: (input: Parameters<typeof live.apis.getKeyPolicy>[0]) =>
      reader.kms.getKeyPolicy(input),
    lookupEvents: denied,
    getAccountAuthorizationDetails: denied,
  };

  const resources = { instances: denied, volumes: denied, databases: denied };
  const facts = await gatherAudit(apis, resources, keyArn, settings());

  expect(await keyArns(apis)).toContain(keyArn);
  expect(facts.grants).toHaveLength(1);
  expect(facts.unread.map(({ what }) => what)).toEqual([
    `key policy of ${keyArn}`,
    'event history of CloudTrail',
    `users, roles and policies of account ${ACCOUNT}`,
  ]);
  expect(facts.unread[0]?.because).toContain('AccessDeniedException: User: ');
});
