import { readFileSync } from 'node:fs';
import { awsCli, codeOf } from '@gatehouse/testcloud';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingBrowser, type Visit, visit } from './browser.fixture.ts';

const ACCESS = 'TempAccessRoleS3Admin in 111122223333';

const passwordOf = (file: string, person: string): string => {
  const found = new RegExp(`person +${person}\\npassword +(\\S+)`).exec(readFileSync(file, 'utf8'));
  if (found?.[1] === undefined) throw new Error(`no password for ${person}`);
  return found[1];
};

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

/** `export AWS_…=…` lines, as the dialog shows them. */
const keysOf = (text: string) => {
  const value = (name: string): string => new RegExp(`${name}=(\\S+)`).exec(text)?.[1] ?? '';
  return {
    accessKeyId: value('AWS_ACCESS_KEY_ID'),
    secretAccessKey: value('AWS_SECRET_ACCESS_KEY'),
    sessionToken: value('AWS_SESSION_TOKEN'),
  };
};

describe.skipIf(missingBrowser() !== undefined)(
  `post 18 in the console, two people ${missingBrowser() ?? ''}`,
  () => {
    let here: Visit;
    let alice: Page;
    let bob: Page;
    let requestUrl: string;
    let keys: ReturnType<typeof keysOf>;

    beforeAll(async () => {
      here = await visit('post-18');
      alice = here.page;
      bob = await here.newcomer();
    });
    afterAll(() => here.close());

    const accessible = async (page: Page): Promise<void> => {
      await expect(here.accessibilityFaults(page)).resolves.toEqual([]);
    };
    const asAlice = (...args: readonly string[]) =>
      awsCli.run(here.cloud.clientWith(keys), [...args]);

    const signIn = async (page: Page, person: string): Promise<void> => {
      await page.goto(`${here.cloud.console}/access`);
      await button(page, 'Sign in with your organization').click();
      await page.getByLabel('Username').fill(person);
      const password = passwordOf(here.cloud.consolePasswords, person);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await here.shot(`sign-in-${person}`, page);
      await accessible(page);
      await page.getByRole('button', { name: /sign in/i }).click();
      // The first sign-in sets up the authenticator.
      const secret = (await page.locator('#secret').textContent()) ?? '';
      await here.shot(`mfa-${person}`, page);
      await accessible(page);
      await page.getByLabel(/code/i).fill(codeOf(secret.replaceAll(' ', ''), new Date()));
      await page.getByRole('button').first().click();
      await heading(page, 'My access').waitFor();
    };

    test('alice signs in with MFA and sees that she has no access', async () => {
      await signIn(alice, 'alice');

      await alice.getByText('You have no elevated access right now.').waitFor();
      await here.shot('my-access', alice);
      await accessible(alice);
    });

    test('the first load of her access, with an empty cache, is less than 350 kB', async () => {
      const debuggee = await alice.context().newCDPSession(alice);
      await debuggee.send('Network.clearBrowserCache');
      // Coming back as a signed-in person passes the identity provider, which sends the page off and here again.
      let bytes = 0;
      debuggee.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength;
      });
      await debuggee.send('Network.enable');
      await alice.goto(`${here.cloud.console}/access`);
      await alice.getByText('You have no elevated access right now.').waitFor();
      await alice.waitForLoadState('networkidle');
      await debuggee.detach();

      expect(bytes).toBeGreaterThan(100_000);
      expect(bytes).toBeLessThan(350_000);
    });

    test('she asks for a role, of those that she may ask for', async () => {
      await button(alice, 'Request access')
        .first()
        .or(alice.getByRole('link', { name: 'Request access' }))
        .first()
        .click();
      await heading(alice, 'Request access').waitFor();
      await alice.getByRole('button', { name: 'Access Choose one or several' }).click();
      await alice.getByRole('option', { name: /TempAccessRoleS3Admin in workloads 1111/ }).click();
      await alice.keyboard.press('Escape');
      await alice.getByLabel('Justification').fill('Buckets of the payment service refuse events');
      await alice.getByText('Bob Baker').waitFor();
      await here.shot('request', alice);
      await accessible(alice);

      await button(alice, 'Send request').click();

      await heading(alice, /Request r-/).waitFor();
      await alice.getByText('Waiting for approval').first().waitFor();
      requestUrl = alice.url();
      await here.shot('waiting', alice);
      await accessible(alice);
    });

    test('bob finds it in his queue, looks at what it allows, and approves', async () => {
      await signIn(bob, 'bob');
      await bob.getByRole('link', { name: /Review queue/ }).click();
      await bob.getByRole('link', { name: /^r-/ }).click();
      await heading(bob, /Request r-/).waitFor();
      await bob.getByRole('tab', { name: 'What it allows' }).click();
      await bob.getByText('What the requester newly gains:').waitFor();
      await here.shot('insight', bob);
      await accessible(bob);

      await button(bob, 'Approve').click();
      await bob.getByLabel('Comment (optional)').fill('Go on');
      await here.shot('approve', bob);
      await accessible(bob);
      await bob.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();

      await bob.getByRole('tab', { name: 'Overview' }).click();
      await bob.getByText('Bob Baker approved at').waitFor();
    });

    test('alice sees the time run and copies credentials that work, within the role', async () => {
      await alice.goto(`${here.cloud.console}/access`);
      await alice.getByRole('timer').waitFor();
      await here.shot('live', alice);
      await accessible(alice);
      await button(alice, `CLI: ${ACCESS}`).click();
      const text = await alice.locator('pre', { hasText: 'AWS_SESSION_TOKEN' }).textContent();
      keys = keysOf(text ?? '');
      await alice.getByRole('button', { name: 'Close', exact: true }).click();

      const created = await asAlice('sqs', 'create-queue', '--queue-name', 'payments');
      const refused = await asAlice('iam', 'create-user', '--user-name', 'eve');

      expect(created.exitCode).toBe(0);
      expect(refused.stderr).toContain('AccessDenied');
    });

    test('the console opens as the role, in a tab of its own', async () => {
      const opened = alice.context().waitForEvent('page');
      await button(alice, `Access console: ${ACCESS}`).click();
      const tab = await opened;
      await heading(tab, 'Home').waitFor();

      await tab.getByText('assumed-role/TempAccessRoleS3Admin/alice-').first().waitFor();
      await here.shot('console', tab);
      await accessible(tab);
      await tab.close();
    });

    test('everybody concerned sees what was used and what was denied', async () => {
      await bob.goto(`${requestUrl}?tab=activity`);
      await bob.getByText('sqs:CreateQueue × 1').waitFor();
      await bob.getByText('iam:CreateUser × 1 (AccessDenied)').waitFor();
      await here.shot('activity', bob);
      await accessible(bob);

      await bob.getByRole('tab', { name: 'Timeline' }).click();
      await bob.getByText('session.issued').first().waitFor();
      await here.shot('timeline', bob);
      await accessible(bob);
    });

    test('bob ends it early: it is dead in AWS, and the page shows the proof', async () => {
      await bob.getByRole('tab', { name: 'Overview' }).click();
      await button(bob, 'End early').click();
      await bob.getByLabel('Reason').fill('The incident is over');
      await bob.getByRole('dialog').getByRole('button', { name: 'End early' }).click();

      await bob.getByText('Sessions are dead: tried with their own credentials').waitFor();
      const refused = await asAlice('sqs', 'list-queues');
      expect(refused.stderr).toContain('with an explicit deny in an identity-based policy');
      await here.shot('dead', bob);
      await accessible(bob);
    });

    test('alice can get no further session', async () => {
      await alice.goto(requestUrl);
      await alice.getByText('Ended early').first().waitFor();

      await expect(button(alice, /Access console/).count()).resolves.toBe(0);
    });

    test('an auditor finds it, with the filters in the address', async () => {
      const erin = await here.newcomer();
      await signIn(erin, 'erin');
      await erin.goto(`${here.cloud.console}/access/audit?state=revoked`);
      await heading(erin, 'Audit').waitFor();
      await erin.getByRole('link', { name: /^r-/ }).waitFor();
      await here.shot('audit', erin);
      await accessible(erin);

      await erin.goto(`${here.cloud.console}/access/policy`);
      await button(erin, 'Plan').click();
      await erin.getByText('Nobody gains or loses anything').waitFor();
      await here.shot('policy', erin);
      await accessible(erin);
    });

    test('no page threw or complained', () => {
      expect(here.faults).toEqual([]);
    });
  },
);
