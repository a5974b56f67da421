import { join } from 'node:path';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Benchmark, Measurement } from './benchmark.ts';
import { captured } from './captured.ts';
import { REGION, startKmsCloud } from './kms-cloud.ts';
import { type RawRequest, startProcess, throughput } from './load.ts';

const ROUNDS = 5;
const WINDOW = { seconds: 2, connections: 32 };
/** What GetSecretValue may cost: decoding, signature, policies, Decrypt by KMS and two audit records. */
const GOAL = 0.25;

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

const run = async (): Promise<readonly Measurement[]> => {
  const echo = await startProcess([join(import.meta.dirname, 'processes/echo-server.ts')]);
  const cloud = await startKmsCloud();
  try {
    const config = {
      endpoint: cloud.url,
      region: REGION,
      credentials: cloud.admin,
      maxAttempts: 1,
    };
    const SecretId = 'bench';
    const SecretString = JSON.stringify({ username: 'app', password: 'x'.repeat(40) });
    await new SecretsManagerClient(config).send(
      new CreateSecretCommand({ Name: SecretId, SecretString }),
    );
    const request = await captured((requestHandler) =>
      new SecretsManagerClient({ ...config, requestHandler }).send(
        new GetSecretValueCommand({ SecretId }),
      ),
    );
    const bare: RawRequest = { ...request, body: JSON.stringify({ SecretId, SecretString }) };
    const rates: { ours: number[]; echo: number[] } = { ours: [], echo: [] };
    await throughput(cloud.url, request, { ...WINDOW, seconds: 1 });
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.echo.push(await throughput(echo.url, bare, WINDOW));
      rates.ours.push(await throughput(cloud.url, request, WINDOW));
    }
    return [
      {
        name: 'secrets-endpoint/GetSecretValue',
        value: median(rates.ours),
        unit: 'requests/s',
        versus: `a bare node:http JSON echo; goal: at least ${GOAL}`,
        ratio: median(rates.ours) / median(rates.echo),
      },
    ];
  } finally {
    await Promise.all([echo.stop(), cloud.stop()]);
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'secrets-endpoint', run }];
