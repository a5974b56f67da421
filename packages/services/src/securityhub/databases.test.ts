import { silentLog, systemClock } from '@gatehouse/core';
import { openPostgres } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  MANAGEMENT,
  MEMBER,
  OTHER,
  securityHubFixture,
  type SecurityHubFixture,
} from './securityhub.fixture.ts';

const server = await testPostgres();
const HOME = 'us-east-1';
const LINKED = 'eu-west-1';

const suite = (open: () => Promise<SecurityHubFixture>): void => {
  test('an organization is seeded once, sees its findings at home, and applies its rules', async () => {
    const hub = await open();
    const seed = {
      organizationId: 'o-exampleorg1',
      administrator: ADMINISTRATOR,
      managementAccount: MANAGEMENT,
      homeRegion: HOME,
      now: hub.clock.now(),
    };
    for (let time = 0; time < 2; time += 1)
      await hub.store.write((tx) => hub.securityHub.seed(tx, seed));
    await hub.call('CreateAutomationRule', {
      RuleName: 'quiet',
      RuleOrder: 1,
      Description: 'Suppresses',
      Criteria: { Title: [{ Value: OTHER, Comparison: 'PREFIX' }] },
      Actions: [
        {
          Type: 'FINDING_FIELDS_UPDATE',
          FindingFieldsUpdate: { Workflow: { Status: 'SUPPRESSED' } },
        },
      ],
    });
    const { InsightArn } = await hub.call('CreateInsight', {
      Name: 'By state',
      Filters: { AwsAccountId: [{ Value: MEMBER, Comparison: 'NOT_EQUALS' }] },
      GroupByAttribute: 'WorkflowStatus',
    });

    await hub.import(MEMBER, LINKED);
    await hub.import(OTHER, HOME);

    expect(await hub.titles()).toEqual([`${MEMBER} ${LINKED}`, `${OTHER} ${HOME}`]);
    expect(await hub.titles({ by: OTHER })).toEqual([`${OTHER} ${HOME}`]);
    expect(await hub.call('GetInsightResults', { InsightArn })).toMatchObject({
      InsightResults: { ResultValues: [{ GroupByAttributeValue: 'SUPPRESSED', Count: 1 }] },
    });
    await hub.call('DisassociateMembers', { AccountIds: [OTHER] });
    expect(await hub.call('ListMembers', { OnlyAssociated: false })).toMatchObject({
      Members: [
        { AccountId: MEMBER, MemberStatus: 'Enabled' },
        { AccountId: MANAGEMENT, MemberStatus: 'Enabled' },
        { AccountId: OTHER, MemberStatus: 'Removed' },
      ],
    });
    expect(await hub.titles()).toEqual([`${MEMBER} ${LINKED}`]);
    await hub.store.write((tx) =>
      hub.securityHub.membership.left(tx, seed.organizationId, MEMBER, hub.clock.now()),
    );
    expect(await hub.titles()).toEqual([]);
    expect(await hub.titles({ by: MEMBER })).toEqual([]);
  });
};

describe('on SQLite', () => {
  suite(securityHubFixture);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const url = await server.database();
    return securityHubFixture({
      open: () => openPostgres({ url, clock: systemClock, log: silentLog }),
    });
  });
});
