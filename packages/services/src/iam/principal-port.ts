import type { PrincipalPort } from '@gatehouse/service-kit';
import { holders } from './repositories/holders.ts';

/** Users and roles by ARN and by unique id; groups are no principals. */
export const principalPort: PrincipalPort = {
  idOf: async (tx, arn) => {
    const holder = await holders.byArn(tx, arn);
    return holder === undefined || holder.kind === 'group' ? undefined : holder.id;
  },
  arnOf: async (tx, id) => {
    const holder = await holders.byId(tx, id);
    return holder === undefined || holder.kind === 'group' ? undefined : holder.arn;
  },
};
