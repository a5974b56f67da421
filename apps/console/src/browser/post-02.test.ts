import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const ACCOUNT = '111122223333';
const POLICY = readFileSync(
  new URL('../../../../docs/examples/ecs-abac-policy.json', import.meta.url),
  'utf8',
);
const DEFINITION = JSON.stringify({
  family: 'batch',
  containerDefinitions: [{ name: 'job', image: 'busybox', memory: 64, essential: true }],
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
});

type Tag = readonly [key: string, value: string];
const OWNER: Tag = ['owner', 'mock_owner'];
const ENVIRONMENT: Tag = ['environment', 'development'];

const addTags = async (page: Page, tags: readonly Tag[]): Promise<void> => {
  for (const [index, [key, value]] of tags.entries()) {
    await page.getByRole('button', { name: 'Add tag', exact: true }).click();
    await page.getByLabel(`Key of tag ${index + 1}`).fill(key);
    await page.getByLabel(`Value of tag ${index + 1}`).fill(value);
  }
};

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

const createCluster = async (page: Page, tags: readonly Tag[]): Promise<void> => {
  await page.getByLabel('Cluster name').fill('web');
  await addTags(page, tags);
  await button(page, 'Create').click();
};

describe.skipIf(missingBrowser() !== undefined)(
  `post 02 in the console ${missingBrowser() ?? ''}`,
  () => {
    let here: Visit;
    let page: Page;

    beforeAll(async () => {
      here = await visit('post-02');
      page = here.page;
    });
    afterAll(() => here.close());

    const accessible = async (): Promise<void> => {
      await expect(here.accessibilityFaults()).resolves.toEqual([]);
    };

    test('the first page loads less than 350 kB', async () => {
      await page.goto(here.cloud.console);
      await page.getByLabel('Account ID or alias').waitFor();

      const bytes = await page.evaluate<number>(
        'performance.getEntries().reduce((sum, { transferSize = 0 }) => sum + transferSize, 0)',
      );

      expect(bytes).toBeGreaterThan(100_000);
      expect(bytes).toBeLessThan(350_000);
    });

    test('a person signs in to the account', async () => {
      await page.goto(here.cloud.console);
      await page.getByLabel('Account ID or alias').waitFor();
      await here.shot('sign-in');
      await accessible();

      await here.signIn(ACCOUNT);

      await page.getByRole('link', { name: 'ConsoleLogin' }).first().waitFor();
      await here.shot('home');
      await accessible();
    });

    test('the sample policy becomes the ECSABAC policy', async () => {
      await here.goTo('/iam/policies/create');
      await page.getByLabel('Policy document').fill(POLICY);
      await page.getByLabel('Policy name').fill('ECSABAC');
      await here.shot('create-policy');
      await accessible();
      await button(page, 'Create policy').click();

      await page.getByText('Policy ECSABAC created.').waitFor();
      await heading(page, 'ECSABAC').waitFor();
      await here.shot('policy');
      await accessible();
    });

    test('the role creation flow makes a role for another account, with the policy and the tags', async () => {
      await here.goTo('/iam/roles/create');
      await page.getByRole('radio', { name: 'Another AWS account' }).check();
      await page.getByLabel('Account ID').fill(ACCOUNT);
      await here.shot('role-trusted-entity');
      await accessible();
      await button(page, 'Next').click();

      await page.getByLabel('Filter policies').fill('ECSABAC');
      await page.getByText('(1/').waitFor();
      await page
        .getByRole('row', { name: /ECSABAC/ })
        .getByRole('checkbox')
        .check();
      await here.shot('role-permissions (figure 1)');
      await accessible();
      await button(page, 'Next').click();

      await addTags(page, [OWNER, ENVIRONMENT]);
      await here.shot('role-tags (figure 2)');
      await accessible();
      await button(page, 'Next').click();

      await page.getByLabel('Role name').fill('ECSABACRole');
      await here.shot('role-review');
      await accessible();
      await button(page, 'Create role').click();

      await page.getByText('Role ECSABACRole created.').waitFor();
      await heading(page, 'ECSABACRole').waitFor();
      await page.getByRole('link', { name: 'ECSABAC', exact: true }).waitFor();
      await here.shot('role');
      await accessible();
    });

    test('the developer switches to the role', async () => {
      await page.getByRole('button', { name: /^Account:/ }).click();
      await page.getByRole('menuitem', { name: 'Switch role' }).click();
      await page.getByLabel('Role', { exact: true }).fill('ECSABACRole');
      await page.getByLabel('Display name').fill('Developer');
      await here.shot('switch-role');
      await accessible();
      await page.getByRole('dialog').getByRole('button', { name: 'Switch role' }).click();

      await page.getByRole('button', { name: 'Account: Developer' }).waitFor();
    });

    test.for([
      ['1-no-tags (figures 3 to 5)', []],
      ['2-one-tag (figures 6 and 7)', [OWNER]],
      [
        '3-wrong-values (figures 8 and 9)',
        [
          ['owner', 'test_user'],
          ['environment', 'production'],
        ],
      ],
    ] as const)('negative test case %s shows the error of AWS and why', async ([name, tags]) => {
      await here.goTo('/ecs/clusters/create');
      await createCluster(page, tags);

      await page.getByText('The cluster was not created: AccessDeniedException').waitFor();
      await page
        .getByText(
          `User: arn:aws:sts::${ACCOUNT}:assumed-role/ECSABACRole/gatehouse-admin is not authorized to perform: ecs:CreateCluster on resource: arn:aws:ecs:us-east-1:${ACCOUNT}:cluster/web because no identity-based policy allows the ecs:CreateCluster action`,
        )
        .waitFor();
      await here.shot(`negative-${name}`);
      await button(page, 'Why was this refused?').click();
      await page.getByText('ECSCreateCluster').waitFor();
      await page.getByText(/aws:RequestTag\/environment must be development/).waitFor();
      await here.shot(`negative-${name}-why`);
      await accessible();
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    });

    test('positive test case 1: a cluster with all the correct tags is created', async () => {
      await here.goTo('/ecs/clusters/create');
      await createCluster(page, [OWNER, ENVIRONMENT]);

      await page.getByText('Cluster web created.').waitFor();
      await heading(page, 'web').waitFor();
      await page.getByText('No services').waitFor();
      await here.shot('positive-1-cluster (figures 10 and 11)');
      await accessible();
    });

    test('positive test case 2: a standalone task with all the correct tags is created', async () => {
      await here.goTo('/ecs/task-definitions/register');
      await page.getByLabel('Task definition').fill(DEFINITION);
      await addTags(page, [OWNER, ENVIRONMENT]);
      await accessible();
      await button(page, 'Register').click();
      await page.getByText('Task definition batch:1 registered.').waitFor();
      await accessible();

      await here.goTo('/ecs/clusters/web/run-task');
      await page.getByLabel('Task definition').fill('batch:1');
      await page.getByLabel('Subnets').fill('subnet-0a1b2c3d');
      await here.shot('run-task (figure 12)');
      await addTags(page, [OWNER, ENVIRONMENT]);
      await here.shot('run-task-tags (figure 13)');
      await accessible();
      await button(page, 'Run task').click();

      await page.getByText(/^Task [0-9a-f]{32} created\.$/).waitFor();
      await page.getByText('environment=development, owner=mock_owner').waitFor();
      await here.shot('positive-2-task (figure 14)');
      await accessible();
    });

    test('what was made is deleted again', async () => {
      await page
        .getByRole('row', { name: /batch:1/ })
        .getByRole('radio')
        .check();
      await button(page, 'Stop').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await here.cloud.cloud.runner.runDue();

      await here.goTo('/ecs/task-definitions/batch:1');
      await button(page, 'Deregister').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Deregister' }).click();
      await page.getByText('Inactive', { exact: true }).waitFor();

      await here.goTo('/ecs/clusters/web');
      await button(page, 'Delete cluster').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete cluster' }).click();
      await page.getByText('Cluster web deleted.').waitFor();

      await page.getByRole('button', { name: 'Account: Developer' }).click();
      await page.getByRole('menuitem', { name: 'Switch back to gatehouse-admin' }).click();
      await page.getByRole('button', { name: /^Account: gatehouse-admin/ }).waitFor();
      await here.goTo('/iam/roles/ECSABACRole');
      await button(page, 'Delete').first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('heading', { name: /^Roles/ }).waitFor();
      await here.goTo(`/iam/policies/detail?arn=arn:aws:iam::${ACCOUNT}:policy/ECSABAC`);
      await button(page, 'Delete').first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('heading', { name: /^Policies/ }).waitFor();
      await here.goTo('/iam/policies?type=Local');
      await page.getByText('No policies').waitFor();
      await expect(page.getByText('ECSABAC').count()).resolves.toBe(0);
    });

    test('each call is found again in the event history', async () => {
      await here.goTo('/events?by=EventName&value=CreateCluster');
      await page.getByText('AccessDenied').first().waitFor();
      await here.shot('event-history');
      await accessible();
      await expect(page.getByText('AccessDenied').count()).resolves.toBe(3);

      await page.getByRole('link', { name: 'CreateCluster' }).last().click();
      await heading(page, 'CreateCluster').waitFor();
      await page.getByText('sessionCredentialFromConsole').waitFor();
      await here.shot('event');
      await accessible();
    });

    test('no page wrote or threw an error', () => {
      expect(here.faults).toEqual([]);
    });
  },
);
