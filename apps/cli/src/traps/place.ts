import type { KeyProvider } from '@gatehouse/clients';
import { refusable } from '../broker/broker-command.ts';
import { isProtected, jsonOf, reach } from '../broker/http.ts';
import { refusalIn } from '../broker/refusal.ts';
import { type Arguments, type Command, type ExitCode, type Option } from '../command.ts';
import { Failure, failureText, UsageError } from '../errors.ts';
import { isRecord } from '../json.ts';
import type { Terminal } from '../terminal.ts';

const DEFAULT = 'http://127.0.0.1:4580';
const PATH = '/api/detection';
// Bringing up a table and a trail takes AWS a while.
const TIMEOUT_SECONDS = 180;

export const SERVER_OPTION: Readonly<Record<string, Option>> = {
  server: {
    value: 'URL',
    help: `the console of Gatehouse; default: $GATEHOUSE_CONSOLE_URL, else ${DEFAULT}`,
  },
};

type Body = Readonly<Record<string, unknown>>;

/** What a command about traps has. */
export interface Place {
  readonly terminal: Terminal;
  readonly keys: KeyProvider;
  /** Asks the server as the person whose keys these are. @throws Refusal, Failure */
  ask(route: string, body?: Body): Promise<Body>;
}

const addressOf = (given: Arguments, { environment }: Terminal): string => {
  const text = given.one('server') ?? (environment['GATEHOUSE_CONSOLE_URL'] || DEFAULT);
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`"${text}" is not the address of a console, such as ${DEFAULT}`);
  if (!isProtected(url.href))
    throw new UsageError(`"${text}" is neither https nor on this machine: keys are not sent there`);
  return url.origin;
};

const headersFor = (address: string, cookie?: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-gatehouse-console': '1',
  origin: address,
  ...(cookie === undefined ? {} : { cookie }),
});

const answered = async (address: string, response: Response): Promise<Body> => {
  const answer = await jsonOf(response);
  if (response.ok && isRecord(answer)) return answer;
  const refusal = refusalIn(answer);
  if (refusal !== undefined && response.status < 500) throw refusal;
  throw new Failure(
    refusal === undefined
      ? `there is no Gatehouse at ${address}: it answered ${response.status}`
      : `${address}: ${refusal.message}`,
  );
};

const signIn = async (address: string, keys: KeyProvider): Promise<string> => {
  const { accessKeyId, secretAccessKey, sessionToken } = await keys().catch((cause: unknown) => {
    throw new Failure(failureText(cause), { cause });
  });
  if (sessionToken !== undefined)
    throw new Failure('keys of a session cannot sign in to the console: use those of a user');
  const response = await reach(`${address}/api/session`, {
    method: 'POST',
    headers: headersFor(address),
    body: JSON.stringify({ accessKeyId, secretAccessKey }),
  });
  await answered(address, response);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Failure(`${address} began no session`);
  return cookie;
};

/** A command of an administrator, with a session of the console that ends with it. */
export const trapCommand = (
  command: Omit<Command, 'run'> & {
    readonly run: (given: Arguments, place: Place) => Promise<ExitCode>;
  },
): Command => ({
  ...command,
  options: { ...command.options, ...SERVER_OPTION },
  run: (given, terminal) =>
    refusable(command.name, given, terminal, async () => {
      const address = addressOf(given, terminal);
      const { foundKeys } = await import('@gatehouse/clients');
      const keys = foundKeys('us-east-1');
      const cookie = await signIn(address, keys);
      const headers = headersFor(address, cookie);
      try {
        return await command.run(given, {
          terminal,
          keys,
          ask: async (route, body = {}) =>
            answered(
              address,
              await reach(
                `${address}${PATH}/${route}`,
                { method: 'POST', headers, body: JSON.stringify(body) },
                TIMEOUT_SECONDS,
              ),
            ),
        });
      } finally {
        await reach(`${address}/api/session`, { method: 'DELETE', headers }).catch(() => {});
      }
    }),
});

/** A member of an answer. @throws Failure where a server of another version answers otherwise */
export const memberOf = (answer: Body, name: string): unknown => {
  if (!Object.hasOwn(answer, name)) throw new Failure(`the server answered without "${name}"`);
  return answer[name];
};

/** The id or the name of a trap, as its id. */
export const idOf = (given: Arguments): string => {
  const [id, ...more] = given.positionals;
  if (id === undefined || more.length > 0) throw new UsageError('name one trap by its id');
  return id;
};
