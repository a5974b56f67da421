import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { STS } from '@aws-sdk/client-sts';
import { type Clients, createClients } from '@gatehouse/clients';
import { systemClock } from '@gatehouse/core';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';

export const ACCOUNT = '111122223333';
export const FOREIGN = '777788889999';

export const policyOf = (...statements: readonly unknown[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** Somebody who can ask for a secret. */
export interface Caller {
  readonly arn: string;
  readonly secrets: SecretsManager;
}

export interface LiveSecrets {
  readonly cloud: StartedCloud;
  readonly secrets: SecretsManager;
  readonly iam: IAM;
  readonly kms: KMS;
  readonly clients: Clients;
  user(name: string, account?: 'workloads' | 'security'): Promise<Caller>;
  role(name: string): Promise<Caller>;
  /** Time passes, and what has become due is done. */
  advance(by: string): Promise<void>;
  stop(): Promise<void>;
}

/** The embedded cloud, whose time stands still, with clients of the account that secrets are in. */
export const liveSecrets = async (flags: readonly string[] = []): Promise<LiveSecrets> => {
  const cloud = await startCloud({ clock: 'manual', flags });
  const own = cloud.client('workloads');
  const iam = new IAM(own);
  const clients = createClients({
    endpoint: cloud.aws,
    region: 'us-east-1',
    credentials: () => Promise.resolve(own.credentials),
    clock: systemClock,
  });
  return {
    cloud,
    iam,
    clients,
    secrets: new SecretsManager(own),
    kms: new KMS(own),
    user: async (name, account = 'workloads') => {
      const administrator = new IAM(cloud.client(account));
      const { User } = await administrator.createUser({ UserName: name });
      const { AccessKey } = await administrator.createAccessKey({ UserName: name });
      const credentials = {
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      };
      return { arn: User?.Arn ?? '', secrets: new SecretsManager(cloud.clientWith(credentials)) };
    },
    role: async (name) => {
      const { Role } = await iam.createRole({
        RoleName: name,
        AssumeRolePolicyDocument: policyOf({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: 'sts:AssumeRole',
        }),
      });
      const arn = Role?.Arn ?? '';
      const { Credentials } = await new STS(own).assumeRole({
        RoleArn: arn,
        RoleSessionName: 'test',
      });
      const credentials = {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      };
      return { arn, secrets: new SecretsManager(cloud.clientWith(credentials)) };
    },
    advance: async (by) => {
      const answer = await fetch(`${cloud.aws}/_gatehouse/clock`, {
        method: 'POST',
        body: JSON.stringify({ advance: by }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    stop: async () => {
      clients.close();
      await cloud.stop();
    },
  };
};
