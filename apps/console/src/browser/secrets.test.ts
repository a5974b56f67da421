import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { zipOfOne } from '../pages/lambda/shared/zip.ts';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Rotation`;
const TOKEN = 'ghp_theFirstOfTheStory';

/** Puts a new token into the secret; the tests of one that is broken fail. */
const ROTATES = `
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { randomBytes } from 'node:crypto';
const secrets = new SecretsManager({});
export const handler = async ({ Step, SecretId, ClientRequestToken, RotationToken }) => {
  const { VersionIdsToStages } = await secrets.describeSecret({ SecretId });
  const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id].includes('AWSCURRENT'));
  if (current === ClientRequestToken) return;
  if (Step === 'createSecret') {
    const { SecretString } = await secrets.getSecretValue({ SecretId });
    const value = { ...JSON.parse(SecretString), token: 'ghp_' + randomBytes(12).toString('hex') };
    await secrets.putSecretValue({ SecretId, ClientRequestToken, RotationToken,
      SecretString: JSON.stringify(value), VersionStages: ['AWSPENDING'] });
  }
  if (Step === 'testSecret') {
    const { SecretString } = await secrets.getSecretValue({ SecretId, VersionId: ClientRequestToken });
    if (JSON.parse(SecretString).broken) throw new Error('The service refuses the token');
  }
  if (Step === 'finishSecret')
    await secrets.updateSecretVersionStage({ SecretId, VersionStage: 'AWSCURRENT',
      MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current });
};
`;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();
const confirm = (page: Page, name: string) =>
  dialog(page).getByRole('button', { name, exact: true }).click();

const statement = (more: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });

const prepare = async ({ cloud }: Visit): Promise<void> => {
  const config = cloud.client('workloads');
  const iam = new IAM(config);
  const lambda = new Lambda(config);
  await iam.createRole({
    RoleName: 'Rotation',
    AssumeRolePolicyDocument: statement({
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
  });
  await iam.putRolePolicy({
    RoleName: 'Rotation',
    PolicyName: 'rotates',
    PolicyDocument: statement({ Action: ['secretsmanager:*', 'logs:*'], Resource: '*' }),
  });
  for (const FunctionName of ['rotate-github', 'rotate-orders-db']) {
    await lambda.createFunction({
      FunctionName,
      Runtime: 'nodejs24.x',
      Role: ROLE,
      Handler: 'index.handler',
      Timeout: 30,
      Code: { ZipFile: zipOfOne('index.mjs', ROTATES) },
    });
    await lambda.addPermission({
      FunctionName,
      StatementId: 'rotation',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    });
  }
  const secrets = new SecretsManager(config);
  await secrets.createSecret({ Name: 'prod/broken', SecretString: '{"broken":"yes"}' });
  await secrets.rotateSecret({
    SecretId: 'prod/broken',
    RotationLambdaARN: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:rotate-github`,
    RotationRules: { AutomaticallyAfterDays: 30 },
    RotateImmediately: false,
  });
  await secrets.createSecret({
    Name: 'prod/orders-db',
    Description: 'The database of orders',
    SecretString: JSON.stringify({ username: 'orders', token: 'old' }),
  });
};

describe.skipIf(missingBrowser() !== undefined)(
  `secrets that rotate inside their windows ${missingBrowser() ?? ''}`,
  () => {
    let here: Visit;
    let page: Page;

    beforeAll(async () => {
      here = await visit('secrets');
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
      await page
        .getByRole('button', { name: new RegExp(`^${label}`) })
        .last()
        .click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    const next = () => button(page, 'Next').click();

    /** Steps 2 to 7 of the post. */
    const typeAndName = async (name: string): Promise<void> => {
      await here.goTo('/secrets-manager');
      await page.getByRole('link', { name: 'Store a new secret' }).first().click();
      await page.getByRole('radio', { name: /^Other type of secret/ }).check();
      await page.getByLabel('Key of pair 1').fill('user');
      await page.getByLabel('Value of pair 1').fill('octo');
      await button(page, 'Add pair').click();
      await page.getByLabel('Key of pair 2').fill('token');
      await page.getByLabel('Value of pair 2').fill(TOKEN);
      await here.shot('secret-type');
      await next();
      await field(page, 'Secret name').fill(name);
      await field(page, 'Description (optional)').fill('Git credentials');
      await here.shot('name');
      await next();
      await page.getByText('Automatic rotation', { exact: true }).click();
    };

    test('use case 1: a new secret that is rotated every four hours, by the builder', async () => {
      await typeAndName('prod/github');
      await choose('Time unit', 'Hours');
      await page.getByRole('textbox', { name: 'Hours' }).fill('3');
      await page.getByText('A secret rotates every 4 hours at the most').waitFor();
      await here.shot('three-hours-are-refused');
      await page.getByRole('textbox', { name: 'Hours' }).fill('4');
      await page.getByText('Every 4 hours', { exact: true }).waitFor();
      await choose('Rotation function', 'rotate-github');
      await accessible('figure-4-builder');
      await next();
      await page.getByText('rate(4 hours)').waitFor();
      await page.getByText('Next rotation date').waitFor();
      await accessible('figure-5-review');
      await button(page, 'Store secret').click();
      await page.getByText('Secret prod/github stored.').waitFor();
      await page.getByRole('heading', { name: 'prod/github' }).waitFor();
      await accessible('secret');

      await tab(page, 'Rotation');
      await page.getByText('rate(4 hours)').waitFor();
      await page.getByRole('link', { name: 'rotate-github' }).waitFor();
      await page.getByText('Rotation succeeded').waitFor();
      await page.getByText('Enabled', { exact: true }).waitFor();
      await page.getByText('A version waits').waitFor({ state: 'detached' });
      await accessible('figure-6-configuration');
    });

    test('the value is shown to one who asks, and hidden again', async () => {
      await tab(page, 'Overview');
      await page.getByText('Hidden. Retrieving it').waitFor();
      await button(page, 'Retrieve secret value').click();
      const token = page.locator('code', { hasText: /^ghp_[0-9a-f]{24}$/ });
      await token.waitFor();
      await accessible('value');
      await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
      await token.waitFor({ state: 'detached' });
      await tab(page, 'Versions');
      await page.getByRole('row', { name: /AWSCURRENT/ }).waitFor();
      const previous = page.getByRole('row', { name: /AWSPREVIOUS/ });
      await previous.getByRole('radio').check({ force: true });
      await accessible('versions');
      await button(page, 'Retrieve value').click();
      await confirm(page, 'Retrieve value');
      await dialog(page).getByText(TOKEN).waitFor();
      await page.keyboard.press('Escape');
    });

    test('use case 2: the last Sunday of each quarter, by a cron expression', async () => {
      await typeAndName('prod/ledger');
      await page.getByRole('radio', { name: 'Schedule expression', exact: true }).check();
      const expression = page.getByRole('textbox', { name: 'Schedule expression' });
      await expression.fill('cron(30 1 ? 3/3 1L *)');
      await page
        .getByText(/minute/i)
        .last()
        .waitFor();
      await expression.fill('cron(0 1 ? 3/3 1L *)');
      await page.getByLabel('Window duration (optional)').fill('3h');
      await page
        .getByText('The last Sunday of March, June, September and December at 01:00 UTC')
        .waitFor();
      await choose('Rotation function', 'rotate-orders-db');
      await page.getByRole('checkbox', { name: /^Rotate immediately/ }).uncheck();
      await accessible('figure-7-expression');
      await next();
      await page.getByText(/^Sunday, .* 03:59:59 UTC$/).waitFor();
      await page.getByText('01:00 to 04:00').first().waitFor();
      await here.shot('figure-8-review');
      await button(page, 'Store secret').click();
      await page.getByRole('heading', { name: 'prod/ledger' }).waitFor();
      await tab(page, 'Rotation');
      await page.getByText('cron(0 1 ? 3/3 1L *)').waitFor();
      await page.getByText('Test succeeded').waitFor();
      await here.shot('figure-9-configuration');
    });

    test('use case 3: every second Saturday for five hours, for a secret that exists', async () => {
      await here.goTo('/secrets-manager');
      await page.getByRole('link', { name: 'prod/orders-db' }).click();
      await tab(page, 'Rotation');
      await page.getByText('Disabled', { exact: true }).first().waitFor();
      await accessible('figure-10-disabled');
      await button(page, 'Edit rotation').click();
      await dialog(page).getByText('Automatic rotation', { exact: true }).click();
      await choose('Time unit', 'Weeks');
      await page.getByRole('textbox', { name: 'Weeks' }).fill('2');
      await choose('Day of week', 'Saturday');
      await field(page, 'Start time').fill('00');
      await page.getByLabel('Window duration (optional)').fill('5h');
      await choose('Rotation function', 'rotate-orders-db');
      await dialog(page).getByText('The second and fourth Saturday of every month').waitFor();
      await accessible('figure-11-edit');
      await confirm(page, 'Save');
      await page.getByText('cron(0 00 ? * 7#2,7#4 *)').waitFor();
      await page.getByText('00:00 to 05:00').first().waitFor();
      await page.getByText('Rotation succeeded').waitFor();
      await here.shot('figure-12-configuration');

      await button(page, 'Edit rotation').click();
      await expect(page.getByRole('textbox', { name: 'Weeks' }).inputValue()).resolves.toBe('2');
      await dialog(page).getByRole('button', { name: 'Cancel', exact: true }).click();
      await button(page, 'Cancel rotation').click();
      await confirm(page, 'Cancel rotation');
      await page.getByText('Disabled', { exact: true }).waitFor();
      await button(page, 'Reload Rotation history').click();
      await page.getByText('Rotation turned off').waitFor();
    });

    test('a rotation that fails says in which step', async () => {
      await here.goTo('/secrets-manager/secrets/prod%2Fbroken?tab=rotation');
      await page.getByText('rate(30 days)').waitFor();
      await page
        .getByRole('row', { name: /Test failed.*testSecret.*Error when executing lambda/ })
        .waitFor();
      await accessible('failure');
      await here.goTo('/secrets-manager/secrets/prod%2Forders-db');
    });

    test('who else may use it is checked, and everybody is not let in', async () => {
      await tab(page, 'Resource permissions');
      await button(page, 'Edit permissions').click();
      const editor = page.getByRole('textbox', { name: 'Resource policy' });
      const before = await editor.inputValue();
      await editor.fill(before.replace(`arn:aws:iam::${ACCOUNT}:root`, '*'));
      await page.getByText('BlockPublicPolicy').waitFor();
      await here.shot('public-policy');
      await button(page, 'Save permissions').click();
      await page.getByText('PublicPolicyException').waitFor();
      await editor.fill(before);
      await button(page, 'Save permissions').click();
      await page.getByText('Resource policy saved.').waitFor();
      await accessible('policy');
      await tab(page, 'Who can read it');
      const rotation = page.getByRole('row', { name: /role\/Rotation/ });
      await rotation.getByRole('radio').check({ force: true });
      await page.getByText(/^Secrets Manager: .* Key: /).waitFor();
      await accessible('who');
    });

    test('it is replicated, deleted with a way back, and found again', async () => {
      await tab(page, 'Replication');
      await button(page, 'Replicate secret').click();
      await choose('Region', 'Europe (Ireland) eu-west-1');
      await confirm(page, 'Replicate');
      await page.getByRole('row', { name: /eu-west-1/ }).waitFor();
      await accessible('replicas');
      await page
        .getByRole('row', { name: /eu-west-1/ })
        .getByRole('radio')
        .check({ force: true });
      await button(page, 'Delete replica').click();
      await confirm(page, 'Delete replica');
      await page.getByText('The secret is in this Region only').waitFor();
      await tab(page, 'Tags');
      await button(page, 'Manage tags').click();
      await button(page, 'Add tag').click();
      await page.getByLabel('Key of tag 1').fill('team');
      await page.getByLabel('Value of tag 1').fill('shop');
      await button(page, 'Save tags').click();
      await page.getByText('shop', { exact: true }).waitFor();
      await button(page, 'Delete secret').click();
      await page.getByLabel('Waiting period in days').fill('7');
      await accessible('delete');
      await confirm(page, 'Schedule deletion');
      await page.getByText('This secret is scheduled for deletion').waitFor();
      await here.goTo('/secrets-manager?by=tag-value&value=shop');
      await page.getByText('No secret of this Region is like that').waitFor();
      await page.getByText('Show secrets scheduled for deletion').click();
      await page.getByRole('link', { name: 'prod/orders-db' }).click();
      await button(page, 'Cancel deletion').click();
      await page.getByText('The secret stays.').waitFor();
      await here.goTo('/secrets-manager');
      await page.getByRole('row', { name: /prod\/github.*rate\(4 hours\)/ }).waitFor();
      await accessible('secrets');
    });

    test('a rule is told with what it rests on, and a secret is deleted for good', async () => {
      await here.goTo('/secrets-manager/compliance');
      await choose('Status Failed', 'Every status');
      const changed = page.getByRole('row', { name: /prod\/broken.*pci-dss-90-days/ });
      await changed.getByRole('radio').check({ force: true });
      await page.getByText('PCI DSS v4.0.1/8.3.9, PCI DSS v4.0.1/8.6.3').waitFor();
      await accessible('compliance');
      await here.goTo('/secrets-manager/secrets/prod%2Fbroken');
      await button(page, 'Delete secret').click();
      await page.getByRole('radio', { name: 'At once, without recovery' }).check({ force: true });
      await page.getByLabel('Name of the secret').fill('prod/broken');
      await accessible('delete-for-good');
      await confirm(page, 'Delete without recovery');
      await page.getByText('The secret prod/broken is deleted.').waitFor();
    });

    test('no page wrote or threw an error', () => {
      expect(here.faults).toEqual([]);
    });
  },
);
