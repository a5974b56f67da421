import type { Clients } from '@gatehouse/clients';
import type { TrapView } from './model.ts';

/** A call that touches a trap, and how it went. */
export interface TouchingCall {
  /** `sts:AssumeRole` */
  readonly action: string;
  /** `ok`, or the name of the error: a refusal touches as well. */
  readonly outcome: string;
}

type Via = Pick<Clients, 'sts' | 'iam' | 'secretsManager' | 'of'>;

interface Prepared {
  readonly action: string;
  readonly call: () => Promise<unknown>;
}

const prepared = async (trap: TrapView, clients: Via): Promise<Prepared> => {
  const { kind, region, name = '', arn: RoleArn = '', accessKeyId: AccessKeyId = '' } = trap;
  const via = { region, once: true };
  switch (kind) {
    case 'user':
      return { action: 'iam:GetUser', call: () => clients.iam(via).getUser({ UserName: name }) };
    case 'access-key':
      return {
        action: 'sts:GetAccessKeyInfo',
        call: () => clients.sts(via).getAccessKeyInfo({ AccessKeyId }),
      };
    case 'role':
      return {
        action: 'sts:AssumeRole',
        call: () => clients.sts(via).assumeRole({ RoleArn, RoleSessionName: 'session' }),
      };
    case 'bucket': {
      const { S3 } = await import('@aws-sdk/client-s3');
      const s3 = clients.of(S3, via);
      return { action: 's3:ListBucket', call: () => s3.listObjectsV2({ Bucket: name }) };
    }
    case 'table': {
      const { DynamoDB } = await import('@aws-sdk/client-dynamodb');
      const dynamodb = clients.of(DynamoDB, via);
      return {
        action: 'dynamodb:DescribeTable',
        call: () => dynamodb.describeTable({ TableName: name }),
      };
    }
    case 'secret':
      return {
        action: 'secretsmanager:DescribeSecret',
        call: () => clients.secretsManager(via).describeSecret({ SecretId: name }),
      };
    case 'parameter': {
      const { SSM } = await import('@aws-sdk/client-ssm');
      const ssm = clients.of(SSM, via);
      return { action: 'ssm:GetParameter', call: () => ssm.getParameter({ Name: name }) };
    }
    default:
      return kind satisfies never;
  }
};

/** Touches a trap once, by a management event that every account records. */
export const touchTrap = async (trap: TrapView, clients: Via): Promise<TouchingCall> => {
  const { action, call } = await prepared(trap, clients);
  try {
    await call();
    return { action, outcome: 'ok' };
  } catch (error) {
    return { action, outcome: error instanceof Error ? error.name : 'Error' };
  }
};
