import { connect } from 'node:net';
import { askServer } from '../server.ts';
import { type Check, fail, pass, warn } from './check.ts';
import { deadWork } from './data.ts';

const WARN_SKEW_SECONDS = 30;
// Signatures that are further off are refused (RequestTimeTooSkewed, SignatureDoesNotMatch).
const FAIL_SKEW_SECONDS = 300;

export interface ServerChecks {
  readonly answers: boolean;
  readonly checks: readonly Check[];
}

/** Reachable, ready, of the same time; and when it is not there, whether somebody else is. */
export const checkServer = async (
  endpoint: string | undefined,
  now: () => Date,
): Promise<ServerChecks> => {
  const url = endpoint ?? 'http://127.0.0.1:4566';
  const health = await askServer(`${url}/_gatehouse/health`);
  if (health.kind === 'silence')
    return { answers: false, checks: [await notThere(url, health.because)] };
  if (health.status !== 200 || health.body?.['status'] !== 'ok')
    return {
      answers: false,
      checks: [
        fail(
          'port',
          `something else than Gatehouse answers at ${url}`,
          'stop it, or start Gatehouse elsewhere: npm start -- --aws-listen=127.0.0.1:0',
        ),
      ],
    };
  return {
    answers: true,
    checks: [
      pass('server', `answers at ${url}${health.manualClock ? ', with a manual clock' : ''}`),
      ...(await readiness(url)),
      skew(health.date, now()),
    ],
  };
};

const notThere = async (url: string, because: string): Promise<Check> => {
  const taken = await accepts(url);
  return taken
    ? fail(
        'port',
        `something else than Gatehouse holds the port of ${url} (${because})`,
        'stop it, or start Gatehouse elsewhere: npm start -- --aws-listen=127.0.0.1:0',
      )
    : warn('server', `nobody answers at ${url} (${because})`, 'start it: npm start');
};

/** Only to be asked while our own server is down: it holds this port otherwise. */
export const checkConsolePort = async (address: string): Promise<readonly Check[]> =>
  (await accepts(`http://${address}`))
    ? [
        fail(
          'console port',
          `something else than Gatehouse holds ${address}`,
          'stop it, or start the console elsewhere: npm start -- --console-listen=127.0.0.1:0',
        ),
      ]
    : [];

const CONNECT_MILLISECONDS = 1000;

const accepts = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = URL.parse(url) ?? { hostname: '127.0.0.1', port: '0' };
    const socket = connect({ host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port || 80) });
    const end = (taken: boolean): void => {
      socket.destroy();
      resolve(taken);
    };
    socket.setTimeout(CONNECT_MILLISECONDS, () => end(false));
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });

const textIn = (value: unknown, otherwise: string): string =>
  typeof value === 'string' ? value : otherwise;

const readiness = async (url: string): Promise<readonly Check[]> => {
  const ready = await askServer(`${url}/_gatehouse/ready`);
  if (ready.kind === 'silence')
    return [fail('ready', `no answer: ${ready.because}`, 'look at the server log')];
  const state = textIn(ready.body?.['state'], `status ${ready.status}`);
  const database = textIn(ready.body?.['database'], 'an unknown database');
  return [
    ready.status === 200
      ? pass('ready', `${state}, on ${database}`)
      : fail('ready', state, 'wait a moment; if it stays so, look at the server log'),
    ...(database === 'sqlite' ? [] : [deadWork(ready.body?.['deadWork'] === true ? 1 : 0)]),
  ];
};

const skew = (theirs: Date | undefined, ours: Date): Check => {
  if (theirs === undefined)
    return warn('clock', 'the server does not say its time', 'look at proxies in between');
  const seconds = Math.round(Math.abs(theirs.getTime() - ours.getTime()) / 1000);
  const detail = `${seconds} s apart from the server's`;
  const advice =
    'set both clocks (NTP): signatures are refused when they differ by more than 5 minutes';
  if (seconds > FAIL_SKEW_SECONDS) return fail('clock', detail, advice);
  return seconds > WARN_SKEW_SECONDS ? warn('clock', detail, advice) : pass('clock', detail);
};
