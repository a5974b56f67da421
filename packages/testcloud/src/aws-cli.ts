import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ClientConfig } from './start-cloud.ts';

export interface CliResult {
  readonly exitCode: number;
  /** Parsed JSON, the text where it is none (`aws s3 ls`), or undefined when there was no output. */
  readonly output: unknown;
  readonly stderr: string;
}

// Debian's package; a newer CLI that stands before it on the PATH is somebody else's installation.
const DEBIAN_CLI = '/usr/bin/aws';

/** Why the AWS CLI cannot be run here, or undefined when it can. */
const missing = (): string | undefined =>
  existsSync(DEBIAN_CLI) ? undefined : 'Debian’s awscli is not installed';

const outputOf = (text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const run = (config: ClientConfig, args: readonly string[]): Promise<CliResult> =>
  new Promise((resolve) => {
    const { accessKeyId, secretAccessKey, sessionToken } = config.credentials;
    execFile(
      DEBIAN_CLI,
      ['--endpoint-url', config.endpoint, '--output', 'json', ...args],
      {
        env: {
          PATH: '/usr/bin:/bin',
          HOME: '/nonexistent',
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          AWS_DEFAULT_REGION: config.region,
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_MAX_ATTEMPTS: '1',
          AWS_PAGER: '',
          ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
        },
        maxBuffer: 1 << 26,
      },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({
          exitCode,
          output: outputOf(stdout.trim()),
          stderr: stderr.trim(),
        });
      },
    );
  });

/** Debian's unmodified AWS CLI. */
export const awsCli = { missing, run };
