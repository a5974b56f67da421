import { type Clients, outcomeOf } from '@gatehouse/clients';
import type { Log } from '@gatehouse/core';
import { reasonOf, StartRefusedError } from '../start-refused.ts';

interface Roles {
  readonly brokerRoleArn: string;
  readonly organizationRoleArn: string;
}

/** `arn:aws:sts::777788889999:assumed-role/Name/session` is of `arn:aws:iam::777788889999:role/path/Name`. */
const isSessionOf = (sessionArn: string, roleArn: string): boolean => {
  const [, partition, , , account, session = ''] = sessionArn.split(':');
  const [, rolePartition, , , roleAccount, role = ''] = roleArn.split(':');
  const name = role.slice(role.lastIndexOf('/') + 1);
  return (
    partition === rolePartition &&
    account === roleAccount &&
    session.startsWith(`assumed-role/${name}/`)
  );
};

const identityOf = async (clients: Clients): Promise<string> => {
  try {
    const { Arn = '' } = await clients.sts().getCallerIdentity({});
    return Arn;
  } catch (cause) {
    const [what, advice] =
      cause instanceof Error && cause.name === 'CredentialsProviderError'
        ? ['There are no AWS credentials', 'Run it as a task of the broker’s role']
        : ['AWS STS does not accept the credentials or does not answer', 'See AWS_REGION'];
    throw new StartRefusedError(`${what}: ${reasonOf(cause)}. ${advice}.`, { cause });
  }
};

/**
 * Whether the process is who brokered roles trust, and can read the organization. A service that does not answer may do so later, and is
 * only warned of; what was refused would be refused again.
 */
export const requireBrokerRole = async (
  clients: Clients,
  { brokerRoleArn, organizationRoleArn }: Roles,
  log: Log,
): Promise<void> => {
  const found = await identityOf(clients);
  if (!isSessionOf(found, brokerRoleArn))
    throw new StartRefusedError(
      `The AWS credentials are those of ${found}, not of ${brokerRoleArn}, which brokered roles trust. ` +
        'Run it as that role, or correct GATEHOUSE_BROKER_ROLE_ARN.',
    );
  const hop = { roleArn: organizationRoleArn, sessionName: 'gatehouse-broker' };
  try {
    await clients.organizations({ hop }).listRoots({});
  } catch (cause) {
    if (outcomeOf(cause) === 'refused')
      throw new StartRefusedError(
        `The organization cannot be read through ${organizationRoleArn}: ${reasonOf(cause)} ` +
          'Deploy that role in the management account, or correct GATEHOUSE_ORGANIZATION_ROLE_ARN.',
        { cause },
      );
    log.warn('the organization does not answer yet', { error: reasonOf(cause) });
  }
};
