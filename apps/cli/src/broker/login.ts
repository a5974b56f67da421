import { dirname } from 'node:path';
import { type Arguments, type Command, type ExitCode, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { printable, type Terminal } from '../terminal.ts';
import { BROKER_OPTION, refusable } from './broker-command.ts';
import type { Me } from './broker-types.ts';
import { createClient } from './client.ts';
import { chosenBroker, rememberBroker } from './sign-in/address.ts';
import { signInByBrowser } from './sign-in/code-flow.ts';
import { makePrivateFolder } from './sign-in/config-folder.ts';
import {
  type Configuration,
  readConfiguration,
  revocationEndpointOf,
} from './sign-in/configuration.ts';
import { signInByDevice } from './sign-in/device-flow.ts';
import { withLock } from './sign-in/lock.ts';
import type { Tokens } from './sign-in/oauth.ts';
import { signInOf, tokenFile } from './sign-in/token-file.ts';

const DEFAULT_TIMEOUT_SECONDS = 300;
const LONGEST_TIMEOUT_SECONDS = 3600;

const timeoutOf = (given: Arguments): number => {
  const text = given.one('timeout');
  if (text === undefined) return DEFAULT_TIMEOUT_SECONDS;
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > LONGEST_TIMEOUT_SECONDS)
    throw new UsageError(`--timeout is 1 to ${LONGEST_TIMEOUT_SECONDS} seconds; not "${text}"`);
  return seconds;
};

const tokensFor = (
  given: Arguments,
  configuration: Configuration,
  terminal: Terminal,
): Promise<Tokens> => {
  const timeoutSeconds = timeoutOf(given);
  if (given.flag('device')) return signInByDevice(configuration, terminal);
  const browser = !given.flag('no-browser');
  return signInByBrowser(configuration, { browser, timeoutSeconds }, terminal);
};

/** Who the broker takes the token for; nothing is kept that it does not take. */
const ask = (address: string, { accessToken }: Tokens): Promise<Me> =>
  createClient(address, {
    accessToken: async () => accessToken,
    instead: async () => undefined,
  }).call('GET /v1/me', {});

const signIn = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  if (given.positionals.length > 0) throw new UsageError('it takes no words: name a --broker');
  const address = chosenBroker(given.one('broker'), terminal);
  const configuration = await readConfiguration(address);
  const tokens = await tokensFor(given, configuration, terminal);
  const me = await ask(address, tokens);
  const revocationEndpoint = await revocationEndpointOf(configuration.issuer);
  const now = terminal.clock.now();
  const file = tokenFile(address, terminal);
  makePrivateFolder(dirname(file.path));
  await withLock(file.lock, async () =>
    file.write(signInOf(address, configuration, tokens, { revocationEndpoint, now })),
  );
  rememberBroker(address, terminal);
  const { person, groups, waiting } = me;
  terminal.out(
    given.flag('json')
      ? `${JSON.stringify({ broker: address, person, groups, waiting })}\n`
      : `Signed in to ${address} as ${printable(person.name)}${groups.length === 0 ? '' : ` (${printable(groups.join(', '))})`}.\n`,
  );
  if (waiting > 0 && !given.flag('json'))
    terminal.err(
      `${waiting === 1 ? '1 request waits' : `${waiting} requests wait`} for you: gatehouse requests --scope review\n`,
    );
  return YES;
};

export const login: Command = {
  name: 'login',
  summary: 'Sign in to the access broker',
  usage: '[options]',
  options: {
    device: { help: 'by a code that you enter in any browser, for machines without one' },
    'no-browser': { help: 'only print the address' },
    timeout: {
      value: 'SECONDS',
      help: `how long to wait for the browser; default ${DEFAULT_TIMEOUT_SECONDS}`,
    },
    ...BROKER_OPTION,
  },
  details: `
The tokens are kept in a file of your own, mode 0600, below $GATEHOUSE_CONFIG_HOME, else $XDG_CONFIG_HOME/gatehouse or
~/.config/gatehouse. Later commands speak to the broker of the last sign-in. "gatehouse logout" ends it.`,
  run: (given, terminal) => refusable('login', given, terminal, () => signIn(given, terminal)),
};
