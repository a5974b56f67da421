import { DynamoDBClient, PutItemCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const ACCOUNT = '111122223333';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });

describe.skipIf(missingBrowser() !== undefined)(
  `queues, topics, user pools and one's own session ${missingBrowser() ?? ''}`,
  () => {
    let here: Visit;
    let page: Page;

    beforeAll(async () => {
      here = await visit('services-18');
      page = here.page;
      await here.signIn(ACCOUNT);
    });
    afterAll(() => here.close());

    const accessible = async (name: string): Promise<void> => {
      await here.shot(name);
      await expect(here.accessibilityFaults()).resolves.toEqual([]);
    };

    test('a table is made, its items are queried and one is shown, and it is deleted', async () => {
      await here.goTo('/dynamodb/tables');
      await page.getByText('No tables').waitFor();
      await here.goTo('/dynamodb/tables/create');
      await page.getByLabel('Table name').fill('orders');
      await page.getByLabel('Partition key', { exact: true }).fill('customer');
      await accessible('create-table');
      await button(page, 'Create table').click();
      await page.getByText('Table orders is being created.').waitFor();
      const client = new DynamoDBClient(here.cloud.client('workloads'));
      await waitUntilTableExists(
        { client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
        { TableName: 'orders' },
      );
      for (const customer of ['anna', 'bert'])
        await client.send(
          new PutItemCommand({
            TableName: 'orders',
            Item: { customer: { S: customer }, total: { N: '9.50' } },
          }),
        );
      client.destroy();

      await page.getByLabel('Partition key customer').fill('bert');
      await button(page, 'Run').click();
      await page.getByText('total: 9.5').waitFor();
      await page.getByRole('radio').first().click();
      await page.getByText('"S": "bert"').waitFor();
      await accessible('table-items');
      await tab(page, 'Tags').click();
      await page.getByText('Manage tags').waitFor();
      await accessible('table-tags');

      await button(page, 'Delete').click();
      await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('Table orders is being deleted.').waitFor();
    });

    test('a parameter is made, shown, changed, labelled and deleted', async () => {
      await here.goTo('/systems-manager/parameters');
      await page.getByText('No parameters').waitFor();
      await here.goTo('/systems-manager/parameters/create');
      await page.getByLabel('Name', { exact: true }).fill('/app/prod/password');
      await page.getByLabel('Type', { exact: true }).click();
      await page.getByRole('option', { name: /^Secure string/ }).click();
      await page.getByLabel('Value', { exact: true }).fill('first secret');
      await accessible('create-parameter');
      await button(page, 'Create parameter').click();
      await page.getByText('Parameter /app/prod/password created.').waitFor();

      await button(page, 'Show value').click();
      await page.getByText('first secret').waitFor();
      await button(page, 'Edit value').click();
      await dialog(page).getByLabel('Value', { exact: true }).fill('second secret');
      await dialog(page).getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('has a new version').waitFor();
      await tab(page, 'History and labels').click();
      await page.getByRole('radio').nth(1).click();
      await button(page, 'Attach label').click();
      await dialog(page).getByLabel('Label', { exact: true }).fill('release-1');
      await dialog(page).getByRole('button', { name: 'Attach label', exact: true }).click();
      await page.getByText('Label release-1 is on version 2 now.').waitFor();
      await accessible('parameter-versions');

      await button(page, 'Delete').click();
      await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('Parameter /app/prod/password deleted.').waitFor();
    });

    test('a queue is made, sent to, looked into and purged', async () => {
      await here.goTo('/sqs/queues');
      await page.getByText('No queues').waitFor();
      await accessible('no-queues');
      await here.goTo('/sqs/queues/create');
      await page.getByLabel('Queue name').fill('payments');
      await accessible('create-queue');
      await button(page, 'Create queue').click();
      await page.getByText('Queue payments created.').waitFor();

      await page.getByLabel('Message body').fill('first message');
      await button(page, 'Send message').click();
      await page.getByText('Message sent.').waitFor();
      await button(page, 'Poll for messages').click();
      await page.getByText('first message').waitFor();
      await accessible('messages');

      await button(page, 'Purge').click();
      await dialog(page).getByText('Purge queue payments').waitFor();
      await accessible('purge');
      await dialog(page).getByRole('button', { name: 'Purge', exact: true }).click();
      await page.getByText('Queue payments purged.').waitFor();
      await button(page, 'Poll for messages').click();
      await page.getByText('No messages were available.').waitFor();
    });

    test.for(['settings', 'policy', 'dead-letters', 'tags'])(
      'the tab "%s" of a queue keeps to the rules of accessibility',
      async (name) => {
        await here.goTo(`/sqs/queues/payments?tab=${name}`);
        await page.waitForLoadState('networkidle');

        await accessible(`queue-${name}`);
      },
    );

    test('the policy of a queue is remarked on while it is written, and saved', async () => {
      await here.goTo('/sqs/queues/payments?tab=policy');
      await button(page, 'Edit policy').click();
      await page.getByLabel('Access policy').last().fill('{ "Version": "2012-10-17" ');
      await page.getByText('This is not JSON').waitFor();
      await button(page, 'Cancel').click();
      await button(page, 'Edit policy').click();
      await accessible('queue-policy-editor');
      await button(page, 'Save policy').click();

      await button(page, 'Edit policy').waitFor();
      await expect(page.locator('textarea').inputValue()).resolves.toContain('sqs:SendMessage');
    });

    test('a topic is made and subscribed to; an address waits for its confirmation', async () => {
      await here.goTo('/sns/topics');
      await page.getByText('No topics').waitFor();
      await button(page, 'Create topic').first().click();
      await page.getByLabel('Topic name').fill('alarms');
      await accessible('create-topic');
      await dialog(page).getByRole('button', { name: 'Create topic' }).click();
      await page.getByText('Topic alarms created.').waitFor();
      await page.getByText('Nobody has subscribed').waitFor();

      await here.goTo('/sns/topics/alarms/subscribe');
      await page.getByLabel('Endpoint').fill('alice@example.com');
      await accessible('subscribe');
      await button(page, 'Create subscription').click();

      await page.getByText('alice@example.com was asked to confirm.').waitFor();
      await page.getByText('Waiting for confirmation').first().waitFor();
      await accessible('subscriptions');
    });

    test.for(['publish', 'policy', 'tags'])(
      'the tab "%s" of a topic keeps to the rules of accessibility',
      async (name) => {
        await here.goTo(`/sns/topics/alarms?tab=${name}`);
        await page.waitForLoadState('networkidle');

        await accessible(`topic-${name}`);
      },
    );

    test('a message is published', async () => {
      await here.goTo('/sns/topics/alarms?tab=publish');
      await page.getByLabel('Message', { exact: true }).fill('it burns');
      await button(page, 'Publish message').click();

      await page.getByText('Message published.').waitFor();
      await expect(page.getByLabel('Message', { exact: true }).inputValue()).resolves.toBe('');
    });

    test('a user pool gets a group, a user in it, and an application', async () => {
      await here.goTo('/cognito/user-pools');
      await button(page, 'Create user pool').first().click();
      await page.getByLabel('User pool name').fill('people');
      await accessible('create-pool');
      await dialog(page).getByRole('button', { name: 'Create user pool' }).click();
      await page.getByRole('heading', { name: 'people', exact: true }).waitFor();

      await tab(page, 'Groups').click();
      await button(page, 'Create group').first().click();
      await page.getByLabel('Group name').fill('operators');
      await dialog(page).getByRole('button', { name: 'Create group' }).click();
      await page.getByRole('link', { name: 'operators', exact: true }).waitFor();
      await accessible('groups');

      await tab(page, 'App clients').click();
      await button(page, 'Create app client').first().click();
      await page.getByLabel('App client name').fill('web');
      await page.getByLabel('Callback URLs').fill('https://example.com/back');
      await dialog(page).getByRole('button', { name: 'Create app client' }).click();
      await page.getByRole('link', { name: 'web', exact: true }).waitFor();
      await accessible('clients');

      for (const name of ['Domain', 'Passwords and MFA', 'Tags']) {
        await tab(page, name).click();
        await page.waitForLoadState('networkidle');
        await accessible(`pool-${name}`);
      }

      await tab(page, 'Users').click();
      await button(page, 'Create user').first().click();
      await page.getByLabel('User name', { exact: true }).fill('zoe');
      await dialog(page).getByRole('button', { name: 'Create user' }).click();
      await page.getByRole('link', { name: 'zoe', exact: true }).waitFor();
      await accessible('users');
    });

    test('a user joins a group and is disabled', async () => {
      await page.getByRole('link', { name: 'zoe', exact: true }).click();
      await page.getByRole('heading', { name: 'zoe', exact: true }).waitFor();
      await button(page, 'Add to group').click();
      await page.getByRole('button', { name: /Group/ }).last().click();
      await page.getByRole('option', { name: 'operators' }).click();
      await dialog(page).getByRole('button', { name: 'Add to group' }).click();
      await page.getByRole('link', { name: 'operators', exact: true }).waitFor();

      await button(page, 'Disable').click();
      await dialog(page).getByRole('button', { name: 'Disable', exact: true }).click();
      await page.getByText('User zoe disabled.').waitFor();
      await button(page, 'Enable').waitFor();
      await accessible('user');
      await page.getByRole('link', { name: 'operators', exact: true }).click();
      await page.getByRole('link', { name: 'zoe', exact: true }).waitFor();
      await accessible('group');
    });

    test('one sees who one is, what one may do, and why', async () => {
      await here.goTo('/explorer');
      await page.getByText('user/gatehouse-admin').first().waitFor();
      await button(page, 'Why: CreateQueue').click();
      await dialog(page).getByText('is allowed.').waitFor();
      await accessible('why');
      await dialog(page).getByRole('button', { name: 'Close' }).last().click();
      await accessible('my-session');
    });

    test('on a narrow screen the navigation opens over the page and goes with Escape', async () => {
      await page.setViewportSize({ width: 600, height: 900 });
      await here.goTo('/sqs/queues');
      await button(page, 'Open navigation').click();
      await accessible('narrow-navigation');
      await page.keyboard.press('Escape');

      await expect(
        page.evaluate('document.activeElement?.getAttribute("aria-label")'),
      ).resolves.toBe('Open navigation');
      await page.setViewportSize({ width: 1280, height: 900 });
    });

    test('no page wrote or threw an error', () => {
      expect(here.faults).toEqual([]);
    });
  },
);
