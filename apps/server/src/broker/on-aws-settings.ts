import type { AwsSettings, IdentitySettings } from '@gatehouse/broker';
import { region as Region } from '../aws-settings.ts';
import { type Config, ConfigError } from '../config.ts';
import { LOOPBACK_PORTS } from './loopback-ports.ts';
import { ownIssuer } from './own-issuer.ts';

/** Settings of `GATEHOUSE_CLOUD=aws` after they were checked together. */
export interface OnAwsSettings {
  readonly region: string;
  readonly consoleUrl: string;
  readonly accessPolicyFile: string;
  /** Behind the names of services. */
  readonly suffix: string;
  readonly identity: IdentitySettings;
  readonly aws: AwsSettings;
}

interface Partition {
  /** Behind the names of services. */
  readonly suffix: string;
  readonly federationUrl: string;
  readonly consoleUrl: string;
}

// IAM User Guide, "Enable custom identity broker access to the AWS console"; AWS GovCloud and AWS China have their own names.
const PARTITIONS: ReadonlyMap<string, Partition> = new Map([
  [
    'aws',
    {
      suffix: 'amazonaws.com',
      federationUrl: 'https://signin.aws.amazon.com/federation',
      consoleUrl: 'https://console.aws.amazon.com',
    },
  ],
  [
    'aws-us-gov',
    {
      suffix: 'amazonaws.com',
      federationUrl: 'https://signin.amazonaws-us-gov.com/federation',
      consoleUrl: 'https://console.amazonaws-us-gov.com',
    },
  ],
  [
    'aws-cn',
    {
      suffix: 'amazonaws.com.cn',
      federationUrl: 'https://signin.amazonaws.cn/federation',
      consoleUrl: 'https://console.amazonaws.cn',
    },
  ],
]);

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Tokens and sessions travel to these. */
const requireTls = (name: string, url: string | undefined): void => {
  if (url === undefined) return;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !LOOPBACK.test(hostname))
    throw new ConfigError(`${name}: must be https, unless it is this machine`);
};

const NEEDED = [
  'region',
  'brokerRoleArn',
  'organizationRoleArn',
  'consoleUrl',
  'accessPolicyFile',
] as const;

type Needed = { readonly [Name in (typeof NEEDED)[number]]: string };

const needed = (config: Config): Needed => {
  const { region, brokerRoleArn, organizationRoleArn, consoleUrl, accessPolicyFile } = config;
  if (
    region === undefined ||
    brokerRoleArn === undefined ||
    organizationRoleArn === undefined ||
    consoleUrl === undefined ||
    accessPolicyFile === undefined
  ) {
    const missing = NEEDED.filter((name) => config[name] === undefined);
    throw new ConfigError(`cloud: aws needs ${missing.join(', ')} too`);
  }
  if (!Region.safeParse(region).success)
    throw new ConfigError('region: expected a Region like eu-central-1');
  return { region, brokerRoleArn, organizationRoleArn, consoleUrl, accessPolicyFile };
};

const SCOPES = ['openid', 'email', 'profile'] as const;

const poolIdentity = (config: Config, region: string, suffix: string): IdentitySettings => {
  const { cognitoUserPoolId: userPoolId = '', oidcClientId: clientId, oidcIssuer } = config;
  if (clientId === undefined)
    throw new ConfigError('cognitoUserPoolId: needs oidcClientId beside it');
  if (!userPoolId.startsWith(`${region}_`))
    throw new ConfigError(`cognitoUserPoolId: must be a user pool of ${region}, the region`);
  return {
    issuer: oidcIssuer ?? `https://cognito-idp.${region}.${suffix}/${userPoolId}`,
    clientId,
    scopes: SCOPES,
    audience: { kind: 'cognito', clientIds: [clientId] },
    directory: { kind: 'cognito', userPoolId },
    // Cognito sends people back only to addresses that a client lists.
    loopbackPorts: config.oidcLoopbackPorts ?? LOOPBACK_PORTS,
    loopbackHost: 'localhost',
  };
};

const identityOf = (config: Config, region: string, suffix: string): IdentitySettings => {
  if (config.cognitoUserPoolId !== undefined) return poolIdentity(config, region, suffix);
  const own = ownIssuer(config);
  if (own === undefined)
    throw new ConfigError('cloud: aws needs cognitoUserPoolId or oidcIssuer, for the people');
  return { ...own, loopbackPorts: config.oidcLoopbackPorts ?? own.loopbackPorts };
};

/** What only the embedded cloud can do. @throws ConfigError */
export const refuseEmbedded = ({ iam, clock }: Config): void => {
  if (iam !== 'enforce') throw new ConfigError(`iam: ${iam} is for the embedded cloud alone`);
  if (clock !== 'system') throw new ConfigError(`clock: ${clock} is for the embedded cloud alone`);
};

/** Whether anything says that the broker is wanted, as against the work on findings alone. */
export const wantsBroker = (config: Config): boolean =>
  [
    config.brokerRoleArn,
    config.organizationRoleArn,
    config.accessPolicyFile,
    config.cognitoUserPoolId,
    config.oidcIssuer,
  ].some((value) => value !== undefined);

/** @throws ConfigError naming what is wrong or missing */
export const onAwsSettings = (config: Config): OnAwsSettings => {
  refuseEmbedded(config);
  const { region, brokerRoleArn, organizationRoleArn, consoleUrl, accessPolicyFile } =
    needed(config);
  const [, partitionName = ''] = brokerRoleArn.split(':');
  const partition = PARTITIONS.get(partitionName);
  if (partition === undefined)
    throw new ConfigError(
      `brokerRoleArn: expected a partition of ${[...PARTITIONS.keys()].join(', ')}`,
    );
  const { federationUrl = partition.federationUrl, awsConsoleUrl = partition.consoleUrl } = config;
  requireTls('consoleUrl', consoleUrl);
  requireTls('federationUrl', federationUrl);
  requireTls('oidcIssuer', config.oidcIssuer);
  requireTls('checkpointEndpoint', config.checkpointEndpoint);
  return {
    region,
    consoleUrl,
    accessPolicyFile,
    suffix: partition.suffix,
    identity: identityOf(config, region, partition.suffix),
    aws: {
      brokerRoleArn,
      targetRoleName: config.targetRoleName,
      organizationRoleArn,
      regions: [...new Set([region, ...(config.eventRegions ?? [])])],
      signIn: {
        federationUrl,
        method: 'GET',
        consoleUrl: awsConsoleUrl,
        issuer: `${consoleUrl}/access`,
      },
    },
  };
};
