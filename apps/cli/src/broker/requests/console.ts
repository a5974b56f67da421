import { YES } from '../../command.ts';
import { Failure } from '../../errors.ts';
import { timeInWords } from '../../words.ts';
import { brokerCommand } from '../broker-command.ts';
import { isProtected } from '../http.ts';
import { showSecretly } from '../sign-in/browser.ts';
import { grantName } from './request-id.ts';

export const consoleSession = brokerCommand({
  name: 'console',
  summary: 'Open the AWS console with live access',
  usage: 'ID [options]',
  options: {
    grant: { value: 'N', help: 'which target of the request, from 1; default 1' },
    destination: { value: 'URL', help: 'the page of the console to begin with' },
    'no-browser': { help: 'print the address instead' },
  },
  details: `
On a terminal the browser is asked to open it; elsewhere, and with --no-browser, the address is printed. It signs in
whoever opens it, for some minutes: treat it like a password.`,
  run: async (given, { terminal, broker }) => {
    const { id, grant } = grantName(given);
    const destination = given.one('destination');
    const { url, session } = await broker.call('POST /v1/requests/{id}/sessions', {
      path: { id },
      body: { kind: 'console', grant, ...(destination === undefined ? {} : { destination }) },
    });
    if (url === undefined || !isProtected(url))
      throw new Failure('the broker answered without an address that can be opened');
    if (given.flag('json')) {
      terminal.out(`${JSON.stringify({ session, url })}\n`);
      return YES;
    }
    const until =
      session.expiresAt === undefined ? '' : `, until ${timeInWords(session.expiresAt)}`;
    const wanted = terminal.isPerson && !given.flag('no-browser');
    if (wanted && (await showSecretly(url, terminal.environment)))
      terminal.err(`Your browser opens the console${until}.\n`);
    else terminal.out(`${url}\n`);
    return YES;
  },
});
