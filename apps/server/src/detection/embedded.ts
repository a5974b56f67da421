import { createClients } from '@gatehouse/clients';
import { KEEPER_SESSION, TRAP_DEFAULTS } from '@gatehouse/detection';
import type { Cloud } from '../cloud.ts';
import { readerRoleArn } from '../compliance/demo-deployment.ts';
import type { Config } from '../config.ts';
import { HOME_REGION, SECURITY_ACCOUNT } from '../findings/demo-deployment.ts';
import { taskRoleKeys } from '../role-keys.ts';
import { deployDetection } from './demo-deployment.ts';
import {
  ACCOUNTS,
  keeperRoleArn,
  LOG_GROUP_ARN,
  MANAGEMENT_ACCOUNT,
  memberRoleArn,
  REGIONS,
  ROLE_ARN,
  TOPIC_ARN,
} from './demo-roles.ts';
import { type DetectionPlace, type RunningDetection, startDetection } from './start-detection.ts';

interface Given {
  readonly place: DetectionPlace;
  readonly cloud: Cloud;
  readonly config: Config;
  /** URL of this process's own AWS endpoint. */
  readonly aws: string;
}

const NAME = 'gatehouse-detection';

/**
 * What the embedded cloud and the solutions beside it do themselves. Calls without an access key come from within this process: nobody
 * can sign a request so.
 */
const OWN_CALLS = [
  {
    rule: '*',
    when: '{ $.userAgent = "gatehouse.internal" && $.userIdentity.accessKeyId NOT EXISTS }',
  },
  {
    rule: 'attack.organization-enumeration',
    when: `{ $.userIdentity.sessionContext.sessionIssuer.arn = "arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/GatehouseBrokerOrganizationRole" || $.userIdentity.sessionContext.sessionIssuer.arn = "arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/GatehouseSecretCompliance" }`,
  },
];

/** Detection beside the embedded cloud, over its own AWS endpoint, in the demo organization. */
export const openEmbeddedDetection = async ({
  place,
  cloud,
  config,
  aws,
}: Given): Promise<RunningDetection> => {
  const queueUrl = await deployDetection(place.store, cloud);
  const clients = createClients({
    endpoint: aws,
    region: HOME_REGION,
    credentials: taskRoleKeys(cloud, ROLE_ARN, NAME),
    clock: place.clock,
    userAgent: NAME,
  });
  return startDetection(place, clients, {
    live: {
      account: SECURITY_ACCOUNT,
      region: HOME_REGION,
      accounts: ACCOUNTS,
      roleArnOf: memberRoleArn,
      topicArn: config.detectionTopicArn ?? TOPIC_ARN,
      leastNotice: config.detectionLeastNotice,
      retentionDays: config.detectionRetentionDays,
      queueUrl,
      logGroup: {
        name: LOG_GROUP_ARN,
        region: HOME_REGION,
        hop: { roleArn: memberRoleArn(MANAGEMENT_ACCOUNT), sessionName: NAME },
      },
      bucketHopOf: () => undefined,
      exclusions: OWN_CALLS,
    },
    traps: {
      ...TRAP_DEFAULTS,
      accounts: ACCOUNTS,
      roleArnOf: keeperRoleArn,
      sessionName: KEEPER_SESSION,
      // The judgement of secrets asks about every secret, traps too.
      ownPrincipals: ACCOUNTS.map(readerRoleArn),
    },
    places: ACCOUNTS.flatMap((account) =>
      REGIONS.map((region) => ({
        account,
        region,
        roleArn: account === SECURITY_ACCOUNT ? undefined : memberRoleArn(account),
      })),
    ),
  });
};
