import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { RDS } from '@aws-sdk/client-rds';
import { infrastructure, type Principal } from '@gatehouse/service-kit';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';

/** The account that has the key and the database. */
export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

export type Config = ReturnType<StartedCloud['client']>;

type Machine = 'aws:ec2-infrastructure' | 'aws:rds-host';

/** Who is in the post: the administrator of keys, the principal that creates databases, and another account. */
export interface Stage {
  readonly administrator: Config;
  readonly operator: Config;
  readonly kms: KMS;
  readonly databases: RDS;
  /** KMS as the other account calls it. */
  readonly customers: KMS;
  /** KMS as somebody whose credentials no client of ours has. */
  asPrincipal<Output>(
    principal: Principal,
    via: string | undefined,
    operation: string,
    input: object,
  ): Promise<Output>;
  /** KMS as a machine of EC2 or RDS calls it. */
  asMachine<Output>(
    role: Machine,
    machine: string,
    operation: string,
    input: object,
  ): Promise<Output>;
  /** Moves the cloud's clock by an ISO 8601 duration. */
  pass(advance: string): Promise<Response>;
  stop(): Promise<void>;
}

/** A user who may do everything with databases, and with keys what their policies say. */
const createOperator = async (cloud: StartedCloud): Promise<Config> => {
  const iam = new IAM(cloud.client('workloads'));
  await iam.createUser({ UserName: 'operator' });
  await iam.putUserPolicy({
    UserName: 'operator',
    PolicyName: 'databases',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'rds:*', Resource: '*' },
    }),
  });
  const { AccessKey } = await iam.createAccessKey({ UserName: 'operator' });
  iam.destroy();
  return cloud.clientWith({
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
};

export const startStage = async (): Promise<Stage> => {
  const cloud = await startCloud({ clock: 'manual' });
  const administrator = cloud.client('workloads');
  const operator = await createOperator(cloud);
  const kms = new KMS(administrator);
  const databases = new RDS(operator);
  const customers = new KMS(cloud.client('admin'));
  const asPrincipal: Stage['asPrincipal'] = <Output>(
    principal: Principal,
    via: string | undefined,
    operation: string,
    input: object,
  ) =>
    cloud.cloud.dispatcher.dispatch({
      service: 'kms',
      operation,
      input,
      principal,
      region: REGION,
      requestId: 'within-the-cloud',
      sourceIp: '127.0.0.1',
      userAgent: 'test',
      secureTransport: true,
      via,
    }) as Promise<Output>;
  return {
    administrator,
    operator,
    kms,
    databases,
    customers,
    asPrincipal,
    asMachine: (role, machine, operation, input) => {
      const service = role === 'aws:rds-host' ? 'rds.amazonaws.com' : 'ec2.amazonaws.com';
      const now = new Date();
      const principal = infrastructure({ service, account: ACCOUNT, role, machine, now });
      return asPrincipal(principal, service, operation, input);
    },
    pass: (advance) =>
      fetch(`${cloud.aws}/_gatehouse/clock`, {
        method: 'POST',
        body: JSON.stringify({ advance }),
      }),
    stop: async () => {
      for (const client of [kms, databases, customers]) client.destroy();
      await cloud.stop();
    },
  };
};
