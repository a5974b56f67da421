import type { _InstanceType } from '@aws-sdk/client-ec2';

/** What there is to say of an instance type (Amazon EC2 Instance Types Guide). */
export interface InstanceTypeFacts {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architectures: readonly string[];
  readonly current: boolean;
  readonly burstable: boolean;
  readonly nitro: boolean;
  readonly interfaces: number;
  readonly addresses: number;
}

interface Family {
  readonly sizes: readonly (readonly [size: string, vcpus: number, memoryGiB: number])[];
  readonly architectures: readonly string[];
  readonly current: boolean;
  readonly nitro: boolean;
  readonly burstable?: boolean;
}

const X86 = ['x86_64'];
const X86_OLD = ['i386', 'x86_64'];
const ARM = ['arm64'];

const T_SIZES = [
  ['nano', 2, 0.5],
  ['micro', 2, 1],
  ['small', 2, 2],
  ['medium', 2, 4],
  ['large', 2, 8],
  ['xlarge', 4, 16],
  ['2xlarge', 8, 32],
] as const;

const scaled = (
  perVcpu: number,
  ...sizes: readonly (readonly [string, number])[]
): readonly (readonly [string, number, number])[] =>
  sizes.map(([size, vcpus]) => [size, vcpus, vcpus * perVcpu]);

const COMMON = [
  ['large', 2],
  ['xlarge', 4],
  ['2xlarge', 8],
  ['4xlarge', 16],
  ['8xlarge', 32],
  ['12xlarge', 48],
  ['16xlarge', 64],
  ['24xlarge', 96],
] as const;
const WITH_MEDIUM = [['medium', 1], ...COMMON] as const;
const C5_SIZES = [
  ['large', 2],
  ['xlarge', 4],
  ['2xlarge', 8],
  ['4xlarge', 16],
  ['9xlarge', 36],
  ['12xlarge', 48],
  ['18xlarge', 72],
  ['24xlarge', 96],
] as const;

const modern = (
  sizes: Family['sizes'],
  architectures: readonly string[] = X86,
  burstable = false,
): Family => ({ sizes, architectures, current: true, nitro: true, burstable });

const FAMILIES: Readonly<Record<string, Family>> = {
  m1: {
    sizes: [
      ['small', 1, 1.7],
      ['medium', 1, 3.75],
      ['large', 2, 7.5],
      ['xlarge', 4, 15],
    ],
    architectures: X86_OLD,
    current: false,
    nitro: false,
  },
  t1: { sizes: [['micro', 1, 0.612]], architectures: X86_OLD, current: false, nitro: false },
  t2: {
    sizes: [
      ['nano', 1, 0.5],
      ['micro', 1, 1],
      ['small', 1, 2],
      ['medium', 2, 4],
      ['large', 2, 8],
      ['xlarge', 4, 16],
      ['2xlarge', 8, 32],
    ],
    architectures: X86_OLD,
    current: true,
    nitro: false,
    burstable: true,
  },
  t3: modern(T_SIZES, X86, true),
  t3a: modern(T_SIZES, X86, true),
  t4g: modern(T_SIZES, ARM, true),
  m3: {
    sizes: [
      ['medium', 1, 3.75],
      ['large', 2, 7.5],
      ['xlarge', 4, 15],
      ['2xlarge', 8, 30],
    ],
    architectures: X86,
    current: false,
    nitro: false,
  },
  m4: {
    sizes: scaled(4, ['large', 2], ['xlarge', 4], ['2xlarge', 8], ['4xlarge', 16]),
    architectures: X86,
    current: true,
    nitro: false,
  },
  c4: {
    sizes: scaled(1.875, ['large', 2], ['xlarge', 4], ['2xlarge', 8], ['4xlarge', 16]),
    architectures: X86,
    current: true,
    nitro: false,
  },
  r4: {
    sizes: scaled(7.625, ['large', 2], ['xlarge', 4], ['2xlarge', 8], ['4xlarge', 16]),
    architectures: X86,
    current: true,
    nitro: false,
  },
  m5: modern(scaled(4, ...COMMON)),
  m5a: modern(scaled(4, ...COMMON)),
  m6i: modern(scaled(4, ...COMMON)),
  m6a: modern(scaled(4, ...COMMON)),
  m6g: modern(scaled(4, ...WITH_MEDIUM), ARM),
  m7i: modern(scaled(4, ...COMMON)),
  m7g: modern(scaled(4, ...WITH_MEDIUM), ARM),
  c5: modern(scaled(2, ...C5_SIZES)),
  c6i: modern(scaled(2, ...COMMON)),
  c6g: modern(scaled(2, ...WITH_MEDIUM), ARM),
  c7i: modern(scaled(2, ...COMMON)),
  c7g: modern(scaled(2, ...WITH_MEDIUM), ARM),
  r5: modern(scaled(8, ...COMMON)),
  r6i: modern(scaled(8, ...COMMON)),
  r6g: modern(scaled(8, ...WITH_MEDIUM), ARM),
  r7i: modern(scaled(8, ...COMMON)),
  r7g: modern(scaled(8, ...WITH_MEDIUM), ARM),
};

const MIB = 1024;

/** Network interfaces, and addresses of each, by vCPUs: the table of the guide, size by size, follows these steps. */
const networkOf = (vcpus: number): { readonly interfaces: number; readonly addresses: number } => {
  if (vcpus <= 1) return { interfaces: 2, addresses: 4 };
  if (vcpus <= 2) return { interfaces: 3, addresses: 10 };
  if (vcpus <= 8) return { interfaces: 4, addresses: 15 };
  if (vcpus <= 32) return { interfaces: 8, addresses: 30 };
  return { interfaces: 15, addresses: 50 };
};

const factsOf = (family: string, found: Family): readonly InstanceTypeFacts[] =>
  found.sizes.map(([size, vcpus, memoryGiB]) => ({
    name: `${family}.${size}`,
    vcpus,
    memoryMiB: Math.round(memoryGiB * MIB),
    architectures: found.architectures,
    current: found.current,
    burstable: found.burstable ?? false,
    nitro: found.nitro,
    ...networkOf(vcpus),
  }));

export const INSTANCE_TYPES: ReadonlyMap<string, InstanceTypeFacts> = new Map(
  Object.entries(FAMILIES)
    .flatMap(([family, found]) => factsOf(family, found))
    .map((facts) => [facts.name, facts]),
);

export const isInstanceType = (name: string): name is _InstanceType => INSTANCE_TYPES.has(name);
