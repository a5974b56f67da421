import type { AlertSource } from '@gatehouse/falco';
import { region as Region } from '../aws-settings.ts';
import { type Config, ConfigError } from '../config.ts';

/** An account's event history in one Region, and the role by which it is read. */
export interface HistoryPlace {
  readonly account: string;
  readonly region: string;
  readonly roleArn: string;
}

export interface ResolverOnAws {
  /** Where Security Hub is asked. */
  readonly region: string;
  readonly roleArn: string | undefined;
  readonly queueUrl: string | undefined;
  readonly places: readonly HistoryPlace[];
  readonly dryRun: boolean;
}

export interface FalcoOnAws {
  readonly sources: readonly AlertSource[];
  /** ARN of the role by which an account's findings are imported; undefined: as what the process is. */
  readonly roleArnOf: (account: string) => string | undefined;
}

/** What of findings runs with `GATEHOUSE_CLOUD=aws`, after its settings were checked together. */
export interface FindingsOnAws {
  readonly region: string;
  readonly resolver: ResolverOnAws | undefined;
  readonly falco: FalcoOnAws | undefined;
}

interface Partition {
  readonly name: string;
  /** Where events of IAM and other services without a Region arrive. */
  readonly globalRegion: string;
}

// CloudTrail User Guide, "Global service events"; AWS GovCloud and AWS China have Regions of their own for them.
const PARTITIONS: readonly (readonly [start: string, partition: Partition])[] = [
  ['us-gov-', { name: 'aws-us-gov', globalRegion: 'us-gov-west-1' }],
  ['cn-', { name: 'aws-cn', globalRegion: 'cn-north-1' }],
];

const partitionOf = (region: string): Partition =>
  PARTITIONS.find(([start]) => region.startsWith(start))?.[1] ?? {
    name: 'aws',
    globalRegion: 'us-east-1',
  };

const OF_RESOLVER = [
  'resolverRegion',
  'resolverRoleArn',
  'resolverHistoryRole',
  'resolverHistoryRegions',
] as const;

const placesOf = (config: Config, region: string): readonly HistoryPlace[] => {
  const { resolverAccounts: accounts, resolverHistoryRole: role } = config;
  if (accounts === undefined) {
    if (role !== undefined || config.resolverHistoryRegions !== undefined)
      throw new ConfigError('resolverAccounts: needed beside resolverHistoryRole and its Regions');
    return [];
  }
  if (role === undefined)
    throw new ConfigError('resolverHistoryRole: needed beside resolverAccounts');
  const { name, globalRegion } = partitionOf(region);
  const regions = config.resolverHistoryRegions ?? [region, globalRegion];
  return [...new Set(accounts)].flatMap((account) =>
    [...new Set(regions)].map((one) => ({
      account,
      region: one,
      roleArn: `arn:${name}:iam::${account}:role/${role}`,
    })),
  );
};

const resolverOf = (config: Config): ResolverOnAws | undefined => {
  if (config.resolver === 'off') return undefined;
  const { resolverQueueUrl: queueUrl, resolverRoleArn: roleArn } = config;
  if (queueUrl === undefined && config.resolverAccounts === undefined) {
    const [first] = OF_RESOLVER.filter((name) => config[name] !== undefined);
    if (first !== undefined)
      throw new ConfigError(`${first}: needs resolverQueueUrl or resolverAccounts beside it`);
    return undefined;
  }
  const region = config.resolverRegion ?? config.region ?? '';
  return {
    region,
    roleArn,
    queueUrl,
    places: placesOf(config, region),
    dryRun: config.resolver === 'dry-run',
  };
};

const falcoOf = (
  config: Config,
  region: string,
  readSources: (file: string) => readonly AlertSource[],
): FalcoOnAws | undefined => {
  const { falcoSourcesFile: file, falcoImporterRole: role } = config;
  if (config.falco === 'off') return undefined;
  if (file === undefined) {
    if (role !== undefined)
      throw new ConfigError('falcoSourcesFile: needed beside falcoImporterRole');
    return undefined;
  }
  const sources = readSources(file);
  const accounts = new Set(
    sources.flatMap(({ account, accounts: more = [] }) => [account, ...more]),
  );
  // The default product of an account takes no findings of others.
  if (role === undefined && accounts.size > 1)
    throw new ConfigError('falcoImporterRole: needed where the sources are of several accounts');
  const { name } = partitionOf(region);
  return {
    sources,
    roleArnOf: (account) =>
      role === undefined ? undefined : `arn:${name}:iam::${account}:role/${role}`,
  };
};

/** Settings of `GATEHOUSE_CLOUD=aws` that say that resolver or Falco bridge is wanted. */
const wantsFindings = (config: Config): boolean =>
  [...OF_RESOLVER, 'resolverQueueUrl', 'resolverAccounts', 'falcoImporterRole', 'falcoSourcesFile']
    .map((name) => Reflect.get(config, name))
    .some((value) => value !== undefined);

/** @throws ConfigError naming what is wrong or missing; whatever `readSources` throws */
export const findingsOnAws = (
  config: Config,
  readSources: (file: string) => readonly AlertSource[],
): FindingsOnAws | undefined => {
  if (!wantsFindings(config)) return undefined;
  const { region } = config;
  if (region === undefined) throw new ConfigError('cloud: aws needs region too');
  if (!Region.safeParse(region).success)
    throw new ConfigError('region: expected a Region like eu-central-1');
  const resolver = resolverOf(config);
  const falco = falcoOf(config, region, readSources);
  return resolver === undefined && falco === undefined ? undefined : { region, resolver, falco };
};
