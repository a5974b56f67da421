import type { KeyProvider } from '@gatehouse/clients';
import { callerAs } from './broker/account-caller.ts';
import type { Cloud } from './cloud.ts';

interface Assumed {
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly SessionToken: string;
    readonly Expiration: Date;
  };
}

const REGION = 'us-east-1';

/** A solution's own credentials, given to it as ECS gives a task those of its role: no key is kept anywhere. */
export const taskRoleKeys = (cloud: Cloud, roleArn: string, sessionName: string): KeyProvider => {
  const [, , , , account = ''] = roleArn.split(':');
  const call = callerAs(
    cloud,
    { kind: 'service', name: 'ecs-tasks.amazonaws.com', account },
    REGION,
  );
  return async () => {
    const { Credentials: keys } = (await call('sts', 'AssumeRole', {
      RoleArn: roleArn,
      RoleSessionName: sessionName,
    })) as Assumed;
    return {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
      expiration: keys.Expiration,
    };
  };
};
