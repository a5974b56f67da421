import { expect, onTestFinished, test } from 'vitest';
import { busRef } from '../arns.ts';
import {
  ACCOUNT,
  BUS,
  flowFixture,
  type FlowFixture,
  OTHER_ACCOUNT,
  queueArn,
  REGION,
  ROLE,
} from '../flow.fixture.ts';
import type { BusRef } from '../model.ts';
import { buses } from '../repositories/buses.ts';

const Q = queueArn('q');
const DLQ = queueArn('dlq');
const SECURITY = busRef({ account: OTHER_ACCOUNT, region: REGION });
const ABROAD = busRef({ account: ACCOUNT, region: 'eu-west-1' });

const fixtureOf = async (): Promise<FlowFixture> => {
  const fixture = await flowFixture();
  onTestFinished(() => fixture.store.close());
  return fixture;
};

const setPolicy = ({ write, clock }: FlowFixture, bus: BusRef, statement: object): Promise<void> =>
  write((tx) =>
    buses.save(
      tx,
      {
        ...bus,
        policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Action: 'events:PutEvents',
            Resource: bus.arn,
            ...statement,
          },
        }),
      },
      clock.now(),
    ),
  );

/** A rule that forwards to a bus, and one there that puts into a queue; the events that arrive there. */
const forwarded = async (
  fixture: FlowFixture,
  bus: BusRef,
  roleArn?: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const { rule, put, pass, bodies } = fixture;
  await rule('forward', { source: ['shop'] }, [
    {
      Arn: bus.arn,
      ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
      DeadLetterConfig: { Arn: DLQ },
    },
  ]);
  await rule('there', { source: ['shop'] }, [Q], { bus });
  await put({ detailText: '{"n": 1}', time: new Date('2026-03-01T00:00:00Z') });
  await pass(0);
  return bodies();
};

test('the event of another account keeps its id, account, Region and time', async () => {
  const fixture = await fixtureOf();

  const [event] = await forwarded(fixture, SECURITY, ROLE);

  expect(event).toMatchObject({
    id: expect.any(String),
    account: ACCOUNT,
    region: REGION,
    time: '2026-03-01T00:00:00Z',
    detail: { n: 1 },
  });
  expect(fixture.world.asked).toMatchObject([
    {
      principal: { roleArn: ROLE },
      action: 'events:PutEvents',
      resource: SECURITY.arn,
      resourceAccount: OTHER_ACCOUNT,
      keys: {
        'events:source': 'shop',
        'events:detail-type': 'Order',
        'events:eventBusInvocation': 'true',
      },
    },
  ]);
});

test('another Region gives the event a new id and leaves the rest', async () => {
  const fixture = await fixtureOf();
  await fixture.rule('here', { source: ['shop'] }, [Q]);

  const events = await forwarded(fixture, ABROAD, ROLE);

  expect(events).toHaveLength(2);
  expect(events.map(({ region }) => region)).toEqual([REGION, REGION]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(2);
});

test.for([
  ['its account is named', { Principal: { AWS: ACCOUNT } }, 1],
  ['everybody may', { Principal: '*' }, 1],
  [
    'the rule is named',
    {
      Principal: '*',
      Condition: {
        ArnEquals: { 'aws:SourceArn': `arn:aws:events:${REGION}:${ACCOUNT}:rule/forward` },
      },
    },
    1,
  ],
  [
    'another rule is named',
    {
      Principal: '*',
      Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:events:${REGION}:${ACCOUNT}:rule/x` } },
    },
    0,
  ],
  [
    'an organization is asked for, which only a role has',
    { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
    0,
  ],
  ['another account is named', { Principal: { AWS: '999988887777' } }, 0],
] as const)('without a role the policy of the bus decides: %s', async ([, statement, arrived]) => {
  const fixture = await fixtureOf();
  await setPolicy(fixture, SECURITY, statement);

  const events = await forwarded(fixture, SECURITY);

  expect(events.filter(({ id }) => id !== undefined)).toHaveLength(1);
  expect(fixture.world.queued.map(({ queueArn: arn }) => arn)).toEqual([arrived === 1 ? Q : DLQ]);
});

test.for([
  ['without a policy nobody of another account gets in', SECURITY, undefined, 'NO_PERMISSIONS'],
  [
    'a bus that is not there',
    busRef({ account: ACCOUNT, region: REGION }, 'none'),
    undefined,
    'NO_RESOURCE',
  ],
  ['a role that the policies do not let in', SECURITY, ROLE, 'NO_PERMISSIONS'],
] as const)('%s: the event is buried', async ([, bus, role, code]) => {
  const fixture = await fixtureOf();
  fixture.world.permits = false;

  await forwarded(fixture, bus, role);

  expect(fixture.world.queued).toMatchObject([
    { queueArn: DLQ, messageAttributes: { ERROR_CODE: { StringValue: code } } },
  ]);
});

test('an event that came from another bus goes to no third, so no circle is possible', async () => {
  const fixture = await fixtureOf();
  const { rule, world } = fixture;
  const back = {
    Arn: BUS.arn,
    RoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/x`,
    DeadLetterConfig: { Arn: DLQ },
  };
  await rule('back', { source: ['shop'] }, [back], { bus: SECURITY });

  await forwarded(fixture, SECURITY, ROLE);

  const codes = world.queued.map(
    ({ messageAttributes }) => messageAttributes?.['ERROR_CODE']?.StringValue,
  );
  expect(codes.toSorted((a = '', b = '') => (a < b ? -1 : 1))).toEqual([
    'THIRD_ACCOUNT_HOP_DETECTED',
    undefined,
  ]);
});

test('a target changes the detail of an event and nothing else, so that nobody speaks for another', async () => {
  const { rule, put, pass, bodies } = await fixtureOf();
  const InputTemplate = '{"account":"999988887777","source":"aws.s3","detail":{"forged":true}}';
  await rule('r', { source: ['shop'] }, [
    { Arn: SECURITY.arn, RoleArn: ROLE, InputTransformer: { InputTemplate } },
    { Arn: SECURITY.arn, RoleArn: ROLE, InputPath: '$.detail.part' },
  ]);
  await rule('there', { account: [ACCOUNT] }, [Q], { bus: SECURITY });

  await put({ detailText: '{"part":{"n":9007199254740993}}' });
  await pass(0);

  expect(bodies()).toMatchObject([
    { account: ACCOUNT, source: 'shop', detail: { forged: true } },
    { account: ACCOUNT, source: 'shop', detail: { n: 9007199254740992 } },
  ]);
});

test.for([
  ['text', 'shop', '$.source'],
  ['another detail for what AWS says', 'aws.s3', '$.detail'],
] as const)('%s is no event for a bus', async ([, source, InputPath]) => {
  const { rule, put, pass, world } = await fixtureOf();
  await rule('r', { source: [source] }, [
    { Arn: SECURITY.arn, RoleArn: ROLE, InputPath, DeadLetterConfig: { Arn: DLQ } },
  ]);

  await put({ source });
  await pass(0);

  expect(world.queued).toMatchObject([
    { messageAttributes: { ERROR_CODE: { StringValue: 'INVALID_PARAMETER' } } },
  ]);
});

test('a text that a template makes is no detail, whatever it begins with', async () => {
  const { rule, put, pass, world } = await fixtureOf();
  await rule('r', { source: ['shop'] }, [
    {
      Arn: SECURITY.arn,
      RoleArn: ROLE,
      InputTransformer: { InputPathsMap: { t: '$.detail.t' }, InputTemplate: '<t>' },
      DeadLetterConfig: { Arn: DLQ },
    },
  ]);
  await rule('all', { version: ['0'] }, [Q], { bus: SECURITY });
  const t = '{"a":1},"source":"aws.ec2","account":"999988887777","detail":{"forged":true}';

  await put({ detailText: JSON.stringify({ t }) });
  await pass(0);

  expect(world.queued).toMatchObject([
    { queueArn: DLQ, messageAttributes: { ERROR_CODE: { StringValue: 'INVALID_PARAMETER' } } },
  ]);
});
