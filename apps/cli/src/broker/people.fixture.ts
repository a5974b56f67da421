import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** The embedded cloud with its broker, and its people, each with a browser and settings of their own. */
export const peopleFixture = async (): Promise<People> => {
  const cloud = await startCloud();
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'gatehouse-people-'));
    folders.push(made);
    return made;
  };
  const newcomer = async (name: string): Promise<Person> => {
    const browser = await signedInBrowser(cloud, name);
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
    stop: async () => {
      await cloud.stop();
      for (const made of folders) rmSync(made, { recursive: true, force: true });
    },
  };
};
