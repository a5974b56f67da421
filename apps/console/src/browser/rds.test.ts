import { KMS } from '@aws-sdk/client-kms';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const confirm = (page: Page, name: string) =>
  dialog(page).getByRole('button', { name, exact: true }).click();

describe.skipIf(missingBrowser() !== undefined)(
  `databases and their snapshots ${missingBrowser() ?? ''}`,
  () => {
    let here: Visit;
    let page: Page;

    beforeAll(async () => {
      here = await visit('rds');
      page = here.page;
      const kms = new KMS(here.cloud.client('workloads'));
      const { KeyMetadata } = await kms.createKey({});
      await kms.createAlias({ AliasName: 'alias/orders', TargetKeyId: KeyMetadata?.KeyId });
      await here.signIn(ACCOUNT);
    });
    afterAll(() => here.close());

    const accessible = async (name: string): Promise<void> => {
      await here.shot(name);
      await expect(here.accessibilityFaults()).resolves.toEqual([]);
    };

    test('a database is created, changed, and refuses to be deleted while it is protected', async () => {
      await here.goTo('/rds/databases');
      await page.getByText('No databases').waitFor();
      await accessible('no-databases');
      await here.goTo('/rds/databases/create');
      await page.getByLabel('DB identifier').fill('orders');
      await page.getByLabel('Master password').fill('correct-horse-9');
      await page.getByLabel('KMS key').fill('alias/orders');
      await accessible('create');
      await button(page, 'Create database').click();
      await page.getByText('Database orders is being created.').waitFor();
      await page.getByText('available', { exact: true }).waitFor();
      await accessible('database');

      await button(page, 'Delete').click();
      await accessible('delete');
      await confirm(page, 'Delete');
      await dialog(page).getByText('Cannot delete protected DB Instance').waitFor();
      await confirm(page, 'Cancel');
      await button(page, 'Modify').click();
      await page.getByText('Deletion protection', { exact: true }).click();
      await page.getByLabel('Storage in GiB').fill('40');
      await accessible('modify');
      await button(page, 'Save changes').click();
      await page.getByText('40 GiB gp2').waitFor();
      for (const name of ['Events', 'Tags']) {
        await page.getByRole('tab', { name, exact: true }).click();
        await page.waitForLoadState('networkidle');
        await accessible(`database-${name}`);
      }
    });

    test('a snapshot is taken, shared and restored, and the database deleted', async () => {
      await here.goTo('/rds/databases/orders?tab=snapshots');
      await button(page, 'Take snapshot').click();
      await dialog(page).getByLabel('Snapshot name').fill('before');
      await confirm(page, 'Take snapshot');
      await page.getByRole('link', { name: 'before', exact: true }).click();
      await page.getByText('Shared with nobody.').waitFor();
      await page.getByLabel('Account ID').fill('all');
      await button(page, 'Share').click();
      await page.getByText('Encrypted snapshots cannot be shared publicly.').waitFor();
      await page.getByLabel('Account ID').fill(OTHER);
      await button(page, 'Share').click();
      await button(page, `Stop sharing with ${OTHER}`).waitFor();
      await accessible('snapshot');

      await button(page, 'Restore').click();
      await dialog(page).getByLabel('DB identifier').fill('restored');
      await accessible('restore');
      await confirm(page, 'Restore');
      await page.getByRole('heading', { name: 'restored', exact: true }).waitFor();
      await page.getByText('available', { exact: true }).waitFor();
      await button(page, 'Delete').click();
      await confirm(page, 'Delete');
      await page.getByText('Database restored is being deleted.').waitFor();
      await accessible('databases');
      await here.goTo('/rds/snapshots');
      await page.getByText('restored-final-snapshot').waitFor();
      await accessible('snapshots');
    });
  },
);
