import { expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  finding,
  MEMBER,
  OTHER,
  securityHubFixture,
  type SecurityHubFixture,
} from '../securityhub.fixture.ts';

const EAST = 'us-east-1';

const enabled = async (): Promise<SecurityHubFixture> => {
  const hub = await securityHubFixture();
  await hub.call('EnableSecurityHub');
  return hub;
};

const action = { Id: 'Remediate', Name: 'Remediate', Description: 'Send to remediation' };
const arn = `arn:aws:securityhub:${EAST}:${ADMINISTRATOR}:action/custom/Remediate`;

test('custom actions are made, listed, changed and deleted', async () => {
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
] as const)('custom actions are not made of %j', async ([changes]) => {
  const { call } = await enabled();

  await expect(call('CreateActionTarget', { ...action, ...changes })).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
});

test('custom actions get each finding in an event of its own, by whom may send them', async () => {
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

test('custom actions get the results of an insight', async () => {
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
