import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type StartedCloud, startCloud, type StartOptions } from '@gatehouse/testcloud';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const SHOTS = join(ROOT, 'coverage', 'screenshots');
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Every page is loaded once: what compiles it better takes longer than it saves.
  '--js-flags=--no-opt --no-maglev --max-lazy',
];

/** Why there is no browser to test with; undefined when there is one. */
export const missingBrowser = (): string | undefined =>
  existsSync(CHROMIUM) ? undefined : `(skipped: ${CHROMIUM} is not installed)`;

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

export interface Visit {
  readonly cloud: StartedCloud;
  readonly page: Page;
  /** Errors that the page wrote or threw. */
  readonly faults: readonly string[];
  /** Somebody else's browser: nothing in it is known to the others. */
  newcomer(): Promise<Page>;
  /** Keeps a picture of what the page shows. */
  shot(name: string, of?: Page): Promise<void>;
  /** What axe calls serious or critical. */
  accessibilityFaults(of?: Page): Promise<readonly string[]>;
  signIn(account: string, at?: Page): Promise<void>;
  goTo(path: string): Promise<void>;
  close(): Promise<void>;
}

const passwordOf = (file: string, account: string): string => {
  const text = readFileSync(file, 'utf8');
  const found = new RegExp(`account +${account}\\nuser +\\S+\\npassword +(\\S+)`).exec(text);
  if (found?.[1] === undefined) throw new Error(`no password for ${account}`);
  return found[1];
};

const inspect = async (page: Page): Promise<readonly string[]> => {
  // The content security policy keeps scripts out of the page: axe comes in through the debugger.
  await page.evaluate(axe.source);
  const result = await page.evaluate<AxeResult>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
};

const openPage = async (browser: Browser, faults: string[]): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // The browser itself notes each refused call, which the stories provoke.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  return page;
};

/** A new cloud, a new browser with an empty profile, and its one page. */
export const visit = async (story: string, options: StartOptions = {}): Promise<Visit> => {
  execFileSync(process.execPath, [join(ROOT, 'tools', 'bootstrap', 'build-console.mjs')]);
  const pictures = join(SHOTS, story);
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const cloud = await startCloud(options);
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  const faults: string[] = [];
  const newcomer = (): Promise<Page> => openPage(browser, faults);
  const page = await newcomer();
  let shots = 0;
  return {
    cloud,
    page,
    faults,
    newcomer,
    shot: async (name, of = page) => {
      shots += 1;
      const file = join(pictures, `${String(shots).padStart(2, '0')}-${name}.png`);
      await of.screenshot({ path: file, animations: 'disabled' });
    },
    accessibilityFaults: (of = page) => inspect(of),
    signIn: async (account, at = page) => {
      await at.goto(cloud.console);
      await at.getByLabel('Account ID or alias').fill(account);
      await at.getByLabel('User name', { exact: true }).fill('gatehouse-admin');
      const password = passwordOf(cloud.consolePasswords, account);
      await at.getByLabel('Password', { exact: true }).fill(password);
      await at.getByRole('button', { name: 'Sign in', exact: true }).click();
      await at.getByRole('heading', { name: 'Home' }).waitFor();
    },
    goTo: async (path) => {
      await page.goto(cloud.console + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
    },
    close: async () => {
      await browser.close();
      await cloud.stop();
    },
  };
};
