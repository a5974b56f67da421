import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const MANAGEMENT = '123456789012';

/** What must stand on a page before it counts as shown. */
const PAGES: readonly (readonly [path: string, shows: string])[] = [
  ['/iam/users', 'gatehouse-admin'],
  ['/iam/users/create', 'User details'],
  ['/iam/users/gatehouse-admin', 'AdministratorAccess'],
  ['/iam/users/gatehouse-admin?tab=credentials', 'Access keys'],
  ['/iam/groups', 'No groups'],
  ['/iam/roles', 'GatehouseBrokerOrganizationRole'],
  ['/iam/roles/missing', 'NoSuchEntity'],
  ['/iam/policies?type=AWS', 'AdministratorAccess'],
  ['/iam/policies/detail?arn=arn:aws:iam::aws:policy/AdministratorAccess', 'AWS managed'],
  ['/iam/simulator', 'Simulate'],
  ['/iam/settings', 'Password policy'],
  ['/ecs/clusters', 'No clusters'],
  ['/ecs/task-definitions', 'No active task definitions'],
  ['/ecs/clusters/missing', 'MISSING'],
  ['/events?by=EventName&value=ConsoleLogin', 'signin.amazonaws.com'],
  ['/trails', 'No trails'],
  ['/organizations', 'workloads-2'],
  ['/organizations/accounts/111122223333', 'FullAWSAccess'],
  ['/organizations/policies', 'FullAWSAccess'],
  ['/organizations/policies/p-FullAWSAccess', 'Targets'],
  ['/organizations/policies/create?type=RESOURCE_CONTROL_POLICY', 'Policy name'],
  ['/access-analyzer', 'empty array action'],
  ['/access-analyzer?tab=new', 'Existing policy'],
  ['/access-analyzer?tab=granted', 'Actions that must not be allowed'],
  ['/resources', 'Resources by tag'],
  ['/no/such/page', 'Page not found'],
];

const nameOf = (path: string): string => path.replaceAll(/[^\w-]+/g, '_').slice(1, 50);

const shown = (page: Page, text: string): Promise<void> =>
  page.getByText(text).locator('visible=true').first().waitFor();

describe.skipIf(missingBrowser() !== undefined)(
  `the pages of the console ${missingBrowser() ?? ''}`,
  () => {
    let here: Visit;
    let page: Page;

    beforeAll(async () => {
      here = await visit('pages');
      page = here.page;
      await here.signIn(MANAGEMENT);
    });
    afterAll(() => here.close());

    test.for(PAGES)('%s shows its content and keeps to the rules of accessibility', async (row) => {
      const [path, text] = row;
      await here.goTo(path);
      await shown(page, text);
      await here.shot(nameOf(path));

      const faults = await here.accessibilityFaults();

      expect(faults).toEqual([]);
    });

    test.for(['/', '/iam/roles/create', '/access-analyzer', '/organizations'])(
      '%s is as readable in the dark',
      async (path) => {
        await page.emulateMedia({ colorScheme: 'dark' });
        await here.goTo(path);
        await page.waitForLoadState('networkidle');
        await here.shot(`dark-${nameOf(path)}`);

        const faults = await here.accessibilityFaults();

        await page.emulateMedia({ colorScheme: 'light' });
        expect(faults).toEqual([]);
      },
    );

    test('a search is in the address, and says so when nothing matches', async () => {
      await here.goTo('/iam/policies');
      await page.getByLabel('Filter policies').fill('no such policy');
      await page.getByText('No matches').waitFor();
      await here.shot('no-match');

      expect(new URL(page.url()).searchParams.get('filter')).toBe('no such policy');
      await page.getByRole('button', { name: 'Clear filter' }).last().click();
      await shown(page, 'AccessAnalyzerServiceRolePolicy');
    });

    test('a server that is gone is said to be gone, and tried again', async () => {
      await here.goTo('/iam/users');
      await page.route('**/api/aws/iam/ListUsers*', (route) => route.abort());
      await page.getByRole('button', { name: 'Reload Users' }).click();
      await here.goTo('/iam/users');
      await page.getByText('The server cannot be reached').waitFor();
      await here.shot('unreachable');
      await page.unroute('**/api/aws/iam/ListUsers*');
      await page.getByRole('button', { name: 'Retry' }).click();

      await shown(page, 'gatehouse-admin');
      await expect(page.getByText('The server cannot be reached').count()).resolves.toBe(0);
    });

    test('a user is made, given a key that is shown once, and a tag', async () => {
      await here.goTo('/iam/users/create');
      await page.getByLabel('User name').fill('alice');
      await page.getByRole('button', { name: 'Create user', exact: true }).click();
      await page.getByText('User alice created.').waitFor();
      await page.getByRole('tab', { name: 'Security credentials' }).click();
      await page.getByRole('button', { name: 'Create access key' }).click();
      await page.getByText('only time that the secret').waitFor();
      await here.shot('access-key-shown-once');

      await expect(here.accessibilityFaults()).resolves.toEqual([]);
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByText('Never used').waitFor();
      await page.getByRole('tab', { name: 'Tags' }).click();
      await page.getByRole('button', { name: 'Manage tags' }).click();
      await page.getByRole('button', { name: 'Add tag', exact: true }).click();
      await page.getByLabel('Key of tag 1').fill('team');
      await page.getByLabel('Value of tag 1').fill('blue');
      await page.getByRole('button', { name: 'Save tags' }).click();
      await page.getByText('blue').waitFor();
      await here.shot('tags');
    });

    test('the simulator says which keys are missing and which statement decided', async () => {
      await here.goTo('/iam/simulator?actions=ecs:CreateCluster');
      await page.getByRole('button', { name: 'Simulate' }).click();
      await page.getByText('Statements that decided').waitFor();
      await here.shot('simulator');

      await expect(here.accessibilityFaults()).resolves.toEqual([]);
    });

    test('the keyboard alone is enough to sign out', async () => {
      await here.goTo('/');
      await page.getByRole('button', { name: /^Account:/ }).focus();
      await page.keyboard.press('Enter');
      for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');

      await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
      await expect(page.title()).resolves.toBe('Sign in · Gatehouse');
    });

    test('no page wrote or threw an error', () => {
      expect(here.faults).toEqual([]);
    });
  },
);
