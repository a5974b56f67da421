import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerPage, answerRedirect } from './pages.ts';
import { randomText } from './pkce.ts';

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // What "start" of cmd.exe does, without a shell that would read the address.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Asks the desktop to show an address; false where there is no way to. The address must hold no secret: others see it. */
export const showInBrowser = (
  url: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> =>
  new Promise((resolve) => {
    const [program = 'xdg-open', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
    const child = spawn(program, [...args, url], {
      env: environment,
      stdio: 'ignore',
      detached: true,
    });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });

const HANDOVER_MILLISECONDS = 30_000;

/**
 * Shows an address that is itself a secret: other users of this machine see what programs are started with, so that the
 * browser is given a local one that leads there once. False where it was not fetched.
 */
export const showSecretly = (
  url: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> =>
  new Promise((resolve) => {
    const path = `/${randomText()}`;
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== path) {
        answerPage(response, 404, 'Nothing here', 'This address leads nowhere.');
        return;
      }
      answerRedirect(response, url);
      response.once('finish', () => end(true));
    });
    const timer = setTimeout(() => end(false), HANDOVER_MILLISECONDS);
    const end = (shown: boolean): void => {
      clearTimeout(timer);
      server.close();
      server.closeAllConnections();
      resolve(shown);
    };
    server.once('error', () => end(false));
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      void showInBrowser(`http://127.0.0.1:${port}${path}`, environment).then((started) => {
        if (!started) end(false);
        return started;
      });
    });
  });
