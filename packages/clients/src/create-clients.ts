import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { Organizations } from '@aws-sdk/client-organizations';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SecurityHub } from '@aws-sdk/client-securityhub';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { STS } from '@aws-sdk/client-sts';
import { bounded } from './bounded.ts';
import { assumed, kept, type SdkCredentials } from './credentials.ts';
import type { ClientSettings, KeyProvider, RoleHop, Via } from './settings.ts';

/** Clients of AWS services, made when they are first asked for and kept for each service, role and Region. */
export interface Clients {
  readonly region: string;
  sts(via?: Via): STS;
  iam(via?: Via): IAM;
  kms(via?: Via): KMS;
  cloudTrail(via?: Via): CloudTrail;
  organizations(via?: Via): Organizations;
  sns(via?: Via): SNS;
  cognito(via?: Via): CognitoIdentityProvider;
  secretsManager(via?: Via): SecretsManager;
  securityHub(via?: Via): SecurityHub;
  sqs(via?: Via): SQS;
  /** Of a service that few need: its client's class comes from who needs it, so that nobody else loads it. */
  of<Client extends object>(Service: ClientOf<Client>, via?: Via): Client;
  /** The same places with other credentials, sharing connections; not to be closed. */
  withCredentials(credentials: KeyProvider, userAgent?: string): Clients;
  /** Ends the connections. */
  close(): void;
}

// Each costs about 100 KB; ten thousand accounts are visited one after another.
const MOST_CLIENTS = 256;
const MOST_SOCKETS = 50;
const ATTEMPTS = 4;
const CONNECT_MILLISECONDS = 3000;
const REQUEST_MILLISECONDS = 20_000;

interface Connections {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** The class of a service's client. */
export type ClientOf<Client extends object> = new (settings: SdkSettings) => Client;

/** What the constructor of every service's client takes. */
export interface SdkSettings {
  readonly region: string;
  readonly credentials: SdkCredentials;
  readonly maxAttempts: number;
  readonly endpoint?: string;
  readonly customUserAgent?: string;
  readonly requestHandler: Readonly<Record<string, unknown>>;
}

const textOf = ({ region, hop, once }: Via): string =>
  JSON.stringify([region, hop?.roleArn, hop?.sessionName, hop?.externalId, once === true]);

/** Makes SDK settings for one way of calling. */
const createConfigure = (
  settings: ClientSettings,
  connections: Connections,
  credentialsOf: (hop: RoleHop | undefined) => SdkCredentials,
): ((via: Via) => SdkSettings) => {
  const { endpoint, userAgent, maxAttempts = ATTEMPTS, timeouts = {} } = settings;
  const { connectMilliseconds, requestMilliseconds } = timeouts;
  const requestHandler = {
    ...connections,
    connectionTimeout: connectMilliseconds ?? CONNECT_MILLISECONDS,
    requestTimeout: requestMilliseconds ?? REQUEST_MILLISECONDS,
    // Without this the handler only warns of a request that takes too long.
    throwOnRequestTimeout: true,
  };
  return ({ region = settings.region, hop, once }) => ({
    region,
    credentials: credentialsOf(hop),
    maxAttempts: once === true ? 1 : maxAttempts,
    requestHandler,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(userAgent === undefined ? {} : { customUserAgent: userAgent }),
  });
};

const clientsOver = (settings: ClientSettings, connections: Connections): Clients => {
  const own = kept(settings.credentials, settings.clock);
  const made = bounded<object>(MOST_CLIENTS);
  const hops = bounded<SdkCredentials>(MOST_CLIENTS);

  const credentialsOf = (hop: RoleHop | undefined): SdkCredentials => {
    if (hop === undefined) return own;
    return hops.get(textOf({ hop }), () =>
      kept(
        assumed(() => clients.sts(), hop),
        settings.clock,
      ),
    );
  };
  const configure = createConfigure(settings, connections, credentialsOf);

  const maker =
    <Client extends object>(Service: ClientOf<Client>) =>
    (via: Via = {}): Client => {
      const client = made.get(`${Service.name} ${textOf(via)}`, () => new Service(configure(via)));
      if (client instanceof Service) return client;
      throw new Error(`a client of another service is kept as ${Service.name}`);
    };

  const clients: Clients = {
    region: settings.region,
    sts: maker(STS),
    iam: maker(IAM),
    kms: maker(KMS),
    cloudTrail: maker(CloudTrail),
    organizations: maker(Organizations),
    sns: maker(SNS),
    cognito: maker(CognitoIdentityProvider),
    secretsManager: maker(SecretsManager),
    securityHub: maker(SecurityHub),
    sqs: maker(SQS),
    of: (Service, via) => maker(Service)(via),
    withCredentials: (credentials, userAgent = settings.userAgent) =>
      clientsOver({ ...settings, credentials, userAgent }, connections),
    close: () => {
      connections.httpAgent.destroy();
      connections.httpsAgent.destroy();
    },
  };
  return clients;
};

/** The way to AWS, or to the embedded cloud where `endpoint` names it. */
export const createClients = (settings: ClientSettings): Clients =>
  clientsOver(settings, {
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: MOST_SOCKETS }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: MOST_SOCKETS }),
  });
