import { createClients, foundKeys } from '@gatehouse/clients';
import type { ComplianceSettings } from '@gatehouse/compliance';
import { region as Region } from '../aws-settings.ts';
import { type Config, ConfigError } from '../config.ts';
import { readParameters } from './parameters-file.ts';
import {
  type CompliancePlace,
  type RunningCompliance,
  startCompliance,
} from './start-compliance.ts';

/** What of compliance runs with `GATEHOUSE_CLOUD=aws`, after its settings were checked together. */
export interface ComplianceOnAws {
  readonly region: string;
  readonly settings: ComplianceSettings;
}

const PARTITIONS: readonly (readonly [start: string, partition: string])[] = [
  ['us-gov-', 'aws-us-gov'],
  ['cn-', 'aws-cn'],
];

const OF_COMPLIANCE = [
  'complianceAccounts',
  'complianceRole',
  'complianceOrganizationAccount',
  'complianceRegions',
  'complianceParametersFile',
] as const;

const isWanted = (config: Config): boolean =>
  config.compliance === 'on' ||
  (config.compliance === undefined && OF_COMPLIANCE.some((name) => config[name] !== undefined));

/** @throws ConfigError naming what is wrong or missing; StartRefusedError for a file that cannot be used */
export const complianceOnAws = (config: Config): ComplianceOnAws | undefined => {
  if (!isWanted(config)) return undefined;
  const { region, complianceAccounts: accounts, complianceRole: role } = config;
  if (region === undefined) throw new ConfigError('cloud: aws needs region too');
  if (!Region.safeParse(region).success)
    throw new ConfigError('region: expected a Region like eu-central-1');
  if (accounts !== undefined && role === undefined)
    throw new ConfigError('complianceRole: needed beside complianceAccounts');
  if (role !== undefined && accounts === undefined)
    throw new ConfigError('complianceAccounts: needed beside complianceRole');
  const partition = PARTITIONS.find(([start]) => region.startsWith(start))?.[1] ?? 'aws';
  return {
    region,
    settings: {
      parameters: readParameters(config.complianceParametersFile),
      accounts,
      roleArnOf: (account) =>
        role === undefined ? undefined : `arn:${partition}:iam::${account}:role/${role}`,
      organizationAccount: config.complianceOrganizationAccount,
      regions: config.complianceRegions,
      intervalHours: config.complianceHours,
    },
  };
};

/** The judgement of secrets on real AWS accounts. */
export const startComplianceOnAws = (
  place: CompliancePlace,
  { region, settings }: ComplianceOnAws,
): Promise<RunningCompliance> =>
  startCompliance(
    place,
    // Without an endpoint the SDK asks AWS, or what AWS_ENDPOINT_URL names.
    createClients({
      region,
      credentials: foundKeys(region),
      clock: place.clock,
      userAgent: 'gatehouse-compliance',
    }),
    settings,
  );
