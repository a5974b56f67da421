import { existsSync } from 'node:fs';
import type { Me } from '../broker/broker-types.ts';
import { createClient } from '../broker/client.ts';
import { Refusal, sentenceOf } from '../broker/refusal.ts';
import { chosenBroker } from '../broker/sign-in/address.ts';
import { readConfiguration } from '../broker/sign-in/configuration.ts';
import { createSession } from '../broker/sign-in/session.ts';
import { isOpenToOthers, type TokenFile, tokenFile } from '../broker/sign-in/token-file.ts';
import { Failure, messageOf, UsageError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { checkHealth } from './broker-health.ts';
import { type Check, fail, pass, warn } from './check.ts';

const checkFile = ({ path }: TokenFile): readonly Check[] => {
  if (!existsSync(path)) return [];
  return isOpenToOthers(path)
    ? [fail('token file', `others may read ${path}`, `chmod 600 ${path}, or sign in anew`)]
    : [pass('token file', `${path} is readable by its owner only`)];
};

const signedIn = (me: Me): Check =>
  pass('signed in', `as ${me.person.name} (${me.groups.join(', ') || 'no groups'})`);

const checkPerson = async (
  address: string,
  file: TokenFile,
  terminal: Terminal,
): Promise<readonly Check[]> => {
  const AGAIN = 'sign in: gatehouse login';
  if (!existsSync(file.path)) return [pass('signed in', `nobody is, to ${address}`)];
  try {
    const session = createSession(file, address, terminal.clock);
    const client = createClient(address, session);
    const me = await client.call('GET /v1/me', {});
    return [signedIn(me), ...(await checkHealth(client, me))];
  } catch (error) {
    if (error instanceof Refusal) return [warn('signed in', sentenceOf(error), AGAIN)];
    if (error instanceof Failure) return [fail('signed in', messageOf(error), AGAIN)];
    throw error;
  }
};

/** Whether the broker is there, says how to sign in, and who is signed in. */
export const checkBroker = async (
  given: string | undefined,
  terminal: Terminal,
): Promise<readonly Check[]> => {
  let address: string;
  try {
    address = chosenBroker(given, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [fail('broker', messageOf(error), 'correct --broker or GATEHOUSE_BROKER')];
  }
  const file = tokenFile(address, terminal);
  try {
    const { issuer } = await readConfiguration(address);
    return [
      pass('broker', `answers at ${address}; people sign in at ${issuer}`),
      ...checkFile(file),
      ...(await checkPerson(address, file, terminal)),
    ];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const advice = 'start it: npm start; or name another with --broker';
    return [warn('broker', messageOf(error), advice), ...checkFile(file)];
  }
};
