import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@gatehouse/core';
import { signInAt, startCloud, type StartedCloud } from '@gatehouse/testcloud';
import type { FormBrowser, FormPage } from '@gatehouse/testkit';
import { type Answered, gatehouse } from '../terminal.fixture.ts';
import type { SignInConfiguration } from './broker-types.ts';

export const configurationOf = async (broker: string): Promise<SignInConfiguration> => {
  const response = await fetch(`${broker}/broker/v1/sign-in`);
  // The broker answers by the document that the type is made from.
  return (await response.json()) as SignInConfiguration;
};

const passwordOf = (file: string, person: string): string => {
  const found = new RegExp(`person +${person}\\npassword +(\\S+)`).exec(readFileSync(file, 'utf8'));
  if (found?.[1] === undefined) throw new Error(`no password for ${person}`);
  return found[1];
};

/** A browser in which the person is signed in to the identity provider, with MFA. */
export const signedInBrowser = async (
  { console: address, consolePasswords }: Pick<StartedCloud, 'console' | 'consolePasswords'>,
  person: string,
): Promise<FormBrowser> => {
  const { issuer, clientId } = await configurationOf(address);
  const { browser } = await signInAt({
    issuer,
    clientId,
    redirectUri: `${address}/access/callback`,
    username: person,
    password: passwordOf(consolePasswords, person),
  });
  return browser;
};

/** What a browser does that is sent to an address on this machine: it follows redirects and shows the last page. */
export const follow = async (url: string): Promise<FormPage> => {
  const response = await fetch(url);
  return {
    url: response.url,
    status: response.status,
    text: await response.text(),
    headers: response.headers,
  };
};

/** Opens the address that `gatehouse login` prints, in the person's browser, and goes where it leads. */
export const comeBack = async (browser: FormBrowser, printed: string): Promise<FormPage> => {
  const [url] = /^http\S+authorize\?\S+$/m.exec(printed) ?? [];
  if (url === undefined) throw new Error(`no address was printed: ${printed}`);
  return follow((await browser.open(url)).url);
};

export interface Person {
  /** `GATEHOUSE_CONFIG_HOME` of this person. */
  readonly home: string;
  readonly browser: FormBrowser;
  run(...args: readonly string[]): Promise<Answered>;
  runIn(
    surroundings: Parameters<typeof gatehouse>[1],
    ...args: readonly string[]
  ): Promise<Answered>;
}

export interface People {
  readonly cloud: StartedCloud;
  /** Somebody with a browser who has not run the command yet. */
  newcomer(name: string): Promise<Person>;
  /** The same after `gatehouse login`. */
  person(name: string): Promise<Person>;
  /** A folder that is removed at the end. */
  folder(): string;
  /** Its data folder stays until the end. */
  stopServer(): Promise<void>;
  stop(): Promise<void>;
}

/** Signs in by the loopback flow; answers what the command said. */
export const logIn = async (person: Person, ...more: readonly string[]): Promise<Answered> => {
  let visited: Promise<unknown> | undefined;
  const onError = (text: string): void => {
    if (text.includes('authorize?')) visited ??= comeBack(person.browser, text);
  };
  const answered = await person.runIn({ onError }, 'login', '--no-browser', ...more);
  await visited;
  return answered;
};

const LOOK_MILLISECONDS = 50;
const PATIENCE_MILLISECONDS = 15_000;

/** Asks again until it does not throw, for up to 15 seconds. */
export const eventually = async <Value>(look: () => Value | Promise<Value>): Promise<Value> => {
  const until = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await sleep(LOOK_MILLISECONDS);
  }
};

/** The embedded cloud with its broker, and its people, each with a browser and settings of their own. */
export const peopleFixture = async (): Promise<People> => {
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'gatehouse-people-'));
    folders.push(made);
    return made;
  };
  const cloud = await startCloud({ data: join(folder(), 'data') });
  let running = true;
  const stopServer = async (): Promise<void> => {
    if (running) await cloud.stop();
    running = false;
  };
  // The second sign-in of a person would need the authenticator of the first: they keep their browser.
  const browsers = new Map<string, FormBrowser>();
  const newcomer = async (name: string): Promise<Person> => {
    const browser = browsers.get(name) ?? (await signedInBrowser(cloud, name));
    browsers.set(name, browser);
    const home = join(folder(), 'config');
    const runIn: Person['runIn'] = (surroundings, ...args) =>
      gatehouse(args, {
        clock: systemClock,
        ...surroundings,
        environment: {
          GATEHOUSE_CONFIG_HOME: home,
          GATEHOUSE_BROKER: cloud.console,
          ...surroundings?.environment,
        },
      });
    return { home, browser, runIn, run: (...args) => runIn({}, ...args) };
  };
  return {
    cloud,
    folder,
    newcomer,
    person: async (name) => {
      const person = await newcomer(name);
      const { code, err } = await logIn(person);
      if (code !== 0) throw new Error(`${name} cannot sign in: ${err}`);
      return person;
    },
    stopServer,
    stop: async () => {
      await stopServer();
      for (const made of folders) rmSync(made, { recursive: true, force: true });
    },
  };
};
