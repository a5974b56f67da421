import type { VolumeType } from '@aws-sdk/client-ec2';
import { parameterInvalid, invalidCombination, missingParameter } from '../errors.ts';
import type { VolumeShape } from './model.ts';

interface TypeFacts {
  readonly size: readonly [least: number, most: number];
  readonly iops?: readonly [least: number, most: number];
  readonly throughput?: readonly [least: number, most: number];
}

/** CreateVolume's ranges of the API reference. */
const TYPES: Readonly<Record<VolumeType, TypeFacts>> = {
  gp2: { size: [1, 16_384] },
  gp3: { size: [1, 65_536], iops: [3000, 80_000], throughput: [125, 2000] },
  io1: { size: [4, 16_384], iops: [100, 64_000] },
  io2: { size: [4, 65_536], iops: [100, 256_000] },
  sc1: { size: [125, 16_384] },
  st1: { size: [125, 16_384] },
  standard: { size: [1, 1024] },
};

const isType = (text: string): text is VolumeType => Object.hasOwn(TYPES, text);

const GP2_LEAST_IOPS = 100;
const GP2_MOST_IOPS = 16_000;
const GP2_IOPS_PER_GIB = 3;

interface Wish {
  readonly type: string;
  readonly size: number | undefined;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
}

const within = (name: string, value: number, [least, most]: readonly [number, number]): number => {
  if (!Number.isInteger(value) || value < least || value > most)
    throw parameterInvalid(name, value, `Must be between ${least} and ${most}.`);
  return value;
};

const performance = (type: VolumeType, size: number, wish: Wish): Partial<VolumeShape> => {
  const facts = TYPES[type];
  if (type === 'gp2') {
    if (wish.iops !== undefined)
      throw invalidCombination(`The parameter iops is not supported for ${type} volumes.`);
    const iops = Math.min(GP2_MOST_IOPS, Math.max(GP2_LEAST_IOPS, size * GP2_IOPS_PER_GIB));
    return { iops };
  }
  if (facts.iops === undefined && wish.iops !== undefined)
    throw invalidCombination(`The parameter iops is not supported for ${type} volumes.`);
  if (facts.throughput === undefined && wish.throughput !== undefined)
    throw invalidCombination(`The parameter throughput is not supported for ${type} volumes.`);
  if (facts.iops === undefined) return {};
  if (wish.iops === undefined && type !== 'gp3') throw missingParameter('iops');
  const iops = within('iops', wish.iops ?? facts.iops[0], facts.iops);
  if (facts.throughput === undefined) return { iops };
  const throughput = within('throughput', wish.throughput ?? facts.throughput[0], facts.throughput);
  return { iops, throughput };
};

/** A volume's type, size and speed as wished, or AWS's error. */
export const volumeShape = (wish: Wish): VolumeShape => {
  const { type } = wish;
  if (!isType(type)) throw parameterInvalid('volumeType', type, 'Unknown volume type.');
  if (wish.size === undefined) throw missingParameter('size/snapshot');
  const size = within('size', wish.size, TYPES[type].size);
  return { type, size, ...performance(type, size, wish) };
};
