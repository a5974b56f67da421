import { type Clients, createClients } from '@gatehouse/clients';
import { systemIds } from '@gatehouse/core';
import type { Cloud } from '../cloud.ts';
import type { Config } from '../config.ts';
import type { FindingSolutions } from '../console/console-deps.ts';
import { taskRoleKeys } from '../role-keys.ts';
import {
  deployDemo,
  FALCO_ROLE_ARN,
  HOME_REGION,
  IMPORTER_ROLE,
  RESOLVER_ROLE_ARN,
  SECURITY_ACCOUNT,
} from './demo-deployment.ts';
import { demoAlertSources, readAlertSources } from './falco-sources.ts';
import { type FindingsPlace, type RunningFindings, startFindings } from './start-findings.ts';

interface Given {
  readonly place: FindingsPlace;
  readonly cloud: Cloud;
  readonly config: Config;
  /** URL of this process's own AWS endpoint. */
  readonly aws: string;
}

// The embedded Security Hub has no quota of its own for imports.
const CALLS_PER_SECOND = 100;

/** They need an organization; where suites of emulators expect an empty account there is none. */
const isWanted = ({ iam, resolver, falco }: Config): boolean =>
  iam !== 'off' && (resolver !== 'off' || falco === 'on');

/** Resolver and Falco bridge beside the embedded cloud, over its own AWS endpoint; undefined: both are off. */
export const startEmbeddedFindings = async (given: Given): Promise<RunningFindings | undefined> => {
  const { place, cloud, config, aws } = given;
  if (!isWanted(config)) return undefined;
  const queueUrl = await deployDemo(place.store, cloud);
  const clientsAs = (roleArn: string, name: string): Clients =>
    createClients({
      endpoint: aws,
      region: HOME_REGION,
      credentials: taskRoleKeys(cloud, roleArn, name),
      clock: place.clock,
    });
  const sources =
    config.falcoSourcesFile === undefined
      ? demoAlertSources(config.data, HOME_REGION, systemIds)
      : readAlertSources(config.falcoSourcesFile);
  return startFindings(place, {
    resolver:
      config.resolver === 'off'
        ? undefined
        : {
            clients: clientsAs(RESOLVER_ROLE_ARN, 'gatehouse-resolver'),
            settings: { region: HOME_REGION, queueUrl, dryRun: config.resolver === 'dry-run' },
          },
    falco:
      config.falco === 'off'
        ? undefined
        : {
            clients: clientsAs(FALCO_ROLE_ARN, 'gatehouse-falco'),
            settings: {
              sources,
              roleArnOf: (account) => `arn:aws:iam::${account}:role/${IMPORTER_ROLE}`,
              callsPerSecond: CALLS_PER_SECOND,
            },
          },
  });
};

/** What of them the console shows; undefined while none runs. */
export const shownFindings = (
  running: RunningFindings | undefined,
  { resolver }: Config,
): FindingSolutions | undefined =>
  running && {
    account: SECURITY_ACCOUNT,
    region: HOME_REGION,
    report: running.resolver?.report,
    dryRun: resolver === 'dry-run',
    falco: running.falco,
  };
