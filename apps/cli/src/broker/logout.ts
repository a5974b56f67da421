import { dirname } from 'node:path';
import { type Arguments, type Command, type ExitCode, FAILED, YES } from '../command.ts';
import { Failure, messageOf } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { BROKER_OPTION } from './broker-command.ts';
import { chosenBroker } from './sign-in/address.ts';
import { makePrivateFolder } from './sign-in/config-folder.ts';
import { revocationEndpointOf } from './sign-in/configuration.ts';
import { withLock } from './sign-in/lock.ts';
import { postForm } from './sign-in/oauth.ts';
import { type SignIn, type TokenFile, tokenFile } from './sign-in/token-file.ts';

/** Ends the sign-in at the identity provider (RFC 7009). Undefined when it is done, else why not. */
const revoke = async (signIn: SignIn): Promise<string | undefined> => {
  const { refreshToken, clientId, issuer } = signIn;
  if (refreshToken === undefined) return undefined;
  const endpoint = signIn.revocationEndpoint ?? (await revocationEndpointOf(issuer));
  if (endpoint === undefined) return `${issuer} names no place to revoke at`;
  try {
    const { status } = await postForm(endpoint, {
      client_id: clientId,
      token: refreshToken,
      token_type_hint: 'refresh_token',
    });
    return status === 200 ? undefined : `${endpoint} answered ${status}`;
  } catch (error) {
    if (error instanceof Failure) return messageOf(error);
    throw error;
  }
};

interface Ended {
  readonly found: boolean;
  readonly problem: string | undefined;
}

const end = (file: TokenFile): Promise<Ended> => {
  makePrivateFolder(dirname(file.lock));
  return withLock(file.lock, async () => {
    let signIn: SignIn | undefined;
    try {
      signIn = file.read();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      file.remove();
      return { found: true, problem: messageOf(error) };
    }
    if (signIn === undefined) return { found: false, problem: undefined };
    const problem = await revoke(signIn);
    file.remove();
    return { found: true, problem };
  });
};

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const address = chosenBroker(given.one('broker'), terminal);
  const { found, problem } = await end(tokenFile(address, terminal));
  if (problem !== undefined)
    terminal.err(
      `The tokens are deleted here, but the identity provider may take them until they expire: ${problem}\n`,
    );
  const text = found ? `Signed out of ${address}.\n` : `Nobody was signed in to ${address}.\n`;
  terminal.out(
    given.flag('json')
      ? `${JSON.stringify({ broker: address, wasSignedIn: found, revoked: found && problem === undefined })}\n`
      : text,
  );
  return problem === undefined ? YES : FAILED;
};

export const logout: Command = {
  name: 'logout',
  summary: 'End the sign-in to the access broker',
  usage: '[options]',
  options: BROKER_OPTION,
  details: 'Revokes the tokens at the identity provider and deletes them here.',
  run,
};
