/** Regions that are enabled by default, with the short names that their zones' ids begin with. */
const REGIONS: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'apne1',
  'ap-northeast-2': 'apne2',
  'ap-northeast-3': 'apne3',
  'ap-south-1': 'aps1',
  'ap-southeast-1': 'apse1',
  'ap-southeast-2': 'apse2',
  'ca-central-1': 'cac1',
  'eu-central-1': 'euc1',
  'eu-north-1': 'eun1',
  'eu-west-1': 'euw1',
  'eu-west-2': 'euw2',
  'eu-west-3': 'euw3',
  'sa-east-1': 'sae1',
  'us-east-1': 'use1',
  'us-east-2': 'use2',
  'us-west-1': 'usw1',
  'us-west-2': 'usw2',
};

export const REGION_NAMES = Object.keys(REGIONS);

export interface Zone {
  readonly name: string;
  readonly id: string;
}

const LETTERS = ['a', 'b', 'c'] as const;

/** Three in each Region. */
export const zonesOf = (region: string): readonly Zone[] => {
  const short = Object.hasOwn(REGIONS, region) ? REGIONS[region] : region.replaceAll('-', '');
  return LETTERS.map((letter, at) => ({
    name: `${region}${letter}`,
    id: `${short ?? region}-az${at + 1}`,
  }));
};

export const zoneId = (region: string, name: string): string | undefined =>
  zonesOf(region).find((zone) => zone.name === name)?.id;

/** The Region's part of names that machines get. */
export const privateDomain = (region: string): string =>
  region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;

export const privateName = (region: string, address: string): string =>
  `ip-${address.replaceAll('.', '-')}.${privateDomain(region)}`;

export const publicName = (region: string, address: string): string =>
  `ec2-${address.replaceAll('.', '-')}.${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.amazonaws.com`;
