import type { TargetType } from '@aws-sdk/client-organizations';
import type { Tx } from '@gatehouse/store';
import { accountArn, rootArn, unitArn } from './arns.ts';
import type { Organization } from './model.ts';
import { accounts } from './repositories/accounts.ts';
import { units } from './repositories/units.ts';
import { ROOT_NAME } from './views.ts';

/** A root, unit or account of the organization, or one that is not there: then it has an ARN and nothing else. */
export interface Place {
  readonly id: string;
  readonly type: TargetType;
  readonly arn: string;
  /** Undefined where there is no such place in the organization. */
  readonly name: string | undefined;
  readonly parentId: string | undefined;
}

export const placeOf = async (tx: Tx, organization: Organization, id: string): Promise<Place> => {
  if (id.startsWith('r-'))
    return {
      id,
      type: 'ROOT',
      arn: rootArn(organization, id),
      name: id === organization.rootId ? ROOT_NAME : undefined,
      parentId: undefined,
    };
  if (id.startsWith('ou-')) {
    const unit = await units.find(tx, organization.id, id);
    return {
      id,
      type: 'ORGANIZATIONAL_UNIT',
      arn: unitArn(organization, id),
      name: unit?.name,
      parentId: unit?.parentId,
    };
  }
  const found = await accounts.find(tx, id);
  const account = found?.organizationId === organization.id ? found : undefined;
  return {
    id,
    type: 'ACCOUNT',
    arn: accountArn(organization, id),
    name: account?.name,
    parentId: account?.parentId,
  };
};
