import { join } from 'node:path';
import { CreateKeyCommand, EncryptCommand } from '@aws-sdk/client-kms';
import type { Benchmark, Measurement } from './benchmark.ts';
import { type KmsCloud, startKmsCloud } from './kms-cloud.ts';
import { type RawRequest, startProcess, throughput } from './load.ts';

const ROUNDS = 5;
const WINDOW = { seconds: 2, connections: 32 };
const EncryptionContext = { 'aws:ebs:id': 'vol-0987654321fedcba0' };

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

/** The two calls of envelope encryption, as an administrator of the key's account makes them. */
const requests = async (cloud: KmsCloud): Promise<Readonly<Record<string, RawRequest>>> => {
  const client = cloud.client(cloud.admin);
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.Arn ?? '';
  const Plaintext = Buffer.alloc(32, 7);
  const { CiphertextBlob } = await client.send(
    new EncryptCommand({ KeyId, Plaintext, EncryptionContext }),
  );
  const sealed = Buffer.from(CiphertextBlob ?? []).toString('base64');
  return {
    GenerateDataKey: await cloud.sign(cloud.admin, 'GenerateDataKey', {
      KeyId,
      KeySpec: 'AES_256',
      EncryptionContext,
    }),
    Decrypt: await cloud.sign(cloud.admin, 'Decrypt', {
      CiphertextBlob: sealed,
      EncryptionContext,
    }),
  };
};

const run = async (): Promise<readonly Measurement[]> => {
  const echo = await startProcess([join(import.meta.dirname, 'processes/echo-server.ts')]);
  const cloud = await startKmsCloud();
  try {
    const measurements: Measurement[] = [];
    for (const [name, request] of Object.entries(await requests(cloud))) {
      const rates: { readonly ours: number[]; readonly echo: number[] } = { ours: [], echo: [] };
      await throughput(cloud.url, request, WINDOW);
      for (let round = 0; round < ROUNDS; round += 1) {
        rates.echo.push(await throughput(echo.url, request, WINDOW));
        rates.ours.push(await throughput(cloud.url, request, WINDOW));
      }
      measurements.push({
        name: `kms-endpoint/${name}`,
        value: median(rates.ours),
        unit: 'requests/s',
        versus: 'a bare node:http JSON echo',
        ratio: median(rates.ours) / median(rates.echo),
      });
    }
    return measurements;
  } finally {
    await Promise.all([echo.stop(), cloud.stop()]);
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'kms-endpoint', run }];
