import type { Clients } from '@gatehouse/clients';
import { TrapRefusal } from './failures.ts';
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

/** IAM knows users of the caller's own account alone. */
const requireOwnAccount = async (clients: Via, account: string): Promise<void> => {
  const { Account } = await clients.sts().getCallerIdentity({});
  if (Account !== account)
    throw new TrapRefusal(
      'conflict',
      `A drill with a user needs credentials of account ${account}.`,
    );
};

// By ARNs where there are such: the caller may be of another account, and is refused and recorded all the same.
const prepared = async (trap: TrapView, clients: Via): Promise<Prepared> => {
  const { kind, account, region, name = '', arn = '', accessKeyId: AccessKeyId = '' } = trap;
  const via = { region, once: true };
  switch (kind) {
    case 'user':
      await requireOwnAccount(clients, account);
      return { action: 'iam:GetUser', call: () => clients.iam(via).getUser({ UserName: name }) };
    case 'access-key':
      return {
        action: 'sts:GetAccessKeyInfo',
        call: () => clients.sts(via).getAccessKeyInfo({ AccessKeyId }),
      };
    case 'role':
      return {
        action: 'sts:AssumeRole',
        call: () => clients.sts(via).assumeRole({ RoleArn: arn, RoleSessionName: 'session' }),
      };
    case 'bucket': {
      const { S3 } = await import('@aws-sdk/client-s3');
      const s3 = clients.of(S3, via);
      // Of the bucket itself: calls on objects are data events, which a stranger's account does not record.
      return { action: 's3:GetBucketAcl', call: () => s3.getBucketAcl({ Bucket: name }) };
    }
    case 'table': {
      const { DynamoDB } = await import('@aws-sdk/client-dynamodb');
      const dynamodb = clients.of(DynamoDB, via);
      return {
        action: 'dynamodb:DescribeTable',
        call: () => dynamodb.describeTable({ TableName: arn }),
      };
    }
    case 'secret':
      return {
        action: 'secretsmanager:DescribeSecret',
        call: () => clients.secretsManager(via).describeSecret({ SecretId: arn }),
      };
    case 'parameter': {
      const { SSM } = await import('@aws-sdk/client-ssm');
      const ssm = clients.of(SSM, via);
      return { action: 'ssm:GetParameter', call: () => ssm.getParameter({ Name: arn }) };
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
