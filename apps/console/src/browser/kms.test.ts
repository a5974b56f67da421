import { randomBytes } from 'node:crypto';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { STS } from '@aws-sdk/client-sts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const ACCOUNT = '111122223333';
const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const HOST = `arn:aws:iam::${ACCOUNT}:role/Host`;
const READER = `arn:aws:iam::${ACCOUNT}:role/Reader`;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const confirm = (page: Page, name: string) =>
  dialog(page).getByRole('button', { name, exact: true }).click();
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
    },
  ],
});

const readsAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'ReadAll', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }],
});

const lockingOut = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: APP }, Action: 'kms:*', Resource: '*' }],
});

describe.skipIf(missingBrowser() !== undefined)(
  `keys and their grants ${missingBrowser() ?? ''}`,
  () => {
    let here: Visit;
    let page: Page;
    let key: string;
    const config = () => here.cloud.client('workloads');
    const kms = () => new KMS(config());

    /** As role App. */
    const app = async (): Promise<KMS> => {
      const { Credentials } = await new STS(config()).assumeRole({
        RoleArn: APP,
        RoleSessionName: 'story',
      });
      return new KMS({
        ...config(),
        credentials: {
          accessKeyId: Credentials?.AccessKeyId ?? '',
          secretAccessKey: Credentials?.SecretAccessKey ?? '',
          sessionToken: Credentials?.SessionToken ?? '',
        },
      });
    };
    const accessible = async (name: string): Promise<void> => {
      await here.shot(name);
      await expect(here.accessibilityFaults()).resolves.toEqual([]);
    };
    const choose = async (label: string, ...options: readonly RegExp[]): Promise<void> => {
      await page
        .getByRole('button', { name: new RegExp(`^${label}`) })
        .last()
        .click();
      for (const name of options) await page.getByRole('option', { name }).first().click();
    };

    /** Of a list that stays open for more. */
    const chooseSeveral = async (label: string, ...options: readonly RegExp[]): Promise<void> => {
      await choose(label, ...options);
      await page.keyboard.press('Escape');
    };

    beforeAll(async () => {
      here = await visit('kms');
      page = here.page;
      const iam = new IAM(config());
      for (const RoleName of ['App', 'Host', 'Reader'])
        await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust });
      await iam.putRolePolicy({
        RoleName: 'Reader',
        PolicyName: 'reads',
        PolicyDocument: readsAll,
      });
      await here.signIn(ACCOUNT);
    });
    afterAll(() => here.close());

    test('a key is created step by step, with the policy that the choices make', async () => {
      await here.goTo('/kms/keys');
      await page.getByText('No customer managed keys in this Region').waitFor();
      await accessible('no-keys');
      await page.getByRole('link', { name: 'Create key' }).first().click();
      await page.getByRole('heading', { name: 'Key type' }).waitFor();
      await accessible('create-type');
      await button(page, 'Next').click();
      await page.getByLabel('Alias').fill('orders');
      await page.getByLabel('Description (optional)').fill('Databases of orders');
      await button(page, 'Add tag').click();
      await page.getByLabel('Key of tag 1').fill('team');
      await page.getByLabel('Value of tag 1').fill('shop');
      await here.shot('create-labels');
      await button(page, 'Next').click();
      await chooseSeveral('Users and roles who administer', /user\/gatehouse-admin/);
      await accessible('create-administrators');
      await button(page, 'Next').click();
      await chooseSeveral('Users and roles who use', /role\/App$/);
      await button(page, 'Next').click();
      await expect(page.getByLabel('Key policy').inputValue()).resolves.toContain(
        'kms:GrantIsForAWSResource',
      );
      await accessible('create-review');
      await button(page, 'Create key').click();

      await page.getByText('Key alias/orders created.').waitFor();
      await page.getByRole('heading', { name: 'alias/orders' }).waitFor();
      await page.getByText('Databases of orders').waitFor();
      await accessible('details');
      key = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    });

    test('the policy is told in words, and checked while it is written', async () => {
      await tab(page, 'Key policy');
      await page.getByText('an account: there, whoever IAM policies allow').waitFor();
      await page.getByText('Only if Bool: kms:GrantIsForAWSResource is true').waitFor();
      await accessible('policy-words');
      await button(page, 'Edit policy').click();
      const editor = page.getByLabel('Key policy').last();
      const before = await editor.inputValue();
      await editor.fill(before.replaceAll('"kms:Decrypt"', '"kms:Decript"'));
      await page.getByRole('list', { name: 'Findings' }).waitFor();
      await accessible('policy-findings');
      await editor.fill(lockingOut);
      await button(page, 'Save policy').click();
      await page.getByText('will not allow you to update the key policy').waitFor();
      await accessible('lockout');
      await editor.fill(before.replaceAll('"kms:DescribeKey"', '"kms:Describe*"'));
      await button(page, 'Save policy').click();
      await page.getByText('Key policy saved.').waitFor();
    });

    test('a text is encrypted, and decrypted with the same context only', async () => {
      await tab(page, 'Try it');
      await button(page, 'Add pair').click();
      await page.getByLabel('Key of pair 1').fill('customer');
      await page.getByLabel('Value of pair 1').fill('5678');
      await page.getByLabel('Text to encrypt').fill('a secret of the story');
      await button(page, 'Encrypt').click();
      const ciphertext = await page.locator('.gh-copy-block').first().innerText();
      await page.getByLabel('Ciphertext to decrypt').fill(ciphertext);
      await button(page, 'Decrypt').click();
      await page.locator('pre', { hasText: 'a secret of the story' }).waitFor();
      await accessible('decrypted');
      await button(page, 'Hide it').click();
      await page.locator('pre', { hasText: 'a secret' }).waitFor({ state: 'detached' });
      await page.getByLabel('Value of pair 1').fill('5679');
      await button(page, 'Decrypt').click();
      await page.getByText('InvalidCiphertextException').waitFor();
      await accessible('other-context');
    });

    test('a grant is made, shows its token once, and what it becomes is drawn as a tree', async () => {
      await tab(page, 'Grants');
      await page.getByText('No grants: only the policies decide').waitFor();
      await button(page, 'Create grant').click();
      await page.getByLabel('Grantee principal').fill(APP);
      await chooseSeveral(
        'Operations',
        /^Decrypt$/,
        /^GenerateDataKeyWithoutPlaintext$/,
        /^CreateGrant$/,
      );
      await page.getByLabel('Key of pair 1').fill('aws:rds:db-id');
      await page.getByLabel('Value of pair 1').fill('db-1');
      await page.getByLabel('Name (optional)').fill('orders-db');
      await accessible('create-grant');
      await confirm(page, 'Create grant');
      await dialog(page).getByText('It is not shown again.').waitFor();
      await here.shot('grant-token');
      await confirm(page, 'Done');
      await page.getByRole('gridcell', { name: 'orders-db' }).waitFor();
      await accessible('grants');
      const host = { 'aws:rds:db-id': 'db-1', 'aws:ebs:id': 'vol-1' };
      await (
        await app()
      ).createGrant({
        KeyId: key,
        GranteePrincipal: HOST,
        Operations: ['Decrypt'],
        Constraints: { EncryptionContextSubset: host },
      });

      await button(page, 'Tree').click();
      await page.getByText('+ aws:ebs:id = vol-1').waitFor();
      await page.getByText('no CreateGrant').waitFor();
      await accessible('tree');
    });

    test('who can decrypt is answered across key policy, IAM and grants', async () => {
      await tab(page, 'Who can use it');
      await choose('Encryption context', /^Exactly/);
      await page.getByLabel('Key of pair 1').fill('aws:rds:db-id');
      await page.getByLabel('Value of pair 1').fill('db-1');
      await button(page, 'Add pair').click();
      await page.getByLabel('Key of pair 2').fill('aws:ebs:id');
      await page.getByLabel('Value of pair 2').fill('vol-1');
      await button(page, 'Find out').click();
      await page.getByRole('row', { name: /role\/Host.*Grant/ }).waitFor();
      await page.getByRole('row', { name: /role\/Reader.*ReadAll/ }).waitFor();
      await accessible('who');
      await button(page, `Why: ${HOST}`).click();
      await dialog(page).getByText('permits it').waitFor();
      await here.shot('why-host');
      await dialog(page).getByRole('button', { name: 'Close' }).last().click();
      await page.getByLabel('Value of pair 2').fill('vol-2');
      await button(page, 'Find out').click();
      await page.getByRole('row', { name: new RegExp(READER) }).waitFor();
      await page.getByRole('row', { name: /role\/Host/ }).waitFor({ state: 'detached' });
      await page.getByLabel('Principal', { exact: true }).fill(HOST);
      await page.getByText('"aws:ebs:id" is not "vol-1" in the context').waitFor();
      await accessible('probe');
    });

    test('the audit finds a grant without limits, and says how to mend it', async () => {
      await kms().createGrant({
        KeyId: key,
        GranteePrincipal: READER,
        Operations: ['Decrypt', 'CreateGrant'],
      });
      await tab(page, 'Grants audit');
      await page.getByRole('heading', { name: 'Fix plan' }).waitFor();
      await page.getByText('aws kms revoke-grant').first().waitFor();
      await accessible('audit');
    });

    test('a branch of the tree is revoked as a whole', async () => {
      await here.goTo(`/kms/keys/${key}?tab=grants&view=tree`);
      await button(page, 'Revoke 2 grants').click();
      await confirm(page, 'Revoke 2 grants');
      await page.getByText('2 grants revoked.').waitFor();
      await page.getByText('+ aws:ebs:id = vol-1').waitFor({ state: 'detached' });

      await button(page, 'List').click();
      await page.getByRole('checkbox', { name: 'Select this row' }).check({ force: true });
      await button(page, 'Revoke').click();
      await accessible('revoke');
      await confirm(page, 'Revoke');
      await page.getByText('No grants: only the policies decide').waitFor();
    });

    test('material is rotated at once, and the old one is kept', async () => {
      await tab(page, 'Rotation');
      await page.getByText('365 days').waitFor();
      await button(page, 'Edit automatic rotation').click();
      await page.getByLabel('Rotation period in days').fill('180');
      await here.shot('automatic-rotation');
      await confirm(page, 'Save rotation');
      await page.getByText('180 days').waitFor();
      await button(page, 'Rotate now').click();
      await confirm(page, 'Rotate now');
      await page.getByText('On demand', { exact: true }).waitFor();
      await page.getByText('Decrypts what it encrypted').waitFor();
      await accessible('rotation');
    });

    test('aliases, tags and uses of the key are there', async () => {
      await tab(page, 'Aliases');
      await button(page, 'Create alias').click();
      await dialog(page).getByLabel('Alias').fill('invoices');
      await confirm(page, 'Create alias');
      await page.getByRole('rowheader', { name: 'alias/invoices' }).waitFor();
      await accessible('aliases');
      await tab(page, 'Tags');
      await page.getByText('shop').waitFor();
      await here.shot('tags');
      await tab(page, 'Usage');
      await page.getByText('customer = 5678').first().waitFor();
      await accessible('usage');
    });

    test('material of one’s own is wrapped in the page and imported', async () => {
      const { KeyMetadata } = await kms().createKey({ Origin: 'EXTERNAL', MultiRegion: true });
      await here.goTo(`/kms/keys/${KeyMetadata?.KeyId}?tab=material`);
      await page.getByText('This key has no key material').waitFor();
      await button(page, 'Import key material').click();
      const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
      const file = { name: 'material.bin', mimeType: '', buffer: randomBytes(32) };
      await dialog(page).locator('input[type=file]').setInputFiles([file]);
      await dialog(page).getByLabel('Expires (optional)').fill(soon);
      await accessible('import');
      await confirm(page, 'Import key material');
      await page.getByText('Key material imported.').waitFor();
      await page.getByText('Encrypts now').waitFor();
      await here.shot('imported');
    });

    test('a key is replicated to another Region, which can become its primary', async () => {
      const { KeyMetadata } = await kms().createKey({ MultiRegion: true });
      await here.goTo(`/kms/keys/${KeyMetadata?.KeyId}?tab=regions`);
      await button(page, 'Replicate').click();
      await choose('Region', /eu-west-1/);
      await here.shot('replicate');
      await confirm(page, 'Create replica');
      await page.getByRole('row', { name: /eu-west-1.*Replica/ }).waitFor();
      await page
        .getByRole('row', { name: /eu-west-1/ })
        .getByRole('radio')
        .check({ force: true });
      await button(page, 'Make primary').click();
      await confirm(page, 'Make primary');
      await page.getByRole('row', { name: /eu-west-1.*Primary/ }).waitFor();
      await accessible('regions');
    });

    test('a key that signs shows its public key, and is tried by signing', async () => {
      const { KeyMetadata } = await kms().createKey({
        KeySpec: 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
      });
      await here.goTo(`/kms/keys/${KeyMetadata?.KeyId}`);
      await page.getByText('BEGIN PUBLIC KEY').waitFor();
      await accessible('public-key');
      await tab(page, 'Try it');
      await page.getByLabel('Text to sign').fill('an order');
      await button(page, 'Sign').click();
      const signature = await page.locator('.gh-copy-block').first().innerText();
      await page.getByLabel('Text that was signed').fill('an order');
      await page.getByLabel('Signature (base64)').fill(signature);
      await button(page, 'Verify').click();
      await page.getByText('Valid', { exact: true }).waitFor();
    });

    test('a key is disabled, enabled, scheduled for deletion, and kept after all', async () => {
      await here.goTo(`/kms/keys/${key}`);
      await button(page, 'Disable').click();
      await confirm(page, 'Disable');
      await page.getByText('This key is disabled').waitFor();
      await here.shot('disabled');
      await button(page, 'Enable').click();
      await page.getByText('Key enabled.').waitFor();
      await button(page, 'Schedule deletion').click();
      await dialog(page).getByText('Last used on').waitFor();
      await page.getByLabel('Waiting period in days').fill('3');
      await confirm(page, 'Schedule deletion');
      await dialog(page).getByText('ValidationException').waitFor();
      await page.getByLabel('Waiting period in days').fill('7');
      await accessible('schedule-deletion');
      await confirm(page, 'Schedule deletion');
      await page.getByText('This key is about to be deleted').waitFor();
      await accessible('pending-deletion');
      await button(page, 'Cancel deletion').click();
      await page.getByText('This key is disabled').waitFor();

      await here.goTo('/kms/keys?filter=shop');
      await page.getByRole('link', { name: /alias\/(orders|invoices)/ }).waitFor();
      await accessible('keys');
      for (const path of ['aws-managed-keys', 'retirable-grants']) {
        await here.goTo(`/kms/${path}`);
        await page.waitForLoadState('networkidle');
        await accessible(path);
      }
    });

    test('no page wrote or threw an error', () => {
      expect(here.faults).toEqual([]);
    });
  },
);
