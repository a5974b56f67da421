import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { type AwsSecurityFinding, SecurityHub } from '@aws-sdk/client-securityhub';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const SECURITY = '777788889999';
const MEMBER = '111122223333';
const OTHER_MEMBER = '444455556666';
const HOME = 'us-east-1';
const BUCKET = 'ledger-of-2025';
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
const RESOLVER = 'DeletedResourceFindingResolver';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name });
const cell = (page: Page, name: string | RegExp) => page.getByRole('gridcell', { name });

const finding = (Id: string, Title: string, resource: object): AwsSecurityFinding => {
  const now = new Date().toISOString();
  return {
    SchemaVersion: '2018-10-08',
    Id,
    ProductArn: `arn:aws:securityhub:${HOME}:${MEMBER}:product/${MEMBER}/default`,
    GeneratorId: 'scanner',
    AwsAccountId: MEMBER,
    Types: ['Software and Configuration Checks'],
    CreatedAt: now,
    UpdatedAt: now,
    Severity: { Label: 'HIGH' },
    Title,
    Description: 'Found by a scanner.',
    Remediation: { Recommendation: { Text: 'Close it.', Url: 'https://example.com/close' } },
    Process: { Name: 'cat', Path: '/bin/cat' },
    Network: { Direction: 'OUT', DestinationDomain: 'example.com' },
    ProductFields: { 'scanner/rule': '7' },
    Resources: [{ Type: 'Other', Id: 'unknown', Region: HOME, ...resource }],
  };
};

const onBucket = { Type: 'AwsS3Bucket', Id: BUCKET_ARN, Tags: { team: 'ledger' } };
const onRole = { Type: 'AwsIamRole', Id: `arn:aws:iam::${MEMBER}:role/ledger` };

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

const why = missingBrowser();

describe.skipIf(why !== undefined)(
  `findings of deleted resources in the console ${why ?? ''}`,
  () => {
    let here: Visit;
    let page: Page;
    const config = () => here.cloud.client('workloads');
    const s3 = () => new S3({ ...config(), forcePathStyle: true });

    const report = (...Findings: AwsSecurityFinding[]) =>
      new SecurityHub(config()).batchImportFindings({ Findings });
    const accessible = async (name: string, of = page): Promise<void> => {
      await here.shot(name, of);
      await expect(here.accessibilityFaults(of)).resolves.toEqual([]);
    };

    beforeAll(async () => {
      here = await visit('post-07/findings', { findings: true });
      page = here.page;
      await s3().createBucket({ Bucket: BUCKET });
      await new IAM(config()).createRole({ RoleName: 'ledger', AssumeRolePolicyDocument: trust });
      await report(
        finding('public', 'Bucket is public', onBucket),
        finding('role', 'Role is too powerful', onRole),
      );
      await here.signIn(SECURITY);
    });
    afterAll(() => here.close());

    test('the administrator sees what is open, and new findings appear by themselves', async () => {
      await here.goTo('/security-hub/findings');
      await link(page, 'Bucket is public').waitFor();
      await link(page, 'Role is too powerful').waitFor();
      await accessible('findings');

      await report(finding('log', 'Bucket does not log', onBucket));

      await link(page, 'Bucket does not log').waitFor();
      await page.getByText('(3)').first().waitFor();
    });

    test('a filter that is typed is in the address, and narrows on the server', async () => {
      const bar = page.getByRole('combobox', { name: 'Filter findings' });
      await bar.fill('Title : public');
      await bar.press('Enter');

      await page.getByText('(1)').first().waitFor();
      await expect(link(page, 'Role is too powerful').count()).resolves.toBe(0);
      expect(page.url()).toContain('public');
      await accessible('filtered');
    });

    test('a finding is told to its owner: workflow status with a note', async () => {
      await page.getByRole('checkbox', { name: 'Select Bucket is public' }).check();
      await button(page, 'Set workflow status').click();
      await page.getByRole('menuitem', { name: 'Notified' }).click();
      await dialog(page).getByLabel('Note - optional').fill('The owner has been told.');
      await accessible('change-status');
      await button(page, 'Change status').click();

      await page.getByText('1 finding: workflow status Notified.').waitFor();
      await cell(page, /Notified/).waitFor();
    });

    test('a finding tells what is known of it, its history and its JSON', async () => {
      await link(page, 'Bucket is public').click();
      await page.getByText('The owner has been told.').waitFor();
      await page.getByText('Close it.').waitFor();
      await accessible('finding');
      await page.getByRole('tab', { name: 'History' }).click();
      await page
        .getByText(/NOTIFIED/)
        .first()
        .waitFor();
      await accessible('finding-history');
      await page.getByRole('tab', { name: 'JSON' }).click();
      await page.getByText('"SchemaVersion"').waitFor();
      await accessible('finding-json');
      await page.getByRole('tab', { name: 'Resources' }).click();
      await link(page, BUCKET_ARN).click();
      await page.getByRole('heading', { name: BUCKET, exact: true }).waitFor();
      await link(page, 'Bucket does not log').waitFor();
      await accessible('resource');
    });

    test('when the bucket is deleted its findings leave the list by themselves', async () => {
      await here.goTo('/security-hub/findings');
      await link(page, 'Bucket does not log').waitFor();

      await s3().deleteBucket({ Bucket: BUCKET });

      await link(page, 'Bucket does not log').waitFor({ state: 'detached' });
      await expect(link(page, 'Role is too powerful').count()).resolves.toBe(1);
    });

    test('the report says what was resolved and why', async () => {
      await here.goTo('/security-hub/resolver');
      await link(page, BUCKET).waitFor();
      await accessible('resolver');
      await button(page, `Show findings of ${BUCKET}`).click();
      await dialog(page).getByText('s3:DeleteBucket').waitFor();
      await dialog(page).getByText('Bucket is public').waitFor();
      await accessible('resolver-outcomes');
      await dialog(page).getByRole('button', { name: 'Close' }).click();
      await link(page, 'Show resolved findings').click();

      await link(page, 'Bucket is public').waitFor();
      await page.getByText('(2)').first().waitFor();
      await page.getByText(RESOLVER).first().waitFor();
      await accessible('resolved');
    });

    test('an insight by product is made of them, looked into, and deleted', async () => {
      await here.goTo('/security-hub/resolver');
      await link(page, 'Create insight by product').click();
      await dialog(page).getByLabel('Insight name').fill('Resolved by product');
      await accessible('create-insight');
      await dialog(page).getByRole('button', { name: 'Create insight' }).click();
      await link(page, 'Resolved by product').click();

      await page.getByRole('heading', { name: 'Findings by product name' }).waitFor();
      await cell(page, /^2$/).waitFor();
      await page.getByText('Loading the charts').waitFor({ state: 'detached' });
      await accessible('insight');
      await page.getByRole('rowheader').getByRole('link').click();
      await link(page, 'Bucket does not log').waitFor();
      await here.goTo('/security-hub/insights');
      await accessible('insights');
      await link(page, 'Resolved by product').click();
      await button(page, 'Delete').click();
      await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('Insight Resolved by product deleted.').waitFor();
    });

    test('accounts and Regions are counted by severity', async () => {
      await here.goTo('/security-hub/accounts');
      await page.getByRole('row', { name: new RegExp(`${MEMBER}.*${HOME}`) }).waitFor();
      await accessible('accounts');
      await page
        .getByRole('row', { name: new RegExp(MEMBER) })
        .getByRole('link', { name: '1', exact: true })
        .first()
        .click();
      await link(page, 'Role is too powerful').waitFor();
    });

    test('custom actions and automation rules are made, and actions get findings', async () => {
      await here.goTo('/security-hub/configuration?tab=actions');
      await button(page, 'Create custom action').first().click();
      await page.getByLabel('Action name').fill('Tell');
      await page.getByLabel('Action description').fill('Tells the owner');
      await page.getByLabel('Custom action ID').fill('Tell');
      await dialog(page).getByRole('button', { name: 'Create custom action' }).click();
      await page.getByText('Custom action Tell saved.').waitFor();
      await here.goTo('/security-hub/configuration?tab=rules');
      await button(page, 'Create rule').first().click();
      await page.getByLabel('Rule name').fill('Quiet');
      await page.getByLabel('Rule description').fill('Keeps it quiet');
      await page.getByLabel('Set note').fill('Nobody needs to look.');
      await accessible('create-rule');
      await dialog(page).getByRole('button', { name: 'Create rule' }).click();
      await page.getByText('Rule Quiet created.').waitFor();
      await page.getByRole('radio').first().check();
      await button(page, 'Disable').click();
      await page.getByText('Rule Quiet disabled.').waitFor();

      await here.goTo('/security-hub/findings');
      await page.getByRole('checkbox', { name: 'Select Role is too powerful' }).check();
      await button(page, 'Actions').click();
      await page.getByRole('menuitem', { name: /Tell/ }).click();
      await page.getByText('Sent to Tell.').waitFor();
    });

    test.for(['hubs', 'members', 'administration', 'products', 'actions', 'rules', 'standards'])(
      'the settings "%s" keep to the rules of accessibility',
      async (name) => {
        await here.goTo(`/security-hub/configuration?tab=${name}`);
        await page.waitForLoadState('networkidle');

        await accessible(`settings-${name}`);
      },
    );

    test('the member sees its own findings resolved, and why the report is not for it', async () => {
      const member = await here.newcomer();
      await here.signIn(MEMBER, member);
      const filters = JSON.stringify([['WorkflowStatus', '=', 'RESOLVED']]);
      await member.goto(
        `${here.cloud.console}/security-hub/findings?filters=${encodeURIComponent(filters)}`,
      );
      await link(member, 'Bucket is public').click();
      await member.getByText(RESOLVER).first().waitFor();
      await accessible('member', member);
      await member.goto(`${here.cloud.console}/security-hub/resolver`);
      await member.getByText(`The report is of account ${SECURITY}`).waitFor();
      await accessible('member-refused', member);
    });

    test('no page wrote or threw an error', () => {
      expect(here.faults).toEqual([]);
    });
  },
);

interface Source {
  readonly account: string;
  readonly secret: string;
}

/** What Falco writes of `cat /etc/shadow` in a container. */
const alert = (container: string): object => {
  const time = new Date().toISOString();
  return {
    output: `${time}: Warning Sensitive file opened for reading by non-trusted program (user=root program=cat file=/etc/shadow container_id=${container})`,
    output_fields: {
      'container.id': container,
      'container.name': 'web',
      'fd.name': '/etc/shadow',
      'proc.name': 'cat',
      'user.name': 'root',
    },
    priority: 'Warning',
    rule: 'Read sensitive file untrusted',
    source: 'syscall',
    tags: ['T1555', 'mitre_credential_access'],
    time,
  };
};

describe.skipIf(why !== undefined)(`alerts of Falco in the console ${why ?? ''}`, () => {
  let here: Visit;
  let page: Page;

  const deliver = async (account: string): Promise<number> => {
    const file = join(here.cloud.data, 'falco-sources.json');
    const sources = JSON.parse(readFileSync(file, 'utf8')) as readonly Source[];
    const secret = sources.find((source) => source.account === account)?.secret ?? '';
    const { status } = await fetch(`${here.cloud.console}/ingest/falco`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(alert(`c0ffee${account}`)),
    });
    return status;
  };
  const accessible = async (name: string): Promise<void> => {
    await here.shot(name);
    await expect(here.accessibilityFaults()).resolves.toEqual([]);
  };

  beforeAll(async () => {
    here = await visit('post-10/findings', { findings: true });
    page = here.page;
    await here.signIn(SECURITY);
  });
  afterAll(() => here.close());

  test('alerts of both members appear in one place while the administrator looks', async () => {
    await here.goTo('/security-hub/findings');
    await page.getByText('No open findings').waitFor();
    await accessible('no-findings');

    await expect(Promise.all([MEMBER, OTHER_MEMBER].map(deliver))).resolves.toEqual([200, 200]);

    await cell(page, new RegExp(`^${MEMBER}$`)).waitFor();
    await cell(page, new RegExp(`^${OTHER_MEMBER}$`)).waitFor();
    await accessible('both-members');
  });

  test('a finding names its account, container and process, and leads to both', async () => {
    await link(page, 'Read sensitive file untrusted').first().click();
    await page.getByRole('heading', { name: 'Read sensitive file untrusted' }).waitFor();
    await accessible('finding');
    await page.getByRole('tab', { name: /Resources/ }).click();
    await page.getByText('Container', { exact: false }).first().waitFor();
    await accessible('resources');
  });

  test('the bridge says that nothing waits and nothing was refused', async () => {
    await here.goTo('/security-hub/resolver');
    await page.getByRole('heading', { name: 'Falco bridge' }).waitFor();
    await page.getByText('None was refused').waitFor();
    await accessible('falco-bridge');
    expect(here.faults).toEqual([]);
  });
});
