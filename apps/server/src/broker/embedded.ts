import type { BrokerSettings, IdentitySettings } from '@gatehouse/broker';
import { createClients } from '@gatehouse/clients';
import type { Cloud } from '../cloud.ts';
import type { Config } from '../config.ts';
import { taskRoleKeys } from '../role-keys.ts';
import { MANAGEMENT_ACCOUNT } from '../seed.ts';
import { conditionSecrets } from './condition-secrets.ts';
import {
  type DemoAccess,
  demoAccess,
  installDemoPolicy,
  keepDemoPool,
  pointDemoClient,
} from './demo-access.ts';
import type { DemoPool, PersonPassword } from './demo-people.ts';
import { BROKER_ACCOUNT, BROKER_ROLE, ORGANIZATION_ROLE, TARGET_ROLE } from './demo-roles.ts';
import { LOOPBACK_PORTS } from './loopback-ports.ts';
import { ownIssuer } from './own-issuer.ts';
import { type BrokerPlace, type RunningBroker, startBroker } from './start-broker.ts';

export interface Addresses {
  /** Of this process's own AWS endpoint. URLs are without a slash at the end. */
  readonly aws: string;
  /** Of the AWS endpoint as everybody reaches it: where the user pool is. */
  readonly issuer: string;
  readonly console: string;
}

interface Given extends Addresses {
  readonly place: BrokerPlace;
  readonly cloud: Cloud;
  readonly config: Config;
  readonly newPassword: () => string;
  readonly keepPasswords: (passwords: readonly PersonPassword[]) => void;
  readonly readSecret: (file: string) => string;
}

const REGION = 'us-east-1';
const BROKER_ROLE_ARN = `arn:aws:iam::${BROKER_ACCOUNT}:role/${BROKER_ROLE}`;

const SCOPES = ['openid', 'email', 'profile'] as const;

/** The embedded user pool as the issuer of the people. */
const poolIdentity = ({ userPoolId, clientId }: DemoPool, aws: string): IdentitySettings => ({
  issuer: `${aws}/${userPoolId}`,
  clientId,
  scopes: SCOPES,
  audience: { kind: 'cognito', clientIds: [clientId] },
  directory: { kind: 'cognito', userPoolId },
  loopbackPorts: LOOPBACK_PORTS,
});

const settingsOf = (
  { config, console: pages, readSecret }: Given,
  identity: IdentitySettings,
): BrokerSettings => {
  const secret = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : readSecret(file);
  return {
    identity: () => identity,
    aws: {
      brokerRoleArn: BROKER_ROLE_ARN,
      targetRoleName: TARGET_ROLE,
      organizationRoleArn: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/${ORGANIZATION_ROLE}`,
      regions: [REGION],
      signIn: {
        federationUrl: `${pages}/federation`,
        method: 'POST',
        consoleUrl: pages,
        issuer: `${pages}/access`,
      },
    },
    notify: {
      consoleUrl: () => pages,
      topicArn: config.noticeTopicArn,
      slackWebhookUrl: secret(config.slackWebhookFile),
      teamsWebhookUrl: secret(config.teamsWebhookFile),
    },
    conditionSecrets: conditionSecrets(config.conditionSecretsFile, readSecret),
  };
};

/** `http://localhost:4580` is the same console by another name. */
const namesOf = (url: string): readonly string[] => {
  const { port, hostname } = new URL(url);
  return hostname === '127.0.0.1' ? [url, `http://localhost:${port}`] : [url];
};

const makeDemo = async (given: Given): Promise<DemoAccess> => {
  const { place, cloud, newPassword, keepPasswords } = given;
  const demo = await demoAccess(place.store, cloud, newPassword);
  if (demo.passwords !== undefined) {
    keepPasswords(demo.passwords);
    await keepDemoPool(place.store, demo.pool);
  }
  await pointDemoClient(cloud, demo.pool, namesOf(given.console));
  return demo;
};

/** The broker beside the embedded cloud, over its own AWS endpoint; the demo's people and roles are made first. */
export const startEmbeddedBroker = async (given: Given): Promise<RunningBroker> => {
  const { place, cloud, config, aws, issuer } = given;
  const demo = await makeDemo(given);
  const identity = ownIssuer(config) ?? poolIdentity(demo.pool, issuer);
  const clients = createClients({
    endpoint: aws,
    region: REGION,
    credentials: taskRoleKeys(cloud, BROKER_ROLE_ARN, 'gatehouse-broker'),
    clock: place.clock,
  });
  const running = await startBroker(place, clients, settingsOf(given, identity));
  await installDemoPolicy(place.store, running.broker, place.clock);
  if (demo.passwords !== undefined) await readCatalog(running);
  return running;
};

/** The first answer to "what may I ask for" is already the right one; later, accounts are read one after another. */
const readCatalog = async ({ broker, runner }: RunningBroker): Promise<void> => {
  await runner.runDue();
  const { accounts } = await broker.catalog.current();
  for (const account of accounts.keys()) await broker.catalog.refresh(account);
};
