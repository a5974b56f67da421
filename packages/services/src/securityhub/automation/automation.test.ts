import type { ListAutomationRulesResponse } from '@aws-sdk/client-securityhub';
import { expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  finding,
  MEMBER,
  securityHubFixture,
  type SecurityHubFixture,
} from '../securityhub.fixture.ts';

const EAST = 'us-east-1';
const HIGH = { SeverityLabel: [{ Value: 'HIGH', Comparison: 'EQUALS' }] };

const enabled = async (): Promise<SecurityHubFixture> => {
  const hub = await securityHubFixture();
  await hub.call('EnableSecurityHub');
  return hub;
};

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

test('rules of the administrator change the findings of members as they come, and history says which did', async () => {
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
  ['a disabled rule does nothing', rule(20, 'RESOLVED', { RuleStatus: 'DISABLED' }), 'SUPPRESSED'],
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
] as const)('rules are applied in order: %s', async ([name, other, status]) => {
  const hub = await enabled();
  await hub.call('CreateAutomationRule', rule(name.startsWith('the later') ? 1 : 10, 'SUPPRESSED'));
  await hub.call('CreateAutomationRule', other);

  await hub.import(ADMINISTRATOR, EAST);

  expect(await workflowOf(hub)).toBe(status);
});

test('rules are listed in their order, changed and deleted, each for itself', async () => {
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
] as const)('rules are not made of %j', async ([changes]) => {
  const { call } = await enabled();

  await expect(call('CreateAutomationRule', rule(1, 'NEW', changes))).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
});

test('rules are tagged, and tags decide', async () => {
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
