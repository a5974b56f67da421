import type { DescribeParametersResult } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { ACCOUNT, arn, ssmFixture, type SsmFixture } from './ssm.fixture.ts';

const policy = (Type: string, Attributes: object) => ({ Type, Version: '1.0', Attributes });
const expiration = (Timestamp: string) => policy('Expiration', { Timestamp });
const ADVANCED = { Tier: 'Advanced' };

const statuses = async ({ ssm }: SsmFixture): Promise<readonly (string | undefined)[]> => {
  const { Parameters = [] } = await ssm<DescribeParametersResult>('DescribeParameters', {});
  return (Parameters[0]?.Policies ?? []).map(({ PolicyStatus }) => PolicyStatus);
};

test('changes of parameters are events', async () => {
  const { put, ssm, sent } = await ssmFixture();
  await put('/app/x', 'a', { Description: 'why' });
  await put('/app/x', 'b', { Overwrite: true });
  await ssm('LabelParameterVersion', { Name: '/app/x', Labels: ['l'] });
  await ssm('DeleteParameter', { Name: '/app/x' });

  const events = await sent();

  expect(events.map(({ detail }) => detail)).toEqual(
    ['Create', 'Update', 'LabelParameterVersion', 'Delete'].map((operation) => ({
      operation,
      name: '/app/x',
      type: 'String',
      description: 'why',
    })),
  );
  expect(events[0]).toMatchObject({
    source: 'aws.ssm',
    detailType: 'Parameter Store Change',
    account: ACCOUNT,
    region: 'us-east-1',
    resources: [arn('app/x')],
  });
});

test('policies tell before a parameter expires and when nobody changes it, and delete it', async () => {
  const fixture = await ssmFixture();
  const { put, sent, pass, refusal } = fixture;
  const policies = [
    expiration('2026-03-04T10:00:00.000Z'),
    policy('ExpirationNotification', { Before: '1', Unit: 'Days' }),
    policy('NoChangeNotification', { After: '4', Unit: 'Hours' }),
  ];
  await put('/app/key', 'a', { ...ADVANCED, Policies: JSON.stringify(policies) });
  await sent();

  await pass(3);
  const early = await sent();
  await put('/app/key', 'b', { Overwrite: true });
  await pass(3);
  const afterChange = (await sent()).filter(({ detailType }) => detailType.endsWith('Action'));
  await pass(1);
  const unchanged = await sent();
  const halfway = await statuses(fixture);
  await pass(17);
  const expiring = await sent();
  await pass(24);
  const expired = await sent();

  expect([early, afterChange]).toEqual([[], []]);
  expect(unchanged.map(({ detailType, detail }) => ({ detailType, ...detail }))).toEqual([
    {
      detailType: 'Parameter Store Policy Action',
      'policy-type': 'NoChangeNotification',
      'parameter-name': '/app/key',
      'parameter-type': 'String',
      'policy-content': JSON.stringify(policies[2]),
      'action-status': 'Success',
      'action-reason':
        'The parameter has not been changed for 4 hours. This notification was generated based on the policy created at 2026-03-02T10:00:00.000Z',
    },
  ]);
  expect(halfway).toEqual(['Pending', 'Pending', 'Finished']);
  expect(expiring.map(({ detail }) => detail['policy-type'])).toEqual(['ExpirationNotification']);
  expect(expired.map(({ detail }) => detail['policy-type'] ?? detail['operation'])).toEqual([
    'Expiration',
    'Delete',
  ]);
  expect((await refusal('GetParameter', { Name: '/app/key' }))?.[0]).toBe('ParameterNotFound');
});

test('an update without policies keeps them, another list replaces them, an empty one ends them', async () => {
  const fixture = await ssmFixture();
  const { put, pass, get, refusal } = fixture;
  const soon = JSON.stringify([expiration('2026-03-02T12:00:00Z')]);
  await put('/a', 'x', { Tier: 'Intelligent-Tiering', Policies: soon });
  await put('/a', 'x', {
    Overwrite: true,
    Policies: JSON.stringify([expiration('2026-03-02T14:00:00+01:00')]),
  });
  await put('/a', 'x', { Overwrite: true });
  const kept = await statuses(fixture);

  await put('/a', 'x', { Overwrite: true, Policies: '[{}]' });
  await pass(10);

  expect(kept).toEqual(['Pending']);
  expect(await statuses(fixture)).toEqual([]);
  expect((await get('/a')).Value).toBe('x');
  for (const [given, code] of [
    ['x', 'InvalidPolicyTypeException'],
    ['{}', 'InvalidPolicyTypeException'],
    ['[1]', 'InvalidPolicyTypeException'],
    [JSON.stringify([policy('Other', {})]), 'InvalidPolicyTypeException'],
    [JSON.stringify([expiration('tomorrow')]), 'InvalidPolicyAttributeException'],
    [JSON.stringify([expiration('2020-01-01T00:00:00Z')]), 'InvalidPolicyAttributeException'],
    [
      JSON.stringify([policy('NoChangeNotification', { After: 2, Unit: 'Days' })]),
      'InvalidPolicyAttributeException',
    ],
    [
      JSON.stringify([policy('NoChangeNotification', { After: '2', Unit: 'Weeks' })]),
      'InvalidPolicyAttributeException',
    ],
    [
      JSON.stringify([policy('ExpirationNotification', { Before: '2', Unit: 'Days' })]),
      'IncompatiblePolicyException',
    ],
    [
      JSON.stringify([expiration('2027-01-01T00:00:00Z'), expiration('2027-01-01T00:00:00Z')]),
      'IncompatiblePolicyException',
    ],
    [
      JSON.stringify(
        Array.from({ length: 11 }, () =>
          policy('NoChangeNotification', { After: '2', Unit: 'Days' }),
        ),
      ),
      'PoliciesLimitExceededException',
    ],
  ] as const) {
    const asked = { Name: '/b', Value: 'x', Type: 'String', ...ADVANCED, Policies: given };
    expect([given, (await refusal('PutParameter', asked))?.[0]]).toEqual([given, code]);
  }
  expect(
    await refusal('PutParameter', {
      Name: '/b',
      Value: 'x',
      Type: 'String',
      Policies: soon.replace('T12', 'T23'),
    }),
  ).toMatchObject([
    'ValidationException',
    expect.stringContaining("don't support parameter policies"),
  ]);
});
