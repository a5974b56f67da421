import { expect, test } from 'vitest';
import { ACCOUNTS, BEGIN, type Caller, event, user } from './company.fixture.ts';
import { createInsights } from './insights.ts';

const MINUTE = 60_000;

const caller = (name: string): Caller => ({
  account: ACCOUNTS[0],
  actor: user(ACCOUNTS[0], name),
  sourceIp: '198.51.100.20',
  userAgent: 'aws-cli/2.17',
  region: 'eu-central-1',
});

test('a burst of refused calls is a signal with the event that CloudTrail Insights would write, and its end joins it', () => {
  const insights = createInsights();
  for (let index = 0; index < 8 * 144; index++) {
    insights.observe(event(BEGIN + index * 10 * MINUTE, caller('app'), 'sqs:DeleteQueue'));
  }
  const begin = BEGIN + 8 * 1440 * MINUTE;
  for (let index = 0; index < 80; index++) {
    insights.observe(event(begin + index * 500, caller('eve'), 'iam:ListUsers', 'AccessDenied'));
  }

  const said = insights.advance(begin + 20 * MINUTE);
  const rows = insights.changes();

  expect(said).toHaveLength(2);
  expect(said[0]).toMatchObject({
    rule: { id: 'insight.api-error-rate', origin: 'insight' },
    event: {
      name: 'ListUsers',
      category: 'Insight',
      actor: { key: `arn:aws:iam::${ACCOUNTS[0]}:user/eve` },
      record: {
        insightDetails: {
          state: 'Start',
          errorCode: 'AccessDenied',
          insightType: 'ApiErrorRateInsight',
        },
      },
    },
  });
  expect(said[0]?.because.join(' ')).toContain('80 calls in one minute');
  expect(said[1]?.group).toBe(said[0]?.group);
  expect(
    insights.hours({
      account: ACCOUNTS[0],
      region: 'eu-central-1',
      source: 'sqs.amazonaws.com',
      name: 'DeleteQueue',
      errorCode: undefined,
    }),
  ).toContainEqual(expect.objectContaining({ at: BEGIN + 30 * 60 * MINUTE, count: 6 }));
  expect(createInsights({}, rows).advance(begin + 30 * MINUTE)).toEqual([]);
});
