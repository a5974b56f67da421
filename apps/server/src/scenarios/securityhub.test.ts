import { Organizations } from '@aws-sdk/client-organizations';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { type AwsSecurityFinding, SecurityHub } from '@aws-sdk/client-securityhub';
import { STS } from '@aws-sdk/client-sts';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const MANAGEMENT = '123456789012';
const SECURITY = '777788889999';
const MEMBER = '111122223333';
const OTHER = '444455556666';
const HOME = 'us-east-1';
const LINKED = 'eu-west-1';

let cloud: StartedCloud;
let otherConfig: ReturnType<StartedCloud['client']>;

beforeAll(async () => {
  cloud = await startCloud();
  otherConfig = await assumed(OTHER);
});

afterAll(() => cloud.stop());

const assumed = async (account: string): Promise<ReturnType<StartedCloud['client']>> => {
  const { Credentials: keys } = await new STS(cloud.client()).assumeRole({
    RoleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'story',
  });
  return cloud.clientWith({
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  });
};

const configOf = (account: string): ReturnType<StartedCloud['client']> => {
  switch (account) {
    case MANAGEMENT:
      return cloud.client('admin');
    case SECURITY:
      return cloud.client('security');
    case MEMBER:
      return cloud.client('workloads');
    default:
      return otherConfig;
  }
};

const hub = (account: string, region = HOME): SecurityHub =>
  new SecurityHub({ ...configOf(account), region });

const cli = async (
  account: string,
  region: string,
  ...args: readonly string[]
): Promise<unknown> => {
  const { exitCode, output, stderr } = await awsCli.run({ ...configOf(account), region }, [
    'securityhub',
    ...args,
  ]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return output;
};

const finding = (account: string, region: string, id: string): AwsSecurityFinding => ({
  SchemaVersion: '2018-10-08',
  Id: id,
  ProductArn: `arn:aws:securityhub:${region}:${account}:product/${account}/default`,
  GeneratorId: 'story',
  AwsAccountId: account,
  CreatedAt: '2026-03-01T10:00:00.000Z',
  UpdatedAt: '2026-03-01T10:00:00.000Z',
  Severity: { Label: 'HIGH' },
  Title: id,
  Description: 'Something is wrong.',
  Types: ['TTPs'],
  Resources: [{ Type: 'AwsS3Bucket', Id: `arn:aws:s3:::bucket-${account}` }],
});

const GENERATOR = { GeneratorId: [{ Value: 'story', Comparison: 'EQUALS' as const }] };

const seen = async (account: string, region = HOME): Promise<readonly string[]> => {
  const { Findings: found = [] } = await hub(account, region).getFindings({ Filters: GENERATOR });
  return found.map(({ Id = '' }) => Id).toSorted();
};

describe('the demo organization', () => {
  test('has Security Hub, its administrator, and all accounts as members in every Region', async () => {
    const { AdminAccounts: administrators } = await hub(MANAGEMENT).listOrganizationAdminAccounts(
      {},
    );
    expect(administrators).toEqual([{ AccountId: SECURITY, Status: 'ENABLED' }]);
    for (const region of [HOME, LINKED, 'ap-southeast-2']) {
      const { Members: members = [] } = await hub(SECURITY, region).listMembers({});
      expect(members.map(({ AccountId, MemberStatus }) => `${AccountId} ${MemberStatus}`)).toEqual([
        `${MEMBER} Enabled`,
        `${MANAGEMENT} Enabled`,
        `${OTHER} Enabled`,
      ]);
    }
    const { FindingAggregators: aggregators = [] } = await hub(SECURITY).listFindingAggregators({});
    expect(
      await hub(SECURITY).getFindingAggregator({
        FindingAggregatorArn: aggregators[0]?.FindingAggregatorArn,
      }),
    ).toMatchObject({ FindingAggregationRegion: HOME, RegionLinkingMode: 'ALL_REGIONS' });
    const { DelegatedAdministrators: delegated = [] } = await new Organizations(
      cloud.client(),
    ).listDelegatedAdministrators({ ServicePrincipal: 'securityhub.amazonaws.com' });
    expect(delegated.map(({ Id }) => Id)).toEqual([SECURITY]);
  });

  test('takes a new account in as a member', async () => {
    const organizations = new Organizations(cloud.client());

    const { CreateAccountStatus: created } = await organizations.createAccount({
      AccountName: 'newcomer',
      Email: 'newcomer@example.com',
    });

    const AccountIds = [created?.AccountId ?? ''];
    const { Members: members } = await hub(SECURITY, LINKED).getMembers({ AccountIds });
    expect(members).toMatchObject([{ MemberStatus: 'Enabled', Email: 'newcomer@example.com' }]);
    await organizations.removeAccountFromOrganization({ AccountId: AccountIds[0] });
    const after = await hub(SECURITY, LINKED).getMembers({ AccountIds });
    expect(after.Members).toMatchObject([{ MemberStatus: 'Removed' }]);
  });
});

describe('the set-up of the posts, from the beginning', () => {
  beforeAll(async () => {
    const { FindingAggregators: aggregators = [] } = await hub(SECURITY).listFindingAggregators({});
    await hub(SECURITY).deleteFindingAggregator({
      FindingAggregatorArn: aggregators[0]?.FindingAggregatorArn,
    });
    for (const region of [HOME, LINKED]) {
      await hub(MANAGEMENT, region).disableOrganizationAdminAccount({ AdminAccountId: SECURITY });
      for (const account of [SECURITY, MEMBER, OTHER])
        await hub(account, region).disableSecurityHub({});
    }
  });

  test('management delegates, the administrator takes members in and aggregates', async () => {
    for (const region of [HOME, LINKED]) {
      await hub(MANAGEMENT, region).enableOrganizationAdminAccount({ AdminAccountId: SECURITY });
      const AccountDetails = [{ AccountId: MEMBER }, { AccountId: OTHER }];
      const made = await hub(SECURITY, region).createMembers({ AccountDetails });
      expect(made.UnprocessedAccounts).toEqual([]);
      await hub(SECURITY, region).updateOrganizationConfiguration({ AutoEnable: true });
    }

    const aggregator = await hub(SECURITY).createFindingAggregator({
      RegionLinkingMode: 'SPECIFIED_REGIONS',
      Regions: [LINKED],
    });

    expect(aggregator).toMatchObject({ FindingAggregationRegion: HOME, Regions: [LINKED] });
  });

  test.skipIf(awsCli.missing() !== undefined)('the AWS CLI makes and sees the same', async () => {
    await hub(SECURITY).disassociateMembers({ AccountIds: [OTHER] });
    const details = JSON.stringify([{ AccountId: OTHER }]);

    const made = await cli(SECURITY, HOME, 'create-members', '--account-details', details);

    expect(made).toEqual({ UnprocessedAccounts: [] });
    expect(await cli(SECURITY, HOME, 'list-members')).toMatchObject({
      Members: [
        { AccountId: MEMBER, AdministratorId: SECURITY, MemberStatus: 'Enabled' },
        { AccountId: OTHER, AdministratorId: SECURITY, MemberStatus: 'Enabled' },
      ],
    });
  });

  test('the administrator sees the findings of both members in both Regions, and neither the other’s', async () => {
    for (const account of [MEMBER, OTHER])
      for (const region of [HOME, LINKED]) {
        const Findings = [finding(account, region, `${account} ${region}`)];
        const answer = await hub(account, region).batchImportFindings({ Findings });
        expect(answer).toMatchObject({ SuccessCount: 1, FailedCount: 0 });
      }

    expect(await seen(SECURITY)).toEqual([
      `${MEMBER} ${LINKED}`,
      `${MEMBER} ${HOME}`,
      `${OTHER} ${LINKED}`,
      `${OTHER} ${HOME}`,
    ]);
    expect(await seen(SECURITY, LINKED)).toEqual([`${MEMBER} ${LINKED}`, `${OTHER} ${LINKED}`]);
    expect(await seen(MEMBER)).toEqual([`${MEMBER} ${LINKED}`, `${MEMBER} ${HOME}`]);
    expect(await seen(OTHER, LINKED)).toEqual([`${OTHER} ${LINKED}`]);
    expect(await seen(MANAGEMENT)).toEqual([]);
  });

  test('what the administrator resolves at home is resolved in the member’s Region', async () => {
    const { Id, ProductArn } = finding(MEMBER, LINKED, `${MEMBER} ${LINKED}`);

    await hub(SECURITY).batchUpdateFindings({
      FindingIdentifiers: [{ Id, ProductArn }],
      Note: { Text: 'gone', UpdatedBy: 'story' },
      Workflow: { Status: 'RESOLVED' },
    });

    const { Findings: found = [] } = await hub(MEMBER, LINKED).getFindings({ Filters: GENERATOR });
    expect(found).toMatchObject([{ Workflow: { Status: 'RESOLVED' }, Note: { Text: 'gone' } }]);
    // Nobody updates what he does not see.
    const refused = await hub(OTHER).batchUpdateFindings({
      FindingIdentifiers: [{ Id, ProductArn }],
      Workflow: { Status: 'SUPPRESSED' },
    });
    expect(refused.UnprocessedFindings).toHaveLength(1);
  });

  test('insights, rules, actions, products and standards are reached by their ARNs in the path', async () => {
    const security = hub(SECURITY);
    const { InsightArn } = await security.createInsight({
      Name: 'By account',
      Filters: GENERATOR,
      GroupByAttribute: 'AwsAccountId',
    });
    const { InsightResults: results } = await security.getInsightResults({ InsightArn });
    expect(results?.ResultValues).toEqual([
      { GroupByAttributeValue: MEMBER, Count: 2 },
      { GroupByAttributeValue: OTHER, Count: 2 },
    ]);
    await security.updateInsight({ InsightArn, Name: 'Accounts' });
    await security.deleteInsight({ InsightArn });

    const { RuleArn } = await security.createAutomationRule({
      RuleName: 'quiet',
      RuleOrder: 1,
      Description: 'Suppresses',
      Criteria: GENERATOR,
      Tags: { team: 'blue' },
      Actions: [
        {
          Type: 'FINDING_FIELDS_UPDATE',
          FindingFieldsUpdate: { Workflow: { Status: 'SUPPRESSED' } },
        },
      ],
    });
    await hub(OTHER).batchImportFindings({ Findings: [finding(OTHER, HOME, 'later')] });
    const { Findings: found = [] } = await security.getFindings({
      Filters: { Id: [{ Value: 'later', Comparison: 'EQUALS' }] },
    });
    expect(found).toMatchObject([{ Workflow: { Status: 'SUPPRESSED' } }]);
    expect(await security.listTagsForResource({ ResourceArn: RuleArn })).toMatchObject({
      Tags: { team: 'blue' },
    });
    const tagging = new ResourceGroupsTaggingAPIClient(cloud.client('security'));
    const { ResourceTagMappingList: tagged = [] } = await tagging.send(
      new GetResourcesCommand({ ResourceTypeFilters: ['securityhub:automation-rule'] }),
    );
    expect(tagged.map(({ ResourceARN }) => ResourceARN)).toEqual([RuleArn]);
    await tagging.send(
      new TagResourcesCommand({ ResourceARNList: [RuleArn ?? ''], Tags: { team: 'red' } }),
    );
    expect(await security.listTagsForResource({ ResourceArn: RuleArn })).toMatchObject({
      Tags: { team: 'red' },
    });
    await security.untagResource({ ResourceArn: RuleArn, TagKeys: ['team'] });
    await security.batchDeleteAutomationRules({ AutomationRulesArns: [RuleArn ?? ''] });

    const { ActionTargetArn } = await security.createActionTarget({
      Id: 'Send',
      Name: 'Send',
      Description: 'Sends',
    });
    await security.updateActionTarget({ ActionTargetArn, Name: 'Sent' });
    expect((await security.describeActionTargets({})).ActionTargets).toMatchObject([
      { Name: 'Sent' },
    ]);
    await security.deleteActionTarget({ ActionTargetArn });

    const ProductArn = `arn:aws:securityhub:${HOME}::product/prowler/prowler`;
    const { ProductSubscriptionArn } = await security.enableImportFindingsForProduct({
      ProductArn,
    });
    await security.disableImportFindingsForProduct({ ProductSubscriptionArn });
    const { StandardsSubscriptions: standards = [] } = await security.getEnabledStandards({});
    const { Controls: controls = [] } = await security.describeStandardsControls({
      StandardsSubscriptionArn: standards[0]?.StandardsSubscriptionArn,
      MaxResults: 1,
    });
    await security.updateStandardsControl({
      StandardsControlArn: controls[0]?.StandardsControlArn,
      ControlStatus: 'DISABLED',
      DisabledReason: 'not here',
    });
  });

  test('errors have their names, words and status', async () => {
    await expect(hub(SECURITY).enableSecurityHub({})).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: 'Account is already subscribed to Security Hub',
      $metadata: { httpStatusCode: 409 },
    });
    await expect(hub(SECURITY).disableSecurityHub({})).rejects.toMatchObject({
      name: 'InvalidInputException',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(hub(OTHER).describeOrganizationConfiguration({})).rejects.toMatchObject({
      name: 'InvalidAccessException',
      $metadata: { httpStatusCode: 401 },
    });
    await expect(hub(SECURITY).listMembers({ MaxResults: 51 })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });
});
