import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const ACCOUNT = '111122223333';
const BUCKET = 'pictures-of-the-story';
const HTML = '<script>document.title = "run"</script>';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const confirm = (page: Page, name: string) =>
  dialog(page).getByRole('button', { name, exact: true }).click();

describe.skipIf(missingBrowser() !== undefined)(
  `instances and buckets ${missingBrowser() ?? ''}`,
  () => {
    let here: Visit;
    let page: Page;

    beforeAll(async () => {
      here = await visit('ec2-s3');
      page = here.page;
      await here.signIn(ACCOUNT);
    });
    afterAll(() => here.close());

    const accessible = async (name: string): Promise<void> => {
      await here.shot(name);
      await expect(here.accessibilityFaults()).resolves.toEqual([]);
    };
    const choose = async (label: string, option: RegExp): Promise<void> => {
      await page
        .getByRole('button', { name: new RegExp(`^${label}`) })
        .last()
        .click();
      await page.getByRole('option', { name: option }).first().click();
    };

    test('an instance is launched, runs, is protected, and is terminated', async () => {
      await here.goTo('/ec2/instances');
      await page.getByText('No instances').waitFor();
      await accessible('no-instances');
      await page.getByRole('link', { name: 'Launch instances' }).first().click();
      await page.getByLabel('Name (optional)').fill('web');
      await choose('Image', /al2023.*x86_64/);
      await page.getByText('Protect from termination').click();
      await accessible('launch');
      await button(page, 'Launch instance').click();
      await page.getByText(': launching.').waitFor();
      await page.getByText('Running', { exact: true }).waitFor();
      await accessible('instances');

      await page.getByRole('link', { name: /^i-/ }).click();
      await page.getByRole('heading', { name: /^web \(i-/ }).waitFor();
      await page.getByText('IMDSv2 only').waitFor();
      await accessible('instance');
      await button(page, 'Terminate').click();
      await confirm(page, 'Terminate');
      await dialog(page).getByText('OperationNotPermitted').waitFor();
      await accessible('protected');
      await confirm(page, 'Cancel');
      await button(page, 'Change termination protection').click();
      await confirm(page, 'Change termination protection');
      await page.getByText('Not protected').nth(1).waitFor();
      for (const name of ['Networking', 'Storage', 'Events']) {
        await page.getByRole('tab', { name, exact: true }).click();
        await page.waitForLoadState('networkidle');
        await accessible(`instance-${name}`);
      }

      await here.goTo('/ec2/instances?f-instance-state-name=running');
      await page.getByLabel('Select this row').first().check({ force: true });
      await button(page, 'Terminate').click();
      await confirm(page, 'Terminate');
      await page.getByText(': asked to terminate.').waitFor();
      await page.getByText('Nothing has all of what the filters ask for.').waitFor();
      await here.goTo('/ec2/instances');
      await page.getByText('Terminated', { exact: true }).waitFor();
    });

    test('a VPC with a subnet is made, and its map shows where packets go', async () => {
      await here.goTo('/ec2/vpcs');
      await button(page, 'Create VPC').first().click();
      await page.getByLabel('Name (optional)').fill('shop');
      await accessible('create-vpc');
      await confirm(page, 'Create VPC');
      await page.getByText('Create VPC: done.').waitFor();
      await here.goTo('/ec2/subnets');
      await button(page, 'Create subnet').first().click();
      await choose('VPC', /shop/);
      await confirm(page, 'Create subnet');
      await page.getByText('Create subnet: done.').waitFor();
      await here.goTo('/ec2/vpcs?f-tag%3AName=sho');
      await page.getByRole('link', { name: /^vpc-/ }).click();

      await page.getByText('10.0.0.0/16 → local').waitFor();
      await page.getByText('Private', { exact: true }).waitFor();
      await accessible('vpc-map');
    });

    test('a rule that lets everybody in is marked', async () => {
      await here.goTo('/ec2/security-groups');
      await page.getByRole('link', { name: /^sg-/ }).first().click();
      await button(page, 'Add inbound rule').click();
      await page.getByRole('textbox', { name: 'Source' }).fill('0.0.0.0/0');
      await accessible('add-rule');
      await confirm(page, 'Add inbound rule');

      await page.getByText('0.0.0.0/0 (everybody)').waitFor();
      await accessible('rules');
    });

    test('a private key is shown once', async () => {
      await here.goTo('/ec2/key-pairs');
      await button(page, 'Create key pair').first().click();
      await page.getByRole('textbox', { name: 'Key name' }).fill('mine');
      await confirm(page, 'Create key pair');
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        button(page, 'Download private key').click(),
      ]);

      expect(file.suggestedFilename()).toBe('mine.pem');
      expect(readFileSync(await file.path(), 'utf8')).toContain('PRIVATE KEY');
      await accessible('key-pair');
      await button(page, 'I have saved it').click();
      await page.getByRole('link', { name: /^key-/ }).waitFor();
    });

    test('a snapshot that is made public says what that means', async () => {
      await here.goTo('/ec2/volumes');
      await button(page, 'Create volume').first().click();
      await choose('Availability Zone', /us-east-1a/);
      await confirm(page, 'Create volume');
      await page.getByText('Create volume: done.').waitFor();
      await here.goTo('/ec2/snapshots');
      await button(page, 'Create snapshot').first().click();
      await choose('Volume', /vol-/);
      await confirm(page, 'Create snapshot');
      await page.getByRole('link', { name: /^snap-/ }).click();
      await button(page, 'Make public').click();
      await dialog(page).getByText('Everybody in the world').waitFor();
      await accessible('make-public');
      await confirm(page, 'Make public');

      await page.getByText('This snapshot is public').waitFor();
      await accessible('public-snapshot');
    });

    test.for(['nat-gateways', 'images', 'settings'])(
      'the page of %s keeps to the rules of accessibility',
      async (path) => {
        await here.goTo(`/ec2/${path}`);
        await page.waitForLoadState('networkidle');

        await accessible(path);
      },
    );

    test('a bucket is made, and files come and go', async () => {
      await here.goTo('/s3/buckets');
      await accessible('no-buckets');
      await here.goTo('/s3/buckets/create');
      await page.getByLabel('Bucket name').fill(BUCKET);
      await choose('Versioning', /^On/);
      await accessible('create-bucket');
      await button(page, 'Create bucket').click();
      await page.getByText(`Bucket ${BUCKET} created.`).waitFor();

      await button(page, 'Upload').click();
      await accessible('upload');
      await dialog(page)
        .locator('input[type=file]')
        .setInputFiles([
          { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from(HTML) },
          { name: 'large.bin', mimeType: '', buffer: Buffer.alloc(5_000_000, 7) },
        ]);
      await confirm(page, 'Upload');
      await page.getByText('2 files uploaded.').waitFor();
      await page.getByRole('link', { name: 'page.html' }).waitFor();
      await accessible('objects');

      await page.getByRole('link', { name: 'page.html' }).click();
      await page.getByText('text/html').waitFor();
      await accessible('object');
      await button(page, 'Share by address').click();
      await confirm(page, 'Make address');
      await dialog(page).getByText('X-Amz-Signature').waitFor();
      await accessible('presigned');
      await dialog(page).getByRole('button', { name: 'Done' }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        button(page, 'Download').click(),
      ]);
      expect(file.suggestedFilename()).toBe('page.html');
      expect(readFileSync(await file.path(), 'utf8')).toBe(HTML);
    });

    test('whether the bucket is public stands in plain words', async () => {
      await here.goTo(`/s3/buckets/${BUCKET}?tab=permissions`);
      await page.getByText('This bucket is not public').waitFor();
      await accessible('permissions');
      await button(page, 'Edit policy').click();
      const policy = {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${BUCKET}/*`,
        },
      };
      await page
        .getByLabel('Access policy')
        .last()
        .fill(JSON.stringify(policy, null, 2));
      await button(page, 'Save policy').click();
      await page.getByText('AccessDenied').waitFor();
      await accessible('public-policy-refused');
      await button(page, 'Edit Block Public Access').click();
      for (const label of ['Block new public policies', 'Restrict public policies'])
        await page.getByText(label).click();
      await button(page, 'Save Block Public Access').click();
      await button(page, 'Edit Block Public Access').waitFor();
      await button(page, 'Save policy').click();

      await page.getByText('This bucket is public').waitFor();
      await accessible('public-bucket');
    });

    test.for(['properties', 'management'])(
      'the tab "%s" of a bucket keeps to the rules of accessibility',
      async (name) => {
        await here.goTo(`/s3/buckets/${BUCKET}?tab=${name}`);
        await page.waitForLoadState('networkidle');

        await accessible(`bucket-${name}`);
      },
    );

    test('a bucket is emptied and deleted by who types its name', async () => {
      await here.goTo(`/s3/buckets/${BUCKET}`);
      await button(page, 'Empty').click();
      await page.getByLabel(`Type ${BUCKET} to confirm`).fill(BUCKET);
      await accessible('empty');
      await confirm(page, 'Empty');
      await page.getByText('Nothing here. Upload files to begin.').waitFor();
      await button(page, 'Delete').first().click();
      await page.getByLabel(`Type ${BUCKET} to confirm`).fill(BUCKET);
      await confirm(page, 'Delete');

      await page.getByText('No buckets').waitFor();
    });

    test('no page wrote or threw an error', () => {
      expect(here.faults).toEqual([]);
    });
  },
);
