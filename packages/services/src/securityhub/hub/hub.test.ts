import { describe, expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  MANAGEMENT,
  MEMBER,
  OTHER,
  securityHubFixture,
  STRANGER,
} from '../securityhub.fixture.ts';

const EAST = 'us-east-1';
const WEST = 'us-west-2';
const CENTRAL = 'eu-central-1';
const HUB = `arn:aws:securityhub:${EAST}:${STRANGER}:hub/default`;

const stranger = { by: STRANGER };

describe('a hub', () => {
  test('is enabled in one Region, described, changed and disabled', async () => {
    const { call } = await securityHubFixture();
    await expect(call('DescribeHub', {}, stranger)).rejects.toMatchObject({
      name: 'InvalidAccessException',
      message: `Account ${STRANGER} is not subscribed to AWS Security Hub`,
    });

    await call('EnableSecurityHub', {}, stranger);

    expect(await call('DescribeHub', { HubArn: HUB }, stranger)).toEqual({
      HubArn: HUB,
      SubscribedAt: '2026-03-02T10:00:00.000Z',
      AutoEnableControls: true,
      ControlFindingGenerator: 'SECURITY_CONTROL',
    });
    await expect(call('EnableSecurityHub', {}, stranger)).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: 'Account is already subscribed to Security Hub',
    });
    await expect(call('DescribeHub', {}, { ...stranger, region: WEST })).rejects.toMatchObject({
      name: 'InvalidAccessException',
    });
    await call(
      'UpdateSecurityHubConfiguration',
      { AutoEnableControls: false, ControlFindingGenerator: 'STANDARD_CONTROL' },
      stranger,
    );
    expect(await call('DescribeHub', {}, stranger)).toMatchObject({
      AutoEnableControls: false,
      ControlFindingGenerator: 'STANDARD_CONTROL',
    });
    await call('DisableSecurityHub', {}, stranger);
    await expect(call('DisableSecurityHub', {}, stranger)).rejects.toMatchObject({
      name: 'InvalidAccessException',
    });
  });

  test('loses what was made in it, findings included, when it is disabled', async () => {
    const hub = await securityHubFixture();
    await hub.call('EnableSecurityHub', { Tags: { team: 'blue' } }, stranger);
    await hub.call('CreateActionTarget', { Id: 'A', Name: 'A', Description: 'A' }, stranger);
    await hub.import(STRANGER, EAST);

    await hub.call('DisableSecurityHub', {}, stranger);
    await hub.runner.runDue();
    await hub.call('EnableSecurityHub', { EnableDefaultStandards: false }, stranger);

    expect(await hub.titles(stranger)).toEqual([]);
    expect(await hub.call('DescribeActionTargets', {}, stranger)).toEqual({ ActionTargets: [] });
    expect(await hub.call('ListTagsForResource', { ResourceArn: HUB }, stranger)).toEqual({
      Tags: {},
    });
    expect(await hub.call('GetEnabledStandards', {}, stranger)).toEqual({
      StandardsSubscriptions: [],
    });
  });

  test('of an administrator stays', async () => {
    const hub = await securityHubFixture();
    await hub.organization(EAST);

    await expect(hub.call('DisableSecurityHub')).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'Cannot disable Security Hub on the Security Hub administrator',
    });
    await hub.call('DisableSecurityHub', {}, { by: MEMBER });
    expect(await hub.call('ListMembers')).toMatchObject({ Members: [{ AccountId: OTHER }] });
  });

  test('is tagged, and tags decide who may do something with it', async () => {
    const { call, userWith } = await securityHubFixture();
    await call('EnableSecurityHub', { Tags: { team: 'blue' } }, stranger);
    const as = userWith(STRANGER, {
      Effect: 'Allow',
      Action: ['securityhub:*'],
      Resource: HUB,
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } },
    });
    await expect(call('DescribeHub', {}, { as })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });

    await call('TagResource', { ResourceArn: HUB, Tags: { team: 'red', a: 'b' } }, stranger);
    await call('UntagResource', { ResourceArn: HUB, TagKeys: ['a'] }, { as });

    expect(await call('DescribeHub', {}, { as })).toMatchObject({ HubArn: HUB });
    expect(await call('GetFindings', {}, { as })).toEqual({ Findings: [] });
    expect(await call('ListTagsForResource', { ResourceArn: HUB }, { as })).toEqual({
      Tags: { team: 'red' },
    });
    await expect(
      call('TagResource', { ResourceArn: HUB, Tags: { 'aws:x': 'y' } }, stranger),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(
      call(
        'ListTagsForResource',
        { ResourceArn: HUB.replace('hub/default', 'hub/other') },
        stranger,
      ),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('findings', () => {
  test('of members are seen by the administrator, and by each member only its own', async () => {
    const hub = await securityHubFixture();
    await hub.organization(EAST);
    await hub.call('EnableSecurityHub', {}, { by: MANAGEMENT });
    for (const account of [ADMINISTRATOR, MEMBER, OTHER, MANAGEMENT])
      await hub.import(account, EAST);

    expect(await hub.titles()).toEqual([
      `${MEMBER} ${EAST}`,
      `${OTHER} ${EAST}`,
      `${ADMINISTRATOR} ${EAST}`,
    ]);
    expect(await hub.titles({ by: MEMBER })).toEqual([`${MEMBER} ${EAST}`]);
    expect(await hub.titles({ by: MANAGEMENT })).toEqual([`${MANAGEMENT} ${EAST}`]);
    await hub.call('DisassociateMembers', { AccountIds: [OTHER] });
    expect(await hub.titles()).toEqual([`${MEMBER} ${EAST}`, `${ADMINISTRATOR} ${EAST}`]);
  });

  test.for([
    ['ALL_REGIONS', undefined, [EAST, WEST, CENTRAL]],
    ['ALL_REGIONS_EXCEPT_SPECIFIED', [CENTRAL], [EAST, WEST]],
    ['SPECIFIED_REGIONS', [CENTRAL], [EAST, CENTRAL]],
    ['NO_REGIONS', undefined, [EAST]],
  ] as const)(
    'of linked Regions are seen in the home Region: %s',
    async ([mode, Regions, seen]) => {
      const hub = await securityHubFixture();
      await hub.organization(EAST, WEST, CENTRAL);
      for (const region of [EAST, WEST, CENTRAL]) await hub.import(MEMBER, region);

      const made = await hub.call('CreateFindingAggregator', { RegionLinkingMode: mode, Regions });

      expect(made).toMatchObject({ FindingAggregationRegion: EAST, RegionLinkingMode: mode });
      const titles = seen.map((region) => `${MEMBER} ${region}`).toSorted();
      expect(await hub.titles()).toEqual(titles);
      // A member has the aggregation of its administrator.
      expect(await hub.titles({ by: MEMBER })).toEqual(titles);
      expect(await hub.titles({ region: WEST })).toEqual([`${MEMBER} ${WEST}`]);
    },
  );

  test('of a linked Region are changed from the home Region, and each hub that sees them hears of it', async () => {
    const hub = await securityHubFixture();
    await hub.organization(EAST, WEST);
    await hub.call('CreateFindingAggregator', { RegionLinkingMode: 'ALL_REGIONS' });
    await hub.import(MEMBER, WEST);
    const heard = await hub.events();
    const ProductArn = `arn:aws:securityhub:${WEST}:${MEMBER}:product/${MEMBER}/default`;

    await hub.call('BatchUpdateFindings', {
      FindingIdentifiers: [{ Id: `${MEMBER}/${WEST}/1`, ProductArn }],
      Workflow: { Status: 'RESOLVED' },
    });

    const { Findings } = await hub.call<{ Findings: object[] }>(
      'GetFindings',
      {},
      { by: MEMBER, region: WEST },
    );
    expect(Findings).toMatchObject([{ Workflow: { Status: 'RESOLVED' } }]);
    expect(heard.map(({ account, region }) => `${account} ${region}`).toSorted()).toEqual(
      [
        `${MEMBER} ${EAST}`,
        `${MEMBER} ${WEST}`,
        `${ADMINISTRATOR} ${EAST}`,
        `${ADMINISTRATOR} ${WEST}`,
      ].toSorted(),
    );
  });
});

describe('an aggregator', () => {
  test('is one for the account, and is changed and deleted in its home Region', async () => {
    const { call } = await securityHubFixture();
    for (const region of [EAST, WEST]) await call('EnableSecurityHub', {}, { region });
    const { FindingAggregatorArn } = await call('CreateFindingAggregator', {
      RegionLinkingMode: 'ALL_REGIONS',
    });
    const west = { region: WEST };

    await expect(
      call('CreateFindingAggregator', { RegionLinkingMode: 'ALL_REGIONS' }, west),
    ).rejects.toMatchObject({ name: 'LimitExceededException' });
    await expect(
      call('DeleteFindingAggregator', { FindingAggregatorArn }, west),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
    expect(await call('ListFindingAggregators', {}, west)).toEqual({
      FindingAggregators: [{ FindingAggregatorArn }],
    });
    await call('UpdateFindingAggregator', {
      FindingAggregatorArn,
      RegionLinkingMode: 'SPECIFIED_REGIONS',
      Regions: [WEST],
    });
    expect(await call('GetFindingAggregator', { FindingAggregatorArn }, west)).toMatchObject({
      RegionLinkingMode: 'SPECIFIED_REGIONS',
      Regions: [WEST],
    });
    await call('DeleteFindingAggregator', { FindingAggregatorArn });
    expect(await call('ListFindingAggregators')).toEqual({ FindingAggregators: [] });
    await expect(call('GetFindingAggregator', { FindingAggregatorArn })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test.for([
    ['EVERYWHERE', undefined],
    ['SPECIFIED_REGIONS', undefined],
    ['ALL_REGIONS', [WEST]],
    ['SPECIFIED_REGIONS', ['mars-north-1']],
    ['SPECIFIED_REGIONS', [EAST]],
  ] as const)('is not made of %s with %j', async ([RegionLinkingMode, Regions]) => {
    const { call } = await securityHubFixture();
    await call('EnableSecurityHub');

    await expect(
      call('CreateFindingAggregator', { RegionLinkingMode, Regions }),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  test('is not for members', async () => {
    const hub = await securityHubFixture();
    await hub.organization(EAST);

    await expect(
      hub.call('CreateFindingAggregator', { RegionLinkingMode: 'ALL_REGIONS' }, { by: MEMBER }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

test('with loose input everybody is subscribed and a member of the administrator', async () => {
  const hub = await securityHubFixture({ acceptsLooseInput: true });
  await hub.call(
    'EnableOrganizationAdminAccount',
    { AdminAccountId: ADMINISTRATOR },
    { by: MANAGEMENT },
  );

  expect(await hub.call('GetAdministratorAccount', {}, { by: MEMBER })).toEqual({
    Administrator: { AccountId: ADMINISTRATOR, MemberStatus: 'ENABLED' },
  });
  expect(await hub.call('GetAdministratorAccount', {}, { by: MANAGEMENT })).toEqual({});
  await expect(
    hub.call('DescribeOrganizationConfiguration', {}, { by: MEMBER }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await hub.call('UpdateOrganizationConfiguration', { AutoEnable: true });
  await hub.import(STRANGER, EAST);
  await hub.import(MEMBER, EAST);
  expect(await hub.titles()).toEqual([`${MEMBER} ${EAST}`]);
});
