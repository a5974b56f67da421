import { parseArn } from '@gatehouse/core';
import type { PrincipalPort } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { type Holder, holders } from './repositories/holders.ts';

const SESSION = 'assumed-role/';

/** The role of a session: its ARN has the role's name without the path. */
const roleOfSession = (tx: Tx, arn: string): Promise<Holder | undefined> | undefined => {
  const parts = parseArn(arn);
  if (parts?.service !== 'sts' || !parts.resource.startsWith(SESSION)) return undefined;
  const [, name = ''] = parts.resource.split('/');
  return holders.find(tx, 'role', parts.account, name);
};

/** Users and roles by ARN and by unique id, and roles by the ARNs of their sessions; groups are no principals. */
export const principalPort: PrincipalPort = {
  idOf: async (tx, arn) => {
    const holder = await (roleOfSession(tx, arn) ?? holders.byArn(tx, arn));
    return holder === undefined || holder.kind === 'group' ? undefined : holder.id;
  },
  arnOf: async (tx, id) => {
    const holder = await holders.byId(tx, id);
    return holder === undefined || holder.kind === 'group' ? undefined : holder.arn;
  },
};
