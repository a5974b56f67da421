import type {
  DescribeProductsResponse,
  GetInsightResultsResponse,
  GetInsightsResponse,
  ListAutomationRulesResponse,
} from '@aws-sdk/client-securityhub';
import { describe, expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  finding,
  MEMBER,
  OTHER,
  securityHubFixture,
  type SecurityHubFixture,
  STRANGER,
} from './securityhub.fixture.ts';

const EAST = 'us-east-1';
const WEST = 'us-west-2';
const HIGH = { SeverityLabel: [{ Value: 'HIGH', Comparison: 'EQUALS' }] };

const enabled = async (): Promise<SecurityHubFixture> => {
  const hub = await securityHubFixture();
  await hub.call('EnableSecurityHub');
  return hub;
};

describe('insights', () => {
  const made = { Name: 'Serious', Filters: HIGH, GroupByAttribute: 'ResourceId' };

  test('group the findings that the caller sees, most first', async () => {
    const hub = await securityHubFixture();
    await hub.organization(EAST, WEST);
    await hub.call('CreateFindingAggregator', { RegionLinkingMode: 'ALL_REGIONS' });
    await hub.import(MEMBER, EAST);
    await hub.import(MEMBER, WEST);
    await hub.import(OTHER, EAST);
    await hub.import(OTHER, WEST, { Severity: { Label: 'LOW' } });
    const { InsightArn } = await hub.call('CreateInsight', made);

    const { InsightResults } = await hub.call<GetInsightResultsResponse>('GetInsightResults', {
      InsightArn,
    });

    expect(InsightResults).toEqual({
      InsightArn,
      GroupByAttribute: 'ResourceId',
      ResultValues: [
        { GroupByAttributeValue: `arn:aws:s3:::bucket-${MEMBER}`, Count: 2 },
        { GroupByAttributeValue: `arn:aws:s3:::bucket-${OTHER}`, Count: 1 },
      ],
    });
  });

  test('are changed, listed in pages and deleted', async () => {
    const { call } = await enabled();
    const { InsightArn } = await call('CreateInsight', made);
    await call('CreateInsight', { ...made, Name: 'Other' });

    await call('UpdateInsight', { InsightArn, GroupByAttribute: 'SeverityLabel' });
    const first = await call<GetInsightsResponse>('GetInsights', { MaxResults: 1 });
    const second = await call<GetInsightsResponse>('GetInsights', {
      MaxResults: 1,
      NextToken: first.NextToken,
    });

    expect(await call('GetInsights', { InsightArns: [InsightArn] })).toEqual({
      Insights: [{ ...made, InsightArn, GroupByAttribute: 'SeverityLabel' }],
    });
    expect([first, second].flatMap(({ Insights }) => Insights)).toHaveLength(2);
    expect(second.NextToken).toBeUndefined();
    expect(await call('DeleteInsight', { InsightArn })).toEqual({ InsightArn });
    for (const operation of ['GetInsightResults', 'DeleteInsight', 'UpdateInsight'])
      await expect(call(operation, { InsightArn })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
  });

  test.for([
    ['Name', ' '],
    ['Filters', {}],
    ['Filters', { Nonsense: [{ Value: 'x', Comparison: 'EQUALS' }] }],
    ['GroupByAttribute', 'Nonsense'],
    ['GroupByAttribute', '__proto__'],
  ] as const)('do not take %s %j', async ([member, value]) => {
    const { call } = await enabled();

    await expect(call('CreateInsight', { ...made, [member]: value })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  test('that AWS manages are read by everybody and changed by nobody', async () => {
    const hub = await enabled();
    await hub.import(ADMINISTRATOR, EAST);
    const InsightArn = 'arn:aws:securityhub:::insight/securityhub/default/29';

    expect(await hub.call('GetInsights', { InsightArns: [InsightArn] })).toMatchObject({
      Insights: [{ Name: 'Severity by counts of findings', GroupByAttribute: 'SeverityLabel' }],
    });
    expect(await hub.call('GetInsightResults', { InsightArn })).toMatchObject({
      InsightResults: { ResultValues: [{ GroupByAttributeValue: 'HIGH', Count: 1 }] },
    });
    await expect(hub.call('DeleteInsight', { InsightArn })).rejects.toMatchObject({
      name: 'InvalidAccessException',
    });
    // Every one of them is made of filters and groups that findings know.
    for (let number = 1; number <= 37; number += 1) {
      const arn = `arn:aws:securityhub:::insight/securityhub/default/${number}`;
      const answer = hub.call('GetInsightResults', { InsightArn: arn });
      if ([2, 4, 5, 15, 20].includes(number))
        await expect(answer).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      else await answer;
    }
  });
});

describe('custom actions', () => {
  const action = { Id: 'Remediate', Name: 'Remediate', Description: 'Send to remediation' };
  const arn = `arn:aws:securityhub:${EAST}:${ADMINISTRATOR}:action/custom/Remediate`;

  test('are made, listed, changed and deleted', async () => {
    const { call } = await enabled();
    expect(await call('CreateActionTarget', action)).toEqual({ ActionTargetArn: arn });
    await expect(call('CreateActionTarget', action)).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    await call('CreateActionTarget', { ...action, Id: 'Second' });

    await call('UpdateActionTarget', { ActionTargetArn: arn, Name: 'Repair' });

    expect(await call('DescribeActionTargets', { ActionTargetArns: [arn] })).toEqual({
      ActionTargets: [{ ActionTargetArn: arn, Name: 'Repair', Description: action.Description }],
    });
    const first = await call('DescribeActionTargets', { MaxResults: 1 });
    expect(
      await call('DescribeActionTargets', { MaxResults: 1, NextToken: first['NextToken'] }),
    ).toMatchObject({ ActionTargets: [{ Name: 'Remediate' }] });
    expect(await call('DeleteActionTarget', { ActionTargetArn: arn })).toEqual({
      ActionTargetArn: arn,
    });
    await expect(call('DeleteActionTarget', { ActionTargetArn: arn })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test.for([
    [{ Id: 'not alphanumeric' }],
    [{ Id: 'a'.repeat(21) }],
    [{ Name: 'a'.repeat(21) }],
    [{ Description: '' }],
  ] as const)('are not made of %j', async ([changes]) => {
    const { call } = await enabled();

    await expect(call('CreateActionTarget', { ...action, ...changes })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  test('get each finding in an event of its own, by whom may send them', async () => {
    const hub = await securityHubFixture();
    await hub.organization(EAST);
    await hub.call('CreateActionTarget', action);
    const found = [MEMBER, OTHER].map((account) => finding(account, EAST));
    for (const account of [MEMBER, OTHER]) await hub.import(account, EAST);
    await hub.events();
    const FindingIdentifiers = found.map(({ Id, ProductArn }) => ({ Id, ProductArn }));
    const input = { ActionTargetArn: arn, FindingIdentifiers };

    await hub.console('SendFindingEvents', input);

    expect(await hub.events()).toMatchObject(
      found.map(({ Id }) => ({
        source: 'aws.securityhub',
        detailType: 'Security Hub Findings - Custom Action',
        account: ADMINISTRATOR,
        region: EAST,
        resources: [arn],
        detail: {
          actionName: 'Remediate',
          actionDescription: 'Send to remediation',
          findings: [{ Id, Workflow: { Status: 'NEW' } }],
        },
      })),
    );
    const as = hub.userWith(ADMINISTRATOR, {
      Effect: 'Allow',
      Action: 'securityhub:GetFindings',
      Resource: '*',
    });
    await expect(hub.console('SendFindingEvents', input, { as })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    // A member neither has the action nor sees the other's finding.
    await hub.call('CreateActionTarget', action, { by: MEMBER });
    await expect(
      hub.console(
        'SendFindingEvents',
        { FindingIdentifiers, ActionTargetArn: arn.replace(ADMINISTRATOR, MEMBER) },
        { by: MEMBER },
      ),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('get the results of an insight', async () => {
    const hub = await enabled();
    await hub.call('CreateActionTarget', action);
    await hub.import(ADMINISTRATOR, EAST);
    await hub.events();
    const InsightArn = 'arn:aws:securityhub:::insight/securityhub/default/29';

    await hub.console('SendInsightEvents', { ActionTargetArn: arn, InsightArn });

    expect(await hub.events()).toMatchObject([
      {
        detailType: 'Security Hub Insight Results',
        resources: [arn],
        detail: {
          insightArn: InsightArn,
          insightName: 'Severity by counts of findings',
          resultType: 'SeverityLabel',
          insightResults: [{ HIGH: 1 }],
        },
      },
    ]);
  });
});

describe('automation rules', () => {
  const rule = (RuleOrder: number, Workflow: string, more: object = {}): object => ({
    RuleOrder,
    RuleName: `rule ${RuleOrder}`,
    Description: 'A rule',
    Criteria: HIGH,
    Actions: [
      { Type: 'FINDING_FIELDS_UPDATE', FindingFieldsUpdate: { Workflow: { Status: Workflow } } },
    ],
    ...more,
  });

  const workflowOf = async (hub: SecurityHubFixture): Promise<string | undefined> => {
    const { Findings } = await hub.call<{ Findings: { Workflow?: { Status?: string } }[] }>(
      'GetFindings',
    );
    return Findings[0]?.Workflow?.Status;
  };

  test('of the administrator change the findings of members as they come, and history says which did', async () => {
    const hub = await securityHubFixture();
    await hub.organization(EAST);
    const { RuleArn } = await hub.call('CreateAutomationRule', rule(1, 'SUPPRESSED'));

    await hub.import(MEMBER, EAST);

    expect(await workflowOf(hub)).toBe('SUPPRESSED');
    const { Id, ProductArn } = finding(MEMBER, EAST);
    const { Records } = await hub.call<{ Records: object[] }>('GetFindingHistory', {
      FindingIdentifier: { Id, ProductArn },
    });
    expect(JSON.stringify(Records)).toContain(RuleArn);
    await expect(
      hub.call('CreateAutomationRule', rule(1, 'NEW'), { by: MEMBER }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test.for([
    ['the later in the order has the last word', rule(2, 'NOTIFIED'), 'NOTIFIED'],
    ['a terminal rule ends it', rule(1, 'RESOLVED', { IsTerminal: true }), 'RESOLVED'],
    [
      'a disabled rule does nothing',
      rule(20, 'RESOLVED', { RuleStatus: 'DISABLED' }),
      'SUPPRESSED',
    ],
    [
      'what does not match is left alone',
      rule(20, 'RESOLVED', { Criteria: { Title: [{ Value: 'x', Comparison: 'EQUALS' }] } }),
      'SUPPRESSED',
    ],
    [
      'a rule sees what those before it have done',
      rule(20, 'RESOLVED', {
        Criteria: { WorkflowStatus: [{ Value: 'SUPPRESSED', Comparison: 'EQUALS' }] },
      }),
      'RESOLVED',
    ],
  ] as const)('in order: %s', async ([name, other, status]) => {
    const hub = await enabled();
    await hub.call(
      'CreateAutomationRule',
      rule(name.startsWith('the later') ? 1 : 10, 'SUPPRESSED'),
    );
    await hub.call('CreateAutomationRule', other);

    await hub.import(ADMINISTRATOR, EAST);

    expect(await workflowOf(hub)).toBe(status);
  });

  test('are listed in their order, changed and deleted, each for itself', async () => {
    const { call } = await enabled();
    const { RuleArn: second } = await call('CreateAutomationRule', rule(2, 'NEW'));
    const { RuleArn: first } = await call('CreateAutomationRule', rule(1, 'NEW'));
    const missing = `${String(first).slice(0, -4)}0000`;

    const updated = await call('BatchUpdateAutomationRules', {
      UpdateAutomationRulesRequestItems: [
        { RuleArn: first, RuleName: 'renamed' },
        { RuleArn: second, Criteria: {} },
        { RuleArn: missing, RuleOrder: 3 },
      ],
    });

    expect(updated).toMatchObject({
      ProcessedAutomationRules: [first],
      UnprocessedAutomationRules: [
        { RuleArn: second, ErrorCode: 400 },
        { RuleArn: missing, ErrorCode: 404 },
      ],
    });
    const page = await call<ListAutomationRulesResponse>('ListAutomationRules', { MaxResults: 1 });
    expect(page.AutomationRulesMetadata).toMatchObject([
      {
        RuleArn: first,
        RuleName: 'renamed',
        RuleStatus: 'ENABLED',
        IsTerminal: false,
        CreatedBy: `arn:aws:iam::${ADMINISTRATOR}:root`,
      },
    ]);
    expect(
      await call('ListAutomationRules', { MaxResults: 1, NextToken: page.NextToken }),
    ).toMatchObject({ AutomationRulesMetadata: [{ RuleArn: second }] });
    expect(await call('BatchGetAutomationRules', { AutomationRulesArns: [second] })).toMatchObject({
      Rules: [{ Criteria: HIGH, Actions: [{ Type: 'FINDING_FIELDS_UPDATE' }] }],
    });
    expect(
      await call('BatchDeleteAutomationRules', { AutomationRulesArns: [first, second, missing] }),
    ).toMatchObject({
      ProcessedAutomationRules: [first, second],
      UnprocessedAutomationRules: [{ RuleArn: missing }],
    });
  });

  test.for([
    [{ Criteria: {} }],
    [{ Criteria: { Nonsense: [] } }],
    [{ Actions: [{ Type: 'FINDING_FIELDS_UPDATE', FindingFieldsUpdate: {} }] }],
    [{ Actions: [] }],
    [{ RuleOrder: 0 }],
    [{ Actions: [{ FindingFieldsUpdate: { Workflow: { Status: 'DONE' } } }] }],
  ] as const)('are not made of %j', async ([changes]) => {
    const { call } = await enabled();

    await expect(call('CreateAutomationRule', rule(1, 'NEW', changes))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  test('are tagged, and tags decide', async () => {
    const { call, userWith } = await enabled();
    const { RuleArn } = await call('CreateAutomationRule', rule(1, 'NEW', { Tags: { team: 'a' } }));
    const as = userWith(ADMINISTRATOR, {
      Effect: 'Allow',
      Action: 'securityhub:*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'b' } },
    });

    await expect(
      call('BatchDeleteAutomationRules', { AutomationRulesArns: [RuleArn] }, { as }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await call('TagResource', { ResourceArn: RuleArn, Tags: { team: 'b' } });
    await call('BatchDeleteAutomationRules', { AutomationRulesArns: [RuleArn] }, { as });
  });
});

describe('products', () => {
  const arn = `arn:aws:securityhub:${EAST}::product/prowler/prowler`;

  test('are taken findings of once they are enabled', async () => {
    const hub = await enabled();
    const changes = { ProductArn: arn };
    await expect(hub.import(ADMINISTRATOR, EAST, changes)).rejects.toThrow();

    const { ProductSubscriptionArn } = await hub.call('EnableImportFindingsForProduct', {
      ProductArn: arn,
    });
    await hub.import(ADMINISTRATOR, EAST, changes);

    expect(ProductSubscriptionArn).toBe(
      `arn:aws:securityhub:${EAST}:${ADMINISTRATOR}:product-subscription/prowler/prowler`,
    );
    const { Findings } = await hub.call<{ Findings: object[] }>('GetFindings');
    expect(Findings).toMatchObject([{ ProductName: 'Prowler', CompanyName: 'Prowler' }]);
    await expect(
      hub.call('EnableImportFindingsForProduct', { ProductArn: arn }),
    ).rejects.toMatchObject({ name: 'ResourceConflictException' });
    await hub.call('DisableImportFindingsForProduct', { ProductSubscriptionArn });
    await expect(
      hub.call('DisableImportFindingsForProduct', { ProductSubscriptionArn }),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('are listed in pages; those of AWS are enabled from the beginning', async () => {
    const { call } = await enabled();
    const all: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await call<DescribeProductsResponse>('DescribeProducts', {
        MaxResults: 40,
        NextToken,
      });
      all.push(...(page.Products ?? []).map(({ ProductArn = '' }) => ProductArn));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);

    expect(new Set(all).size).toBe(all.length);
    expect(all).toContain(`arn:aws:securityhub:${EAST}::product/sysdig/sysdig-secure-for-cloud`);
    expect(await call('ListEnabledProductsForImport', { MaxResults: 1 })).toMatchObject({
      ProductSubscriptions: [
        `arn:aws:securityhub:${EAST}:${ADMINISTRATOR}:product-subscription/aws/securityhub`,
      ],
    });
    expect(await call('DescribeProducts', { ProductArn: arn })).toMatchObject({
      Products: [{ ProductName: 'Prowler', IntegrationTypes: ['SEND_FINDINGS_TO_SECURITY_HUB'] }],
    });
    for (const ProductArn of ['nonsense', arn.replace('prowler', 'nobody')])
      await expect(call('DescribeProducts', { ProductArn })).rejects.toMatchObject({
        name: 'InvalidInputException',
      });
  });
});

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
