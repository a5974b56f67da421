import type { GetInsightResultsResponse, GetInsightsResponse } from '@aws-sdk/client-securityhub';
import { expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  MEMBER,
  OTHER,
  securityHubFixture,
  type SecurityHubFixture,
} from '../securityhub.fixture.ts';
import { MANAGED_INSIGHTS } from './managed.ts';

const EAST = 'us-east-1';
const WEST = 'us-west-2';
const HIGH = { SeverityLabel: [{ Value: 'HIGH', Comparison: 'EQUALS' }] };

const enabled = async (): Promise<SecurityHubFixture> => {
  const hub = await securityHubFixture();
  await hub.call('EnableSecurityHub');
  return hub;
};

const made = { Name: 'Serious', Filters: HIGH, GroupByAttribute: 'ResourceId' };

test('insights group the findings that the caller sees, most first', async () => {
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

test('insights are changed, listed in pages and deleted', async () => {
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
] as const)('insights do not take %s %j', async ([member, value]) => {
  const { call } = await enabled();

  await expect(call('CreateInsight', { ...made, [member]: value })).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
});

test('insights that AWS manages are read by everybody and changed by nobody', async () => {
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
});

test('every managed insight is made of filters and groups that findings know', async () => {
  const { call } = await enabled();

  for (const { arn: InsightArn } of MANAGED_INSIGHTS)
    expect(await call('GetInsightResults', { InsightArn })).toMatchObject({
      InsightResults: { ResultValues: [] },
    });
});
