import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { SecurityHub } from '@aws-sdk/client-securityhub';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleFunction } from '../../../../tools/bundle-functions.ts';
import { zipOfOne } from '../pages/lambda/shared/zip.ts';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const ACCOUNT = '111122223333';
const FUNCTION = 'AwsSecurityhubFalcoEcsEksln-lambdafunction';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/FalcoFunction`;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

/** What FireLens writes of `touch /etc/5` in a container on ECS. */
const alertLine = (time: string): string =>
  JSON.stringify({
    container_name: '/ecs-falco-1',
    ecs_cluster: 'blue',
    log: JSON.stringify({
      output: `${time}: Error File below /etc opened for writing (user=root file=/etc/5)`,
      output_fields: { 'container.id': '4a4021c50439', 'fd.name': '/etc/5', 'proc.name': 'touch' },
      priority: 'Error',
      rule: 'Write below etc',
      source: 'syscall',
      tags: ['filesystem', 'mitre_persistence'],
      time,
    }),
    source: 'stdout',
  });

/** The role of the function, which the member has before the post's clicks begin. */
const prepare = async ({ cloud }: Visit): Promise<void> => {
  const config = cloud.client('workloads');
  const iam = new IAM(config);
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ],
  };
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['securityhub:BatchImportFindings', 'logs:*'], Resource: '*' },
    ],
  };
  await iam.createRole({
    RoleName: 'FalcoFunction',
    AssumeRolePolicyDocument: JSON.stringify(trust),
  });
  await iam.putRolePolicy({
    RoleName: 'FalcoFunction',
    PolicyName: 'findings',
    PolicyDocument: JSON.stringify(policy),
  });
};

describe.skipIf(missingBrowser() !== undefined)(
  `Falco's trigger, and rules of events ${missingBrowser() ?? ''}`,
  () => {
    let here: Visit;
    let page: Page;

    beforeAll(async () => {
      here = await visit('post-10/trigger');
      page = here.page;
      await prepare(here);
      await here.signIn(ACCOUNT);
    });
    afterAll(() => here.close());

    const accessible = async (name: string): Promise<void> => {
      await here.shot(name);
      await expect(here.accessibilityFaults()).resolves.toEqual([]);
    };
    const choose = async (label: string, option: string): Promise<void> => {
      await page.getByRole('button', { name: new RegExp(`^${label}`) }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };

    test('the function of the solution is made of its ZIP file', async () => {
      const zip = zipOfOne('index.mjs', await bundleFunction('falco'));
      await here.goTo('/lambda/functions');
      await page.getByText('No functions').waitFor();
      await page.getByRole('link', { name: 'Create function' }).first().click();
      await field(page, 'Function name').fill(FUNCTION);
      await page.getByLabel('ARN of the execution role').fill(ROLE);
      await field(page, 'Timeout in seconds').fill('60');
      await accessible('create-function');
      await choose('Code from', 'A ZIP file');
      await page.locator('input[type=file]').setInputFiles({
        name: 'falco.zip',
        mimeType: 'application/zip',
        buffer: Buffer.from(zip),
      });
      await button(page, 'Create function').click();

      await page.getByText(`Function ${FUNCTION} created.`).waitFor();
      await page.getByRole('heading', { name: 'Function overview' }).waitFor();
      await page.getByText('None yet').waitFor();
      await accessible('function-overview');
    });

    test('the log group falco and its stream are made', async () => {
      await here.goTo('/logs/groups');
      await button(page, 'Create log group').click();
      await field(page, 'Log group name').fill('falco');
      await accessible('create-log-group');
      await dialog(page).getByRole('button', { name: 'Create log group' }).click();
      await page.getByText('Log group falco created.').waitFor();
      await button(page, 'Create log stream').click();
      await field(page, 'Log stream name').fill('node');
      await dialog(page).getByRole('button', { name: 'Create log stream' }).click();
      await page.getByRole('link', { name: 'node', exact: true }).waitFor();
      await accessible('log-group');
    });

    test('Add trigger: CloudWatch Logs, log group falco, filter name falco, no pattern', async () => {
      await here.goTo(`/lambda/functions/${FUNCTION}`);
      await page.getByRole('link', { name: 'Add trigger' }).first().click();
      await page.getByRole('heading', { name: 'Trigger configuration' }).waitFor();
      await page.getByLabel('Log group', { exact: true }).fill('falco');
      await page.keyboard.press('Escape');
      await field(page, 'Filter name').fill('falco');
      await accessible('add-trigger');
      await button(page, 'Add').click();

      await page.getByText(`Trigger added to ${FUNCTION}.`).waitFor();
      await page.getByText('Filter falco').waitFor();
      await expect(page.getByRole('list', { name: 'Triggers' }).textContent()).resolves.toBe(
        'CloudWatch Logs: falco',
      );
      await accessible('triggers');
    });

    test('an alert that is logged can be read, opened, searched for and explained', async () => {
      const logs = new CloudWatchLogs(here.cloud.client('workloads'));
      const timestamp = Date.now();
      const messages = ['Falco initialized', alertLine(new Date(timestamp).toISOString())];
      await here.goTo('/logs/groups/falco/streams/node');
      await page.getByText('No log events here.').waitFor();
      await page.getByText('Live tail').click();
      await logs.putLogEvents({
        logGroupName: 'falco',
        logStreamName: 'node',
        logEvents: messages.map((message) => ({ timestamp, message })),
      });

      await page.getByText('Falco initialized').waitFor();
      await page.locator('.gh-log summary').first().click();
      await page.locator('.gh-log pre').getByText('"ecs_cluster": "blue"').waitFor();
      await accessible('log-events');
      await field(page, 'Filter pattern').fill('{ $.ecs_cluster = "blue" }');
      await button(page, 'Search').click();
      await page.getByText('Falco initialized').waitFor({ state: 'detached' });
      await expect.poll(() => page.locator('.gh-log li').count()).toBe(1);
    });

    test('a query finds it, shows its fields and is saved', async () => {
      await here.goTo('/logs/insights?group=falco&query=fields%20ecs_cluster%2C%20source&range=60');
      await button(page, 'Run query').click();
      await page.getByText(/^Complete: 2 of 2 events matched/).waitFor();
      await page.getByRole('button', { name: 'Save as JSON' }).waitFor();
      await page.locator('tbody button[aria-expanded="false"]').first().click();
      await page.getByText('container_name', { exact: true }).waitFor();
      await accessible('insights');
      await field(page, 'Query').fill('sort bin(5m)');
      await button(page, 'Run query').click();
      await page.getByText('unexpected symbol found ( at line 1 and position 8').waitFor();
      await field(page, 'Query').fill('stats count(*) as alerts by ecs_cluster');
      await button(page, 'Run query').click();
      await page.getByRole('columnheader', { name: 'alerts' }).waitFor();
      await button(page, 'Save').click();
      await field(page, 'Query name').fill('alerts');
      await dialog(page).getByRole('button', { name: 'Save query' }).click();
      await page.getByText('Query alerts saved.').waitFor();
      await button(page, 'Use').waitFor();
    });

    test('it is a finding of Security Hub', async () => {
      const hub = new SecurityHub(here.cloud.client('workloads'));
      const titles = async (): Promise<readonly (string | undefined)[]> =>
        ((await hub.getFindings({})).Findings ?? []).map(({ Title }) => Title);
      await expect.poll(titles, { timeout: 15_000 }).toContain('Write below etc');

      await here.goTo(`/logs/groups/${encodeURIComponent(`/aws/lambda/${FUNCTION}`)}?tab=search`);
      await page.getByText('END RequestId').first().waitFor();
    });

    test('metric filters are tried on own lines, with the reason for each', async () => {
      await here.goTo('/logs/groups/falco?tab=metrics');
      await button(page, 'Create metric filter').click();
      await button(page, 'Test pattern').click();
      await dialog(page).getByText('The message is no JSON object.').waitFor();
      await dialog(page).getByText('$.level = "error": "error" passes.').waitFor();
      await accessible('filter-tester');
      await field(page, 'Filter name').fill('errors');
      await field(page, 'Metric namespace').fill('Falco');
      await field(page, 'Metric name').fill('Errors');
      await dialog(page).getByRole('button', { name: 'Create metric filter' }).click();
      await page.getByText('Falco / Errors').waitFor();
      await tab(page, 'Subscription filters').click();
      await page.getByText('Every event').waitFor();
      await accessible('subscription-filters');
    });

    test('a function written in the editor answers, logs, and hides its variables', async () => {
      await here.goTo('/lambda/functions/create');
      await field(page, 'Function name').fill('hello');
      await page.getByLabel('ARN of the execution role').fill(ROLE);
      await button(page, 'Create function').click();
      await page.getByText('Function hello created.').waitFor();
      await tab(page, 'Test').click();
      await button(page, 'Invoke').click();
      await page.getByText('The function has answered').waitFor();
      await expect(page.getByLabel('Result').inputValue()).resolves.toContain('Hello from');
      await page.getByText('REPORT RequestId').waitFor();
      await accessible('invocation');

      await tab(page, 'Configuration').click();
      await button(page, 'Edit variables').click();
      await button(page, 'Add variable').click();
      await page.getByLabel('Key of variable 1').fill('TOKEN');
      await page.getByLabel('Value of variable 1').fill('of-the-function');
      await button(page, 'Save variables').click();
      await page.getByText('••••••••').waitFor();
      await expect(page.getByText('of-the-function').count()).resolves.toBe(0);
      await button(page, 'Show values').click();
      await page.getByText('of-the-function').waitFor();
      await accessible('configuration');
      await tab(page, 'Versions and aliases').click();
      await page.getByText('$LATEST').waitFor();
      await accessible('versions');
    });

    test('a pattern is tested: what passes, what does not, and why', async () => {
      await here.goTo('/eventbridge/pattern-tester');
      await button(page, 'Test pattern').click();
      await page.getByText('The event matches the pattern.').waitFor();
      await accessible('pattern-matches');
      await choose('Begin with an example', 'EC2: instance state change');
      const pattern = page.getByLabel('Event pattern', { exact: true }).last();
      await pattern.fill('{"source":["aws.ec2"],"detail":{"state":["running"]}}');
      await button(page, 'Test pattern').click();

      await page.getByText('The event does not match the pattern.').waitFor();
      await page.getByText('The value "terminated" passes none of the alternatives.').waitFor();
      await accessible('pattern-explained');
      await pattern.fill('{"source":"aws.ec2"}');
      await button(page, 'Test pattern').click();
      await page.getByText('InvalidEventPatternException').waitFor();
      await page.getByRole('list', { name: 'Findings' }).waitFor();
    });

    test('a rule takes it, and a delivery that fails is reported', async () => {
      await here.goTo('/sqs/queues/create');
      await field(page, 'Queue name').fill('closed');
      await button(page, 'Create queue').click();
      await page.getByText('Queue closed created.').waitFor();

      await here.goTo('/eventbridge/rules/create');
      await field(page, 'Rule name').fill('orders');
      await page
        .getByLabel('Event pattern', { exact: true })
        .last()
        .fill('{"source":["com.example.shop"]}');
      await accessible('create-rule');
      await button(page, 'Create rule').click();
      await page.getByText('Rule orders created.').waitFor();
      await page.getByText('No targets: what the rule takes goes nowhere').waitFor();
      await button(page, 'Add target').click();
      await field(page, 'Target ID').fill('queue');
      await field(page, 'ARN of the target').fill(`arn:aws:sqs:us-east-1:${ACCOUNT}:closed`);
      await accessible('add-target');
      await dialog(page).getByRole('button', { name: 'Add target' }).click();
      await dialog(page).waitFor({ state: 'detached' });
      await page.getByText(`arn:aws:sqs:us-east-1:${ACCOUNT}:closed`).waitFor();

      await here.goTo('/eventbridge/send-events');
      await button(page, 'Send').click();
      await page.getByText('Accepted').waitFor();
      await accessible('send-events');
      await here.goTo('/eventbridge/deliveries');
      await page.getByText('NO_PERMISSIONS').waitFor();
      await accessible('deliveries');
    });

    test('a schedule shows when it comes due', async () => {
      await here.goTo('/eventbridge/rules/create');
      await choose('Set off by', 'A schedule');
      await field(page, 'Schedule expression').fill('cron(0 8 ? * MON-FRI *)');
      await page.getByRole('list', { name: 'Next due times' }).waitFor();
      await accessible('schedule');
    });

    test('a bus is made, with an archive and a connection that keeps its secret', async () => {
      await here.goTo('/eventbridge/buses');
      await button(page, 'Create event bus').click();
      await field(page, 'Event bus name').fill('shop');
      await dialog(page).getByRole('button', { name: 'Create event bus' }).click();
      await page.getByText('No rules: nothing listens to this bus').waitFor();
      await tab(page, 'Permissions').click();
      await button(page, 'Edit policy').click();
      await page.getByLabel('Access policy').last().fill('{"Version":"2012-10-17"}');
      await button(page, 'Save policy').click();
      await page.getByRole('alert').or(page.getByText('Exception')).first().waitFor();
      await accessible('bus-policy');

      await here.goTo('/eventbridge/archives');
      await button(page, 'Create archive').click();
      await field(page, 'Archive name').fill('all');
      await dialog(page).getByRole('button', { name: 'Create archive' }).click();
      await page.getByText('ENABLED').waitFor();
      await accessible('archives');
      await here.goTo('/eventbridge/connections');
      await button(page, 'Create connection').click();
      await field(page, 'Connection name').fill('partner');
      await field(page, 'Name of the header').fill('x-api-key');
      await page.getByRole('textbox', { name: 'API key' }).fill('only-the-partner-knows');
      await accessible('create-connection');
      await dialog(page).getByRole('button', { name: 'Create connection' }).click();
      await page.getByText('AUTHORIZED', { exact: true }).waitFor();
      await page.getByRole('radio').first().click({ force: true });
      await button(page, 'Edit').click();
      await expect(page.getByRole('textbox', { name: 'API key' }).inputValue()).resolves.toBe('');
    });

    test('no page wrote or threw an error', () => {
      expect(here.faults).toEqual([]);
    });
  },
);
