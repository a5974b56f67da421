import { expect, test } from 'vitest';
import { securityHubFixture, STRANGER } from '../securityhub.fixture.ts';

const EAST = 'us-east-1';

test('standards are enabled, their controls are switched off, and they are disabled', async () => {
  const { call } = await securityHubFixture();
  const by = STRANGER;
  await call('EnableSecurityHub', {}, { by });
  const path = 'nist-800-53/v/5.0.0';
  const StandardsArn = `arn:aws:securityhub:${EAST}::standards/${path}`;
  const StandardsSubscriptionArn = `arn:aws:securityhub:${EAST}:${by}:subscription/${path}`;
  expect(await call('GetEnabledStandards', {}, { by })).toMatchObject({
    StandardsSubscriptions: [
      { StandardsStatus: 'READY' },
      { StandardsArn: 'arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0' },
    ],
  });

  const StandardsSubscriptionRequests = [{ StandardsArn }];
  const made = await call('BatchEnableStandards', { StandardsSubscriptionRequests }, { by });
  await call(
    'UpdateStandardsControl',
    {
      StandardsControlArn: `arn:aws:securityhub:${EAST}:${by}:control/${path}/SNS.1`,
      ControlStatus: 'DISABLED',
      DisabledReason: 'No topics',
    },
    { by },
  );

  expect(made).toMatchObject({ StandardsSubscriptions: [{ StandardsSubscriptionArn }] });
  const { Controls } = await call<{ Controls: { ControlId: string }[] }>(
    'DescribeStandardsControls',
    { StandardsSubscriptionArn },
    { by },
  );
  expect(Controls.find(({ ControlId }) => ControlId === 'SNS.1')).toMatchObject({
    ControlStatus: 'DISABLED',
    DisabledReason: 'No topics',
  });
  const SecurityControlIds = ['SNS.1', 'S3.1', 'X.1'];
  expect(await call('BatchGetSecurityControls', { SecurityControlIds }, { by })).toMatchObject({
    SecurityControls: [
      { SecurityControlId: 'SNS.1', SecurityControlStatus: 'DISABLED' },
      { SecurityControlId: 'S3.1', SecurityControlStatus: 'ENABLED' },
    ],
    UnprocessedIds: [{ SecurityControlId: 'X.1', ErrorCode: 'NOT_FOUND' }],
  });
  const StandardsSubscriptionArns = [StandardsSubscriptionArn];
  await call('BatchDisableStandards', { StandardsSubscriptionArns }, { by });
  await expect(
    call('DescribeStandardsControls', { StandardsSubscriptionArn }, { by }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  expect(await call('ListSecurityControlDefinitions', { StandardsArn }, { by })).toMatchObject({
    SecurityControlDefinitions: expect.arrayContaining([
      expect.objectContaining({ SecurityControlId: 'ECS.8', SeverityRating: 'HIGH' }),
    ]),
  });
});

test('a control is switched off in one standard and stays on in another', async () => {
  const { call } = await securityHubFixture();
  const by = { by: STRANGER };
  await call('EnableSecurityHub', {}, by);
  const cis = 'arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0';
  const nist = `arn:aws:securityhub:${EAST}::standards/nist-800-53/v/5.0.0`;
  const update = { SecurityControlId: 'IAM.1', AssociationStatus: 'DISABLED' };

  const answer = await call(
    'BatchUpdateStandardsControlAssociations',
    {
      StandardsControlAssociationUpdates: [
        { ...update, StandardsArn: cis, UpdatedReason: 'elsewhere' },
        { ...update, StandardsArn: cis },
        { ...update, StandardsArn: nist, UpdatedReason: 'not enabled' },
      ],
    },
    by,
  );

  expect(answer).toMatchObject({
    UnprocessedAssociationUpdates: [{ ErrorCode: 'INVALID_INPUT' }, { ErrorCode: 'NOT_FOUND' }],
  });
  const SecurityControlId = 'IAM.1';
  expect(await call('ListStandardsControlAssociations', { SecurityControlId }, by)).toMatchObject({
    StandardsControlAssociationSummaries: [
      { AssociationStatus: 'ENABLED' },
      { StandardsArn: cis, AssociationStatus: 'DISABLED', UpdatedReason: 'elsewhere' },
      { AssociationStatus: 'DISABLED' },
      { StandardsArn: nist, AssociationStatus: 'DISABLED' },
      { AssociationStatus: 'DISABLED' },
    ],
  });
  const StandardsControlAssociationIds = [
    { SecurityControlId, StandardsArn: cis },
    { SecurityControlId: 'SNS.1', StandardsArn: cis },
  ];
  expect(
    await call('BatchGetStandardsControlAssociations', { StandardsControlAssociationIds }, by),
  ).toMatchObject({
    StandardsControlAssociationDetails: [{ AssociationStatus: 'DISABLED' }],
    UnprocessedAssociations: [{ ErrorCode: 'NOT_FOUND' }],
  });
  expect(
    await call('BatchGetSecurityControls', { SecurityControlIds: [SecurityControlId] }, by),
  ).toMatchObject({ SecurityControls: [{ SecurityControlStatus: 'ENABLED' }] });
});
