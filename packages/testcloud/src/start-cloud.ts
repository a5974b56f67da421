import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig, type RunningServer, startServer } from '@gatehouse/server';

export interface StartOptions {
  readonly iam?: Config['iam'];
  readonly clock?: Config['clock'];
  readonly database?: string;
  readonly delaySeconds?: number;
  /** Default: in the data folder. */
  readonly masterKeyFile?: string;
  /** An existing data folder; default: a new one that `stop` removes. */
  readonly data?: string;
  /** The finding resolver and the Falco bridge run too, deployed in the demo organization. Default: false. */
  readonly findings?: boolean;
  /** Detection runs too, deployed in the demo organization. Default: false. */
  readonly detection?: boolean;
  /** More settings, as on the command line. */
  readonly flags?: readonly string[];
}

export interface ProfileKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What an SDK client needs to speak to it. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: ProfileKeys & { readonly sessionToken?: string };
  readonly maxAttempts: number;
}

export interface StartedCloud extends RunningServer {
  readonly data: string;
  /** Configuration for an SDK client as one of the demo organization's administrators. */
  client(profile?: 'admin' | 'security' | 'workloads'): ClientConfig;
  /** The same for any credentials. */
  clientWith(credentials: ClientConfig['credentials']): ClientConfig;
}

const readKeys = (file: string): ReadonlyMap<string, ProfileKeys> => {
  // The second node of a database has made no keys.
  if (!existsSync(file)) return new Map();
  const sections = readFileSync(file, 'utf8').matchAll(
    /\[([^\]]+)\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/g,
  );
  return new Map(
    [...sections].map(([, name = '', accessKeyId = '', secretAccessKey = '']) => [
      name,
      { accessKeyId, secretAccessKey },
    ]),
  );
};

// A first start hashes fifteen passwords: at their full price they are most of it.
const PASSWORD_COST_LOG2 = 4;

/** The whole embedded cloud on a free port of 127.0.0.1, with its demo organization. */
export const startCloud = async (options: StartOptions = {}): Promise<StartedCloud> => {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'gatehouse-'));
  const flags = [
    '--aws-listen=127.0.0.1:0',
    '--console-listen=127.0.0.1:0',
    `--data=${data}`,
    `--iam=${options.iam ?? 'enforce'}`,
    `--clock=${options.clock ?? 'system'}`,
    `--database=${options.database ?? 'sqlite'}`,
    `--delay-seconds=${options.delaySeconds ?? 0}`,
    ...(options.findings === true ? [] : ['--resolver=off', '--falco=off']),
    // They write into what tests count; whoever wants them asks for them.
    '--compliance=off',
    ...(options.detection === true ? [] : ['--detection=off']),
    '--log=error',
    ...(options.masterKeyFile === undefined ? [] : [`--master-key-file=${options.masterKeyFile}`]),
    ...(options.flags ?? []),
  ];
  const config = readConfig(flags, {}, (path) => readFileSync(path, 'utf8'));
  const server = await startServer(config, { passwordCostLog2: PASSWORD_COST_LOG2 });
  const keys = readKeys(server.profiles.credentials);
  const clientWith = (credentials: ClientConfig['credentials']): ClientConfig => ({
    endpoint: server.aws,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  return {
    ...server,
    data,
    clientWith,
    client: (profile = 'admin') => {
      const found = keys.get(profile);
      if (found === undefined) throw new Error(`no profile ${profile}`);
      return clientWith(found);
    },
    stop: async () => {
      await server.stop();
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
};
