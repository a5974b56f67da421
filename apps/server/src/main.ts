import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, readConfig } from './config.ts';
import { startOnAws } from './start-on-aws.ts';
import { startFailure } from './start-refused.ts';
import { type RunningServer, startServer } from './start.ts';

const EXIT_USAGE = 2;
const EXIT_FAILED = 1;
const STOP_WITHIN_MILLISECONDS = 20_000;
const SAME_SIGNAL_MILLISECONDS = 1000;

const configuration = () =>
  readConfig(process.argv.slice(2), process.env, (path) => readFileSync(path, 'utf8'));

interface Started {
  /** Addresses of the ready line. */
  readonly at: { readonly aws?: string; readonly console: string };
  /** What helps a person at a terminal. */
  readonly advice: string | undefined;
  stop(): Promise<void>;
}

const adviceOf = (server: RunningServer): string =>
  (server.seeded ? 'The demo organization and its access keys were made.\n' : '') +
  `To use it with the AWS CLI or an SDK:\n` +
  `  export AWS_CONFIG_FILE='${resolve(server.profiles.config)}' AWS_SHARED_CREDENTIALS_FILE='${resolve(server.profiles.credentials)}'\n` +
  `  export AWS_PROFILE=admin AWS_ENDPOINT_URL=${server.aws}\n` +
  `The console is at ${server.console}; the passwords of the first start are in ${resolve(server.consolePasswords)}\n` +
  `Ask for access there as alice, approve it as bob: docs/walkthrough-temporary-access.md\n`;

const start = async (): Promise<Started> => {
  const config = configuration();
  if (config.cloud === 'aws') {
    const running = await startOnAws(config);
    return { at: { console: running.console }, advice: undefined, stop: () => running.stop() };
  }
  const server = await startServer(config);
  return {
    at: { aws: server.aws, console: server.console },
    advice: process.stderr.isTTY || server.seeded ? adviceOf(server) : undefined,
    stop: () => server.stop(),
  };
};

const run = async (): Promise<void> => {
  const server = await start();
  let stoppingSince: number | undefined;
  const stop = (signal: string): void => {
    // One Ctrl-C arrives several times: from the terminal, and again from each launcher that passes it on.
    if (stoppingSince !== undefined && Date.now() - stoppingSince < SAME_SIGNAL_MILLISECONDS)
      return;
    if (stoppingSince !== undefined) process.exit(EXIT_FAILED);
    stoppingSince = Date.now();
    process.stderr.write(`${signal}: finishing what runs\n`);
    setTimeout(() => process.exit(EXIT_FAILED), STOP_WITHIN_MILLISECONDS).unref();
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`the stop failed: ${String(error)}\n`);
        process.exit(EXIT_FAILED);
      },
    );
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  // Whoever started this process with a channel is gone, and could not say so.
  process.on('disconnect', () => {
    if (stoppingSince === undefined) stop('the launcher ended');
  });
  process.channel?.unref();
  if (process.send !== undefined && !process.connected) stop('the launcher ended');

  // Only now: whoever reads this may send a signal at once.
  process.stdout.write(`${JSON.stringify({ ready: true, ...server.at })}\n`);
  if (server.advice !== undefined) process.stderr.write(server.advice);
};

run().catch((error: unknown) => {
  process.stderr.write(`gatehouse: ${startFailure(error)}\n`);
  process.exit(error instanceof ConfigError ? EXIT_USAGE : EXIT_FAILED);
});
