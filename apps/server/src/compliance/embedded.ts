import { createClients } from '@gatehouse/clients';
import type { Cloud } from '../cloud.ts';
import type { Config } from '../config.ts';
import { HOME_REGION } from '../findings/demo-deployment.ts';
import { taskRoleKeys } from '../role-keys.ts';
import {
  ACCOUNTS,
  deployCompliance,
  MANAGEMENT_ACCOUNT,
  readerRoleArn,
  ROLE_ARN,
} from './demo-deployment.ts';
import { readParameters } from './parameters-file.ts';
import {
  type CompliancePlace,
  type RunningCompliance,
  startCompliance,
} from './start-compliance.ts';

interface Given {
  readonly place: CompliancePlace;
  readonly cloud: Cloud;
  readonly config: Config;
  /** URL of this process's own AWS endpoint. */
  readonly aws: string;
}

/** The judgement of the demo organization's secrets, over the process's own AWS endpoint; undefined: it is off. */
export const startEmbeddedCompliance = async ({
  place,
  cloud,
  config,
  aws,
}: Given): Promise<RunningCompliance | undefined> => {
  // Where suites of emulators expect an empty account there is no organization.
  if (config.iam === 'off' || config.compliance === 'off') return undefined;
  const parameters = readParameters(config.complianceParametersFile);
  await deployCompliance(place.store, cloud);
  const clients = createClients({
    endpoint: aws,
    region: HOME_REGION,
    credentials: taskRoleKeys(cloud, ROLE_ARN, 'gatehouse-compliance'),
    clock: place.clock,
    userAgent: 'gatehouse-compliance',
  });
  return startCompliance(place, clients, {
    parameters,
    accounts: ACCOUNTS,
    roleArnOf: readerRoleArn,
    organizationAccount: MANAGEMENT_ACCOUNT,
    regions: config.complianceRegions,
    intervalHours: config.complianceHours,
  });
};
