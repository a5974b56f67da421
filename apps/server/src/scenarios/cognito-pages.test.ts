import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { systemClock } from '@gatehouse/core';
import { codeOf, startCloud } from '@gatehouse/testcloud';
import axe from 'axe-core';
import { chromium, type Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
const TEMPORARY = 'Temporary-Horse-1';

/** An application that is called back. */
const application = async (): Promise<string> => {
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome back</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has a port');
  return `http://localhost:${address.port}/callback`;
};

const poolWithMfa = async (callback: string): Promise<string> => {
  const cloud = await startCloud();
  onTestFinished(() => cloud.stop());
  const idp = new CognitoIdentityProviderClient(cloud.client());
  const { UserPool } = await idp.send(new CreateUserPoolCommand({ PoolName: 'Example people' }));
  const UserPoolId = UserPool?.Id ?? '';
  const { UserPoolClient } = await idp.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'app',
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['openid'],
      CallbackURLs: [callback],
    }),
  );
  await idp.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId,
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );
  await idp.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username: 'alice',
      TemporaryPassword: TEMPORARY,
      MessageAction: 'SUPPRESS',
    }),
  );
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: UserPoolClient?.ClientId ?? '',
    redirect_uri: callback,
  });
  return `${cloud.aws}/${UserPoolId}/oauth2/authorize?${query.toString()}`;
};

interface Found {
  readonly violations: readonly { readonly id: string; readonly impact: string | null }[];
}

const accessibilityFaults = async (page: Page): Promise<readonly string[]> => {
  // The content security policy keeps scripts out of the page: axe comes in through the debugger.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<Found>('axe.run(document)');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id }) => id);
};

test.skipIf(!existsSync(CHROMIUM)).for(['light', 'dark'] as const)(
  'in a %s browser a person signs in for the first time, reads every page, and arrives',
  async (colorScheme) => {
    const start = await poolWithMfa(await application());
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    onTestFinished(() => browser.close());
    const page = await (await browser.newContext({ colorScheme })).newPage();
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    const inaccessible: string[] = [];
    const inspect = async (): Promise<void> => {
      inaccessible.push(...(await accessibilityFaults(page)));
    };

    await page.goto(start);
    await inspect();
    await page.getByLabel('Username').fill('alice');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Incorrect username or password.').waitFor();
    await inspect();
    await page.getByLabel('Password').fill(TEMPORARY);
    await page.getByLabel('Password').press('Enter');
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    await inspect();
    await page.getByLabel('New password').fill('Permanent-Horse-2');
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.getByRole('heading', { name: 'Set up your authenticator app' }).waitFor();
    await inspect();
    const width = await page.evaluate('document.images[0].naturalWidth');
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    const secret = (await page.locator('#secret').textContent()) ?? '';
    await page
      .getByLabel('Code from your authenticator app')
      .fill(codeOf(secret, systemClock.now()));
    await page.getByRole('button', { name: 'Verify and sign in' }).click();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();

    expect(new URL(page.url()).searchParams.has('code')).toBe(true);
    expect(width).toBeGreaterThan(100);
    expect(background).toBe(colorScheme === 'dark' ? 'rgb(15, 27, 42)' : 'rgb(242, 243, 243)');
    expect(inaccessible).toEqual([]);
    expect(complaints).toEqual([]);
  },
);
