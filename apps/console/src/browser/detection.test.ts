import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { STS } from '@aws-sdk/client-sts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const MANAGEMENT = '123456789012';
const SECURITY = '777788889999';
const WORKLOADS = '111122223333';
const GROUP = 'CloudTrail/organization-trail';
const PATTERN =
  '{ ($.eventSource = "s3.amazonaws.com") && ($.eventName = "ListBuckets") && ($.userAgent != "[AWS Internal*") }';

const SIGMA_ID = '7f3d2c1e-5b4a-4c3d-9e8f-1a2b3c4d5e6f';
const SIGMA = `title: A trail was stopped
id: ${SIGMA_ID}
status: test
description: Somebody stopped a trail.
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging }
  condition: selection
level: high
`;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text }).first();

describe.skipIf(missingBrowser() !== undefined)(
  `unexpected behaviour, in the order of the post ${missingBrowser() ?? ''}`,
  () => {
    let here: Visit;
    let page: Page;

    beforeAll(async () => {
      here = await visit('post-13', { detection: true });
      page = here.page;
      const sns = new SNS(here.cloud.client('admin'));
      await sns.createTopic({ Name: 'security-alarms' });
      await here.signIn(MANAGEMENT);
    });
    afterAll(() => here.close());

    const accessible = async (name: string): Promise<void> => {
      await here.shot(name, page);
      await expect(here.accessibilityFaults(page)).resolves.toEqual([]);
    };
    const goTo = async (path: string): Promise<void> => {
      await page.goto(here.cloud.console + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
    };

    test('the trail says how its delivery goes', async () => {
      // The trail of the demo is made while the server answers already.
      const trails = new CloudTrail(here.cloud.client('admin'));
      const isLogging = async (): Promise<boolean> => {
        const { trailList: [trail] = [] } = await trails.describeTrails({});
        if (trail === undefined) return false;
        return (await trails.getTrailStatus({ Name: trail.TrailARN })).IsLogging === true;
      };
      await expect.poll(isLogging, { timeout: 10_000 }).toBe(true);
      await new S3(here.cloud.client('admin')).listBuckets({});
      await goTo('/trails');
      await row(page, 'organization-trail').getByRole('radio').click({ force: true });
      await page.getByRole('heading', { name: 'Delivery of organization-trail' }).waitFor();
      await page.getByRole('link', { name: GROUP }).waitFor();
      await accessible('trail-delivery');
    });

    test('figure 2: a metric filter is tested on the stored events and created', async () => {
      await goTo(`/logs/groups/${encodeURIComponent(GROUP)}?tab=metrics`);
      await button(page, 'Create metric filter').click();
      await field(page, 'Filter name').fill('bucket-enumeration');
      await field(page, 'Filter pattern').fill(PATTERN);
      await button(page, 'Test on stored events').click();
      await dialog(page).getByText('1 event matches').waitFor();
      await accessible('metric-filter-test');
      await field(page, 'Metric namespace').fill('Anomalies');
      await field(page, 'Metric name').fill('BucketEnumeration');
      await dialog(page).getByRole('button', { name: 'Create metric filter' }).click();
      await page.getByText('Anomalies / BucketEnumeration').waitFor();
    });

    test('an alarm is made of it, and goes off when somebody enumerates', async () => {
      await page.getByRole('radio').first().click({ force: true });
      await page.getByRole('link', { name: 'Create alarm' }).click();
      await page.getByRole('heading', { name: 'Create alarm' }).waitFor();
      await expect(field(page, 'Metric name').inputValue()).resolves.toBe('BucketEnumeration');
      await page
        .getByLabel('Tell when in alarm')
        .fill(`arn:aws:sns:us-east-1:${MANAGEMENT}:security-alarms`);
      await page.keyboard.press('Escape');
      await accessible('create-alarm');
      await button(page, 'Create alarm').click();
      await page.getByText('Alarm bucket-enumeration created.').waitFor();
      await page.getByRole('link', { name: 'Topic security-alarms' }).waitFor();

      await new S3(here.cloud.client('admin')).listBuckets({});
      await page.getByText(/ was greater than or equal to the threshold/).waitFor();
      await page.getByText('Threshold 1', { exact: true }).first().waitFor();
      await accessible('alarm');
      await tab(page, 'History').click();
      await page
        .getByText(/Alarm updated from .* to ALARM/)
        .first()
        .waitFor();
      await here.shot('alarm-history', page);
    });

    test('alarms are listed by state, set by hand, and edited', async () => {
      await goTo('/cloudwatch/alarms');
      await page.getByText('In alarm (1)').click();
      await page.getByRole('link', { name: 'bucket-enumeration' }).click();
      await button(page, 'Set state').click();
      await here.shot('set-state', page);
      await dialog(page).getByRole('button', { name: 'Set state' }).click();
      await page.getByText('Testing the actions').waitFor();
      await page.getByRole('link', { name: 'Edit', exact: true }).click();
      await field(page, 'Threshold').fill('3');
      await button(page, 'Save alarm').click();
      await page.getByText('Alarm bucket-enumeration saved.').waitFor();
      await page
        .getByText(/BucketEnumeration >= 3 for 1 of 1/)
        .first()
        .waitFor();

      await new CloudWatch(here.cloud.client('admin')).putCompositeAlarm({
        AlarmName: 'any-anomaly',
        AlarmRule: 'ALARM("bucket-enumeration")',
      });
      await goTo('/cloudwatch/alarms');
      await row(page, 'any-anomaly').getByText('Composite').waitFor();
      await accessible('alarms');
      await page.getByRole('link', { name: 'any-anomaly' }).click();
      await page.getByRole('link', { name: 'bucket-enumeration' }).click();
      await page.getByRole('heading', { name: 'bucket-enumeration', level: 1 }).waitFor();
    });

    test('metrics are explored', async () => {
      const cloudwatch = new CloudWatch(here.cloud.client('admin'));
      await cloudwatch.putMetricData({
        Namespace: 'Shop',
        MetricData: [{ MetricName: 'Orders', Value: 3 }],
      });
      await goTo('/cloudwatch/metrics?namespace=Shop');
      await row(page, 'Orders').getByRole('checkbox').click({ force: true });
      await page.getByRole('heading', { name: 'Graph' }).waitFor();
      await page.getByRole('heading', { name: 'Values' }).waitFor();
      await page.getByText('Orders', { exact: true }).nth(2).waitFor();
      await accessible('metrics');
      await goTo('/cloudwatch/dashboards');
      await page.getByText('No dashboards').waitFor();
    });

    test('who does not administer Security Hub learns of no alerts and no traps', async () => {
      await goTo('/detection/traps');
      await page.getByRole('heading', { name: 'Page not found' }).waitFor();
      await goTo('/detection/alerts');
      await page.getByText('AccessDeniedException').first().waitFor();
      await expect(page.getByText('Traps', { exact: true }).count()).resolves.toBe(0);
    });

    test('an attack is an alert within seconds, with the answer to its question', async () => {
      const iam = new IAM(here.cloud.client('workloads'));
      await iam.createUser({ UserName: 'backdoor' });
      await iam.attachUserPolicy({
        UserName: 'backdoor',
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      });
      page = await here.newcomer();
      await here.signIn(SECURITY, page);
      await goTo('/detection');
      await page.getByRole('heading', { name: 'Calls over time' }).waitFor();
      await page.getByRole('link', { name: 'Traps' }).waitFor();
      await row(page, 'backdoor').waitFor();
      await page.getByText('Calls in 5 minutes').waitFor();
      await page.getByRole('region', { name: 'Persistence' }).waitFor();
      await accessible('home');

      await goTo('/detection/alerts?severities=CRITICAL,HIGH,MEDIUM&rule=attack.*');
      await row(page, 'A user or group may now do nearly everything')
        .getByRole('link')
        .first()
        .click();
      await page.getByRole('list', { name: 'Events of the alert' }).waitFor();
      await page.getByText('Next steps').waitFor();
      await accessible('alert');
    });

    test('it is investigated: what the same principal did, minute by minute', async () => {
      await page.getByRole('link', { name: 'Investigate', exact: true }).last().click();
      await page.getByRole('list', { name: 'Timeline' }).waitFor();
      await page.getByRole('link', { name: 'CreateUser' }).waitFor();
      await page.getByRole('heading', { name: 'Roles that were taken' }).waitFor();
      await accessible('investigation');
      await page.goBack();
    });

    test('it is resolved with a note, and what is like it is suppressed for a while', async () => {
      await page.getByRole('link', { name: 'Finding in Security Hub' }).waitFor();
      await button(page, 'Change status').click();
      await page.getByRole('menuitem', { name: 'Resolve' }).click();
      await page.getByLabel('Note - optional').fill('The user was removed.');
      await dialog(page).getByRole('button', { name: 'Change status' }).click();
      await page.getByText('1 alert: status Resolved.').waitFor();
      await tab(page, 'History').click();
      await page.getByText('The user was removed.').first().waitFor();
      await here.shot('alert-history', page);

      await button(page, 'Suppress similar').click();
      await field(page, 'Reason').fill('Onboarding does this until December.');
      await accessible('suppress');
      await button(page, 'Add suppression').click();
      await goTo('/detection/suppressions');
      await page.getByText('Onboarding does this until December.').waitFor();
      await here.shot('suppressions', page);
    });

    test('a rule is tested on stored events, changed, and the change is told', async () => {
      await goTo('/detection/rules');
      await page.getByLabel('Filter rules').fill('workload.');
      await row(page, 'launched outside the pipeline').waitFor();
      await accessible('rules');
      await button(page, 'Import rules').click();
      await page.locator('input[type=file]').setInputFiles({
        name: 'trail.yml',
        mimeType: 'application/yaml',
        buffer: Buffer.from(SIGMA),
      });
      await button(page, 'Import').click();
      await page.getByText(`Rules: sigma.${SIGMA_ID}`).waitFor();
      await here.shot('import', page);
      await dialog(page).getByRole('button', { name: 'Cancel' }).click();
      await goTo('/detection/rules/detail?id=attack.admin-user');
      await button(page, 'Test rule').click();
      await page.getByText(/events? match(es)? of/).waitFor();
      await button(page, 'Edit rule').click();
      await field(page, 'Exclusions').fill('{ $.userIdentity.userName = "onboarding" }');
      await button(page, 'Save rule').click();
      await page.getByText('Rule attack.admin-user saved.').waitFor();
      await accessible('rule');
      await goTo('/detection/rules?tab=changes');
      await row(page, 'attack.admin-user').waitFor();
      await tab(page, 'Parameters').click();
      await button(page, 'Edit parameters').click();
      await field(page, 'Pipelines').fill('role/deploy-*');
      await button(page, 'Save parameters').click();
      await page.getByText('Pipelines (changed)').waitFor();
      await here.shot('parameters', page);
    });

    test('a trap is set, and whoever touches it is told', async () => {
      await goTo('/detection/traps');
      await page.getByText('No traps yet').waitFor();
      await button(page, 'Create trap').click();
      await dialog(page)
        .getByRole('button', { name: /^Account/ })
        .click();
      await page.getByRole('option', { name: WORKLOADS }).click();
      await accessible('create-trap');
      await dialog(page).getByRole('button', { name: 'Create trap' }).click();
      const trap = row(page, WORKLOADS);
      await trap.getByText('Watched').waitFor();
      const name = (await trap.getByRole('rowheader').textContent()) ?? '';
      const sts = new STS(here.cloud.client('workloads'));
      await sts.assumeRole({
        RoleArn: `arn:aws:iam::${WORKLOADS}:role/ops/${name}`,
        RoleSessionName: 'curious',
      });
      await trap.getByText('Never').waitFor({ state: 'detached' });
      await accessible('traps');
      await page.getByRole('link', { name: 'Alerts of traps' }).click();
      await row(page, 'Somebody tried to assume a trap role').waitFor();
      await accessible('trap-alerts');
    });

    test('the key of a trap is shown once; a trap is verified and removed', async () => {
      await goTo('/detection/traps');
      await button(page, 'Create trap').click();
      await dialog(page).getByText('Access key', { exact: true }).click();
      await dialog(page).getByRole('button', { name: 'Create trap' }).click();
      const shown = dialog(page).filter({ hasText: 'This is the only time that they are shown.' });
      await shown.getByText('Secret access key').waitFor();
      await shown.getByRole('button', { name: 'I have planted them' }).click();
      const key = row(page, 'AKIA');
      await key.getByRole('radio').click({ force: true });
      await button(page, 'Verify').click();
      await page.getByText(/ is as it was made\.$/).waitFor();
      await expect(button(page, 'Show credentials once').count()).resolves.toBe(0);
      await key.getByRole('radio').click({ force: true });
      await button(page, 'Remove').click();
      await dialog(page).getByRole('button', { name: 'Remove' }).click();
      await page.getByText(/ is being removed\.$/).waitFor();
      await here.shot('removed', page);
    });

    test('stored events are searched with chips or a filter pattern', async () => {
      await goTo('/detection/search');
      await field(page, 'Value').fill('AssumeRole');
      await button(page, 'Add condition').click();
      const pattern = field(page, 'Filter pattern');
      await expect(pattern.inputValue()).resolves.toBe('{ $.eventName = "AssumeRole" }');
      await pattern.fill(
        '{ $.eventName = "AssumeRole" && $.requestParameters.roleSessionName = "curious" }',
      );
      await page.getByText('requestParameters.roleSessionName = curious').waitFor();
      await button(page, 'Test pattern').click();
      await page.getByText(/^1 event matches of/).waitFor();
      await button(page, 'Search').click();
      await row(page, 'AssumeRole').getByRole('button', { name: 'AssumeRole' }).click();
      await accessible('event-search');
      await expect(field(page, 'Event record').inputValue()).resolves.toContain('curious');
    });

    test('no page wrote or threw an error', () => {
      expect(here.faults).toEqual([]);
    });
  },
);
