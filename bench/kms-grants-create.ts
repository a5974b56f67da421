import { CreateKeyCommand } from '@aws-sdk/client-kms';
import type { Benchmark, Measurement } from './benchmark.ts';
import { type KmsCloud, type Person, startKmsCloud } from './kms-cloud.ts';
import { allAnswered, type RawRequest } from './load.ts';

const GOAL = 3000;
const ROUNDS = 3;
const EACH = 6000;
const CONNECTIONS = 64;

/** Grants as services make them: one grantee, one pair that all have, another that each has for itself. */
const requests = async (
  cloud: KmsCloud,
  KeyId: string,
  { arn }: Person,
  from: number,
): Promise<readonly RawRequest[]> => {
  const signed: RawRequest[] = [];
  for (let number = from; number < from + EACH; number += 1) {
    const context = {
      'aws:rds:db-id': 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
      'aws:ebs:id': `vol-${number}`,
    };
    signed.push(
      await cloud.sign(cloud.admin, 'CreateGrant', {
        KeyId,
        GranteePrincipal: arn,
        Operations: ['Decrypt', 'GenerateDataKeyWithoutPlaintext', 'CreateGrant'],
        Constraints:
          number % 2 === 0
            ? { EncryptionContextSubset: context }
            : { EncryptionContextEquals: context },
      }),
    );
  }
  return signed;
};

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

const run = async (): Promise<readonly Measurement[]> => {
  const cloud = await startKmsCloud();
  try {
    const grantee = await cloud.person('grantee', false);
    const { KeyMetadata } = await cloud.client(cloud.admin).send(new CreateKeyCommand({}));
    const rates: number[] = [];
    // The first round warms up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const signed = await requests(cloud, KeyMetadata?.Arn ?? '', grantee, round * EACH);
      const rate = await allAnswered(cloud.url, signed, CONNECTIONS);
      if (round > 0) rates.push(rate);
    }
    return [
      {
        name: 'kms-grants-create',
        value: median(rates),
        unit: 'grants/s',
        versus: `the goal of ${GOAL}/s, durable, over ${CONNECTIONS} connections`,
        ratio: median(rates) / GOAL,
      },
    ];
  } finally {
    await cloud.stop();
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'kms-grants-create', run }];
