import type { Engine } from './engines.ts';
import { invalidCombination, invalidValue, missing } from './errors.ts';

export interface Storage {
  /** GiB. */
  readonly storage: number;
  readonly storageType: string;
  readonly iops?: number | undefined;
  /** MiB/s. */
  readonly throughput?: number | undefined;
}

interface Wish {
  readonly AllocatedStorage?: number | undefined;
  readonly StorageType?: string | undefined;
  readonly Iops?: number | undefined;
  readonly StorageThroughput?: number | undefined;
}

const LEAST: Readonly<Record<string, number>> = {
  standard: 5,
  gp2: 20,
  gp3: 20,
  io1: 100,
  io2: 100,
};
const MOST = 65_536;
const PROVISIONED: ReadonlySet<string> = new Set(['io1', 'io2']);
const AURORA_TYPES: ReadonlySet<string> = new Set(['aurora', 'aurora-iopt1']);
const LEAST_IOPS = 1000;
const MOST_IOPS = 256_000;
const GP3_IOPS = 3000;
const GP3_THROUGHPUT = 125;

/** What an instance stores its data on; Aurora's grows by itself. */
export const storageOf = (engine: Engine, wish: Wish): Storage => {
  if (engine.aurora) {
    const storageType = wish.StorageType ?? 'aurora';
    if (!AURORA_TYPES.has(storageType)) throw invalidValue(`Invalid storage type: ${storageType}`);
    return { storage: 1, storageType };
  }
  const storageType = wish.StorageType ?? (wish.Iops === undefined ? 'gp2' : 'io1');
  const least = Object.hasOwn(LEAST, storageType) ? LEAST[storageType] : undefined;
  if (least === undefined) throw invalidValue(`Invalid storage type: ${storageType}`);
  const storage = wish.AllocatedStorage;
  if (storage === undefined) throw missing('AllocatedStorage');
  if (storage < least || storage > MOST)
    throw invalidValue(
      `Invalid storage size for engine name ${engine.name} and storage type ${storageType}: ${storage}`,
    );
  return { storage, storageType, ...speedOf(storageType, wish) };
};

const speedOf = (type: string, { Iops, StorageThroughput }: Wish): Partial<Storage> => {
  if (PROVISIONED.has(type)) {
    if (Iops === undefined)
      throw invalidCombination(`You must specify Iops for the storage type ${type}.`);
    if (Iops < LEAST_IOPS || Iops > MOST_IOPS) throw invalidValue(`Invalid iops value: ${Iops}`);
    return { iops: Iops };
  }
  if (type === 'gp3')
    return { iops: Iops ?? GP3_IOPS, throughput: StorageThroughput ?? GP3_THROUGHPUT };
  if (Iops !== undefined)
    throw invalidCombination(`You can't specify Iops for the storage type ${type}.`);
  return {};
};
