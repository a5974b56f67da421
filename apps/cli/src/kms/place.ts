import type { Apis } from '@gatehouse/access';
import type { Clients } from '@gatehouse/clients';
import type { GatherSettings, ResourceClientSettings } from '@gatehouse/keys';
import type { Arguments, Option } from '../command.ts';
import { Failure, failureText, UsageError } from '../errors.ts';
import { placeOf } from '../findings/hub.ts';
import type { Terminal } from '../terminal.ts';

export const REGION_OPTION: Readonly<Record<string, Option>> = {
  region: {
    value: 'REGION',
    help: 'where the key is; default: that of its ARN, else of the profile',
  },
};

export const KEY_OPTION: Readonly<Record<string, Option>> = {
  key: { value: 'KEY', help: "the key's id, ARN, alias or alias ARN" },
};

export const HISTORY_OPTIONS: Readonly<Record<string, Option>> = {
  days: { value: 'N', help: 'how far back CloudTrail is read, 1 to 90; default 90' },
  'max-events': { value: 'N', help: 'most events of CloudTrail to read; default 20000' },
};

export const CREDENTIALS_TEXT = `
With the credentials of the SDK's own search (AWS_PROFILE and so on), on the embedded cloud or on AWS.`;

export interface KeyTools {
  readonly clients: Clients;
  readonly apis: Apis;
  readonly region: string;
  /** For EC2 and RDS, which are asked about resources. */
  readonly resources: ResourceClientSettings;
  close(): void;
}

const ARN_REGION = /^arn:[a-z0-9-]+:kms:([a-z0-9-]+):\d{12}:/;

/** The given arguments with the Region of a key's ARN, where none is given. */
const inRegionOf = (given: Arguments, key: string | undefined): Arguments => {
  const region = ARN_REGION.exec(key ?? '')?.[1];
  if (region === undefined || given.one('region') !== undefined) return given;
  return { ...given, one: (name) => (name === 'region' ? region : given.one(name)) };
};

/** @throws Failure */
export const keyTools = async (
  given: Arguments,
  terminal: Terminal,
  key = given.one('key'),
): Promise<KeyTools> => {
  const { apisOf } = await import('@gatehouse/access');
  const { clients, region } = await placeOf(inRegionOf(given, key), terminal);
  const profile = given.one('org-profile');
  const organization = profile === undefined ? clients : await ofProfile(profile, region, terminal);
  const { foundKeys } = await import('@gatehouse/clients');
  return {
    clients,
    region,
    apis: apisOf(clients, { organization: { clients: organization } }),
    resources: { region, credentials: foundKeys(region) },
    close: () => {
      clients.close();
      if (organization !== clients) organization.close();
    },
  };
};

/** Clients with the credentials of another profile. */
export const ofProfile = async (
  profile: string,
  region: string,
  { clock }: Terminal,
): Promise<Clients> => {
  const { STSClient } = await import('@aws-sdk/client-sts');
  const { createClients } = await import('@gatehouse/clients');
  const { config } = new STSClient({ region, profile });
  return createClients({
    region,
    credentials: async () => {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await config.credentials();
      return {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken === undefined ? {} : { sessionToken }),
        ...(expiration === undefined ? {} : { expiration }),
      };
    },
    clock,
    userAgent: 'gatehouse-cli',
  });
};

/** What AWS answers, with its refusals as failures of this command, and connections that end with it. */
export const withTools = async <Answer>(
  given: Arguments,
  terminal: Terminal,
  use: (tools: KeyTools) => Promise<Answer>,
): Promise<Answer> => {
  const tools = await keyTools(given, terminal);
  try {
    return await use(tools);
  } catch (cause) {
    if (cause instanceof Failure || cause instanceof UsageError || !isOfAws(cause)) throw cause;
    throw new Failure(failureText(cause), { cause });
  } finally {
    tools.close();
  }
};

/** Whether AWS refused, or could not be reached: what the SDK throws has metadata, or is about the connection or the credentials. */
export const isOfAws = (error: unknown): boolean =>
  error instanceof Error &&
  ('$metadata' in error || 'code' in error || error.name === 'CredentialsProviderError');

/** A whole number in a range. @throws UsageError */
export const numberOf = (
  given: Arguments,
  name: string,
  otherwise: number,
  [least, most]: readonly [number, number],
): number => {
  const text = given.one(name) ?? String(otherwise);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(`--${name} is ${least} to ${most}; not "${text}"`);
  return value;
};

const DEFAULT_DAYS = 90;
const DEFAULT_EVENTS = 20_000;
const MOST_EVENTS = 1_000_000;

export const gatherSettings = (given: Arguments, terminal: Terminal): GatherSettings => ({
  now: terminal.clock.now(),
  days: numberOf(given, 'days', DEFAULT_DAYS, [1, DEFAULT_DAYS]),
  mostEvents: numberOf(given, 'max-events', DEFAULT_EVENTS, [1, MOST_EVENTS]),
  onProgress: progress(terminal),
});

const CLEAR_LINE = '\r\u001B[K';

/** One line that is written over, for people only. */
export const progress = ({ interactive, err }: Terminal): ((text: string) => void) =>
  interactive ? (text) => err(`${CLEAR_LINE}${text}`) : () => {};

export const progressDone = ({ interactive, err }: Terminal): void => {
  if (interactive) err(CLEAR_LINE);
};

export const noPositionals = (given: Arguments): void => {
  if (given.positionals.length > 0)
    throw new UsageError(`there is nothing to do with "${given.positionals[0]}"`);
};

export const printJson = async (terminal: Terminal, value: unknown): Promise<void> => {
  const { plainly } = await import('@gatehouse/access');
  terminal.out(`${JSON.stringify(value, plainly, 2)}\n`);
};
