import type { Call } from '@gatehouse/service-kit';
import type { Kinds, Resource } from '../model.ts';

/** Amazon's account for its Linux images, and the others that everybody launches from. */
const AMAZON = '137112412989';
const AMAZON_WINDOWS = '801119661308';
const CANONICAL = '099720109477';
const DEBIAN = '136693071363';

type Entry = readonly [
  id: string,
  owner: string,
  name: string,
  architecture: 'x86_64' | 'arm64',
  rootDevice: string,
  sizeGiB: number,
];

const ENTRIES: readonly Entry[] = [
  [
    'ami-0a1b2c3d4e5f60001',
    AMAZON,
    'al2023-ami-2023.6.20241212.0-kernel-6.1-x86_64',
    'x86_64',
    '/dev/xvda',
    8,
  ],
  [
    'ami-0a1b2c3d4e5f60002',
    AMAZON,
    'al2023-ami-2023.6.20241212.0-kernel-6.1-arm64',
    'arm64',
    '/dev/xvda',
    8,
  ],
  [
    'ami-0a1b2c3d4e5f60003',
    AMAZON,
    'amzn2-ami-hvm-2.0.20241217.0-x86_64-gp2',
    'x86_64',
    '/dev/xvda',
    8,
  ],
  [
    'ami-0a1b2c3d4e5f60004',
    AMAZON,
    'amzn2-ami-hvm-2.0.20241217.0-arm64-gp2',
    'arm64',
    '/dev/xvda',
    8,
  ],
  [
    'ami-0a1b2c3d4e5f60005',
    AMAZON_WINDOWS,
    'Windows_Server-2022-English-Full-Base-2024.12.13',
    'x86_64',
    '/dev/sda1',
    30,
  ],
  [
    'ami-0a1b2c3d4e5f60006',
    CANONICAL,
    'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20241218',
    'x86_64',
    '/dev/sda1',
    8,
  ],
  [
    'ami-0a1b2c3d4e5f60007',
    CANONICAL,
    'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20241218',
    'arm64',
    '/dev/sda1',
    8,
  ],
  ['ami-0a1b2c3d4e5f60008', DEBIAN, 'debian-12-amd64-20241201-1948', 'x86_64', '/dev/xvda', 8],
];

const MADE_AT = new Date('2024-12-20T00:00:00.000Z');

const detailsOf = ([id, owner, name, architecture, rootDevice, size]: Entry): Kinds['image'] => ({
  name,
  description: name,
  architecture,
  platform: owner === AMAZON_WINDOWS ? 'windows' : undefined,
  rootDevice,
  blockDevices: [
    {
      DeviceName: rootDevice,
      Ebs: {
        DeleteOnTermination: true,
        Encrypted: false,
        SnapshotId: id.replace('ami-', 'snap-'),
        VolumeSize: size,
        VolumeType: 'gp3',
      },
    },
  ],
  state: 'available',
  enaSupport: true,
  bootMode: undefined,
  alias: owner === AMAZON || owner === AMAZON_WINDOWS ? 'amazon' : undefined,
});

/** Public images that every Region has, each under the same id: nobody here makes them, so nothing is stored. */
export const catalogue = (region: string): readonly Resource<'image'>[] =>
  ENTRIES.map((entry) => ({
    kind: 'image',
    id: entry[0],
    account: entry[1],
    region,
    createdAt: MADE_AT,
    details: detailsOf(entry),
  }));

export const inCatalogue = (region: string, id: string): Resource<'image'> | undefined =>
  catalogue(region).find((image) => image.id === id);

/** What test suites of emulators launch: a Linux image that nobody has registered. */
export const anyImage = ({ region }: Pick<Call, 'region'>, id: string): Resource<'image'> => ({
  kind: 'image',
  id,
  account: AMAZON,
  region,
  createdAt: MADE_AT,
  details: detailsOf([id, AMAZON, id, 'x86_64', '/dev/xvda', 8]),
});
