import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { STS } from '@aws-sdk/client-sts';
import { type Apis, apisOf } from '@gatehouse/access';
import { createClients } from '@gatehouse/clients';
import { systemClock } from '@gatehouse/core';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';

export const ACCOUNT = '111122223333';
export const FOREIGN = '777788889999';
const PASSWORDLESS = { Version: '2012-10-17', Statement: [] as unknown[] };

/** Somebody who can call KMS. */
export interface Caller {
  readonly arn: string;
  readonly kms: KMS;
}

export interface LiveKeys {
  readonly cloud: StartedCloud;
  readonly kms: KMS;
  readonly iam: IAM;
  readonly apis: Apis;
  user(name: string, account?: 'workloads' | 'security'): Promise<Caller>;
  role(name: string): Promise<Caller>;
  stop(): Promise<void>;
}

export const policyOf = (...statements: readonly unknown[]): string =>
  JSON.stringify({ ...PASSWORDLESS, Statement: statements });

const requestHandler = { requestTimeout: 20_000 };

/** The embedded cloud with clients of the account that keys are in. */
export const liveKeys = async (): Promise<LiveKeys> => {
  const cloud = await startCloud();
  const own = { ...cloud.client('workloads'), requestHandler };
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
    kms: new KMS(own),
    apis: apisOf(clients),
    user: async (name, account = 'workloads') => {
      const administrator = new IAM({ ...cloud.client(account), requestHandler });
      const { User } = await administrator.createUser({ UserName: name });
      const { AccessKey } = await administrator.createAccessKey({ UserName: name });
      const credentials = {
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      };
      return { arn: User?.Arn ?? '', kms: new KMS(cloud.clientWith(credentials)) };
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
      return { arn, kms: new KMS(cloud.clientWith(credentials)) };
    },
    stop: async () => {
      clients.close();
      await cloud.stop();
    },
  };
};
