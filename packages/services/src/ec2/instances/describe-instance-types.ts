import type {
  DescribeInstanceTypeOfferingsRequest,
  DescribeInstanceTypesRequest,
  InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import { cutPage, type ServiceDeps } from '@gatehouse/service-kit';
import { authorizeAll } from '../authorization.ts';
import { maxResultsOutside, nextTokenInvalid, parameterInvalid } from '../errors.ts';
import { filtering, type FilterTable } from '../filters.ts';
import { zonesOf } from '../networking/zones.ts';
import { shows } from '../operation.ts';
import { INSTANCE_TYPES, type InstanceTypeFacts } from './instance-types.ts';

const LEAST = 5;
const MOST = 100;
const MOST_OFFERINGS = 1000;

/** Types here are the API's, of which its model knows fewer than there are. */
interface ShownType extends Omit<
  InstanceTypeInfo,
  'InstanceType' | 'ProcessorInfo' | 'SupportedBootModes'
> {
  readonly InstanceType: string;
  readonly ProcessorInfo: { readonly SupportedArchitectures: readonly string[] };
  readonly Tags?: never;
}

const shownType = (facts: InstanceTypeFacts): ShownType => ({
  InstanceType: facts.name,
  CurrentGeneration: facts.current,
  FreeTierEligible: facts.name === 't2.micro' || facts.name === 't3.micro',
  SupportedUsageClasses: ['on-demand'],
  SupportedRootDeviceTypes: ['ebs'],
  SupportedVirtualizationTypes: ['hvm'],
  BareMetal: false,
  Hypervisor: facts.nitro ? 'nitro' : 'xen',
  ProcessorInfo: { SupportedArchitectures: facts.architectures },
  VCpuInfo: { DefaultVCpus: facts.vcpus },
  MemoryInfo: { SizeInMiB: facts.memoryMiB },
  InstanceStorageSupported: false,
  EbsInfo: {
    EbsOptimizedSupport: facts.nitro ? 'default' : 'unsupported',
    EncryptionSupport: 'supported',
    NvmeSupport: facts.nitro ? 'required' : 'unsupported',
  },
  NetworkInfo: {
    MaximumNetworkInterfaces: facts.interfaces,
    MaximumNetworkCards: 1,
    Ipv4AddressesPerInterface: facts.addresses,
    Ipv6Supported: true,
    EnaSupport: facts.nitro ? 'required' : 'unsupported',
  },
  HibernationSupported: false,
  BurstablePerformanceSupported: facts.burstable,
  DedicatedHostsSupported: !facts.burstable,
});

const FILTERS: FilterTable<ShownType> = {
  'bare-metal': ({ BareMetal }) => BareMetal,
  'burstable-performance-supported': (one) => one.BurstablePerformanceSupported,
  'current-generation': ({ CurrentGeneration }) => CurrentGeneration,
  'ebs-info.encryption-support': ({ EbsInfo }) => EbsInfo?.EncryptionSupport,
  'free-tier-eligible': ({ FreeTierEligible }) => FreeTierEligible,
  hypervisor: ({ Hypervisor }) => Hypervisor,
  'instance-storage-supported': (one) => one.InstanceStorageSupported,
  'instance-type': ({ InstanceType }) => InstanceType,
  'memory-info.size-in-mib': ({ MemoryInfo }) => MemoryInfo?.SizeInMiB,
  'processor-info.supported-architecture': (one) => one.ProcessorInfo.SupportedArchitectures,
  'supported-usage-class': ({ SupportedUsageClasses }) => SupportedUsageClasses,
  'vcpu-info.default-vcpus': ({ VCpuInfo }) => VCpuInfo?.DefaultVCpus,
};

interface Paged {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** A page of what is not stored: the position is how much has been shown. */
const pageOf = <One>(
  pages: ServiceDeps['pages'],
  question: unknown,
  all: readonly One[],
  { MaxResults, NextToken }: Paged,
  most: number,
): { readonly page: readonly One[]; readonly next: { readonly NextToken?: string } } => {
  if (MaxResults !== undefined && MaxResults < LEAST) throw maxResultsOutside(MaxResults, LEAST);
  const [start] =
    NextToken === undefined || NextToken === '' ? [0] : (pages.open(question, NextToken) ?? []);
  if (typeof start !== 'number') throw nextTokenInvalid(NextToken ?? '');
  const limit = Math.min(MaxResults ?? most, most);
  const { page, last } = cutPage(all.slice(start, start + limit + 1), limit);
  const next = last === undefined ? {} : { NextToken: pages.seal(question, [start + limit]) };
  return { page, next };
};

const BY_NAME = [...INSTANCE_TYPES.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html */
export const describeInstanceTypes = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  shows<DescribeInstanceTypesRequest, { InstanceTypes: ShownType[]; NextToken?: string }>(
    { partial: 'general purpose, compute and memory families' },
    async (input, call) => {
      await authorizeAll(call, 'DescribeInstanceTypes');
      const { InstanceTypes: names = [], Filters } = input;
      const unknown = names.filter((name) => !INSTANCE_TYPES.has(name));
      if (unknown.length > 0)
        throw new AwsError(
          'InvalidInstanceType',
          `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
        );
      const all = BY_NAME.filter(
        ({ name }) => names.length === 0 || names.some((one) => one === name),
      )
        .map(shownType)
        .filter(filtering(FILTERS, Filters));
      const question = { operation: 'DescribeInstanceTypes', names, filters: Filters ?? [] };
      const { page, next } = pageOf(pages, question, all, input, MOST);
      return { InstanceTypes: [...page], ...next };
    },
  );

interface Offering {
  readonly InstanceType: string;
  readonly LocationType: string;
  readonly Location: string;
  readonly Tags?: never;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html */
export const describeInstanceTypeOfferings = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  shows<
    DescribeInstanceTypeOfferingsRequest,
    { InstanceTypeOfferings: Offering[]; NextToken?: string }
  >({ partial: 'every type is offered everywhere' }, async (input, call) => {
    await authorizeAll(call, 'DescribeInstanceTypeOfferings');
    const { LocationType = 'region', Filters } = input;
    const zones = zonesOf(call.region);
    const locations: Readonly<Record<string, readonly string[]>> = {
      region: [call.region],
      'availability-zone': zones.map(({ name }) => name),
      'availability-zone-id': zones.map(({ id }) => id),
    };
    const places = Object.hasOwn(locations, LocationType) ? locations[LocationType] : undefined;
    if (places === undefined)
      throw parameterInvalid('LocationType', LocationType, 'Unknown location type.');
    const table: FilterTable<Offering> = {
      'instance-type': ({ InstanceType }) => InstanceType,
      location: ({ Location }) => Location,
    };
    const all = BY_NAME.flatMap(({ name }) =>
      places.map((Location) => ({ InstanceType: name, LocationType, Location })),
    ).filter(filtering(table, Filters));
    const question = {
      operation: 'DescribeInstanceTypeOfferings',
      region: call.region,
      LocationType,
      filters: Filters ?? [],
    };
    const { page, next } = pageOf(pages, question, all, input, MOST_OFFERINGS);
    return { InstanceTypeOfferings: [...page], ...next };
  });
