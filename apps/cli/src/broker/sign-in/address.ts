import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../errors.ts';
import type { Terminal } from '../../terminal.ts';
import { isProtected } from '../http.ts';
import { configFolder, makePrivateFolder } from './config-folder.ts';
import { writePrivately } from './private-file.ts';

const DEFAULT = 'http://127.0.0.1:4580';
const FILE = 'broker';

/** The address of a console with a broker behind it, in its one form: no path, no slash at the end. @throws UsageError */
export const brokerAddress = (text: string): string => {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`"${text}" is not the address of a broker, such as ${DEFAULT}`);
  if (!/^(\/broker)?\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '')
    throw new UsageError(`"${text}" has more than an origin; the broker is below /broker there`);
  if (!isProtected(url.href))
    throw new UsageError(
      `"${text}" is neither https nor on this machine: tokens are not sent there`,
    );
  return url.origin;
};

const lastUsed = (terminal: Terminal): string | undefined => {
  try {
    return readFileSync(join(configFolder(terminal), FILE), 'utf8').trim() || undefined;
  } catch {
    // Nobody has signed in yet.
    return undefined;
  }
};

/** The broker that is meant: as given, as `GATEHOUSE_BROKER` says, the one of the last sign-in, or that of `npm start`. */
export const chosenBroker = (given: string | undefined, terminal: Terminal): string =>
  brokerAddress(
    given ?? (terminal.environment['GATEHOUSE_BROKER'] || (lastUsed(terminal) ?? DEFAULT)),
  );

/** From now on commands mean this one. */
export const rememberBroker = (address: string, terminal: Terminal): void => {
  const folder = configFolder(terminal);
  makePrivateFolder(folder);
  writePrivately(join(folder, FILE), `${address}\n`);
};
