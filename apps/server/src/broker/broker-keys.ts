import type { KeyProvider } from '@gatehouse/clients';
import type { Cloud } from '../cloud.ts';
import { callerAs } from './account-caller.ts';
import { BROKER_ACCOUNT, BROKER_ROLE } from './demo-roles.ts';

interface Assumed {
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly SessionToken: string;
    readonly Expiration: Date;
  };
}

const REGION = 'us-east-1';

/** The broker's own credentials, given to it as ECS gives a task those of its role: no key is kept anywhere. */
export const brokerKeys = (cloud: Cloud): KeyProvider => {
  const call = callerAs(
    cloud,
    { kind: 'service', name: 'ecs-tasks.amazonaws.com', account: BROKER_ACCOUNT },
    REGION,
  );
  return async () => {
    const { Credentials: keys } = (await call('sts', 'AssumeRole', {
      RoleArn: `arn:aws:iam::${BROKER_ACCOUNT}:role/${BROKER_ROLE}`,
      RoleSessionName: 'gatehouse-broker',
    })) as Assumed;
    return {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
      expiration: keys.Expiration,
    };
  };
};
