import type { Tx } from '@gatehouse/store';
import { awsManagedPolicies, type PolicyType } from './model.ts';
import type { Organization } from './model.ts';
import { accounts } from './repositories/accounts.ts';
import { attachments } from './repositories/attachments.ts';
import { units } from './repositories/units.ts';

/** Every root, unit and account has AWS's own control policies; they count once their type is enabled. */
export const attachManaged = async (
  tx: Tx,
  organizationId: string,
  target: string,
): Promise<void> => {
  for (const policy of awsManagedPolicies)
    await attachments.insert(tx, organizationId, target, policy);
};

/** A type that is switched off loses what was attached; AWS's own policy is attached everywhere again. */
export const detachType = async (
  tx: Tx,
  { id, rootId }: Organization,
  type: PolicyType,
): Promise<void> => {
  await attachments.removeType(tx, id, type);
  const managed = awsManagedPolicies.filter((policy) => policy.type === type);
  if (managed.length === 0) return;
  const targets = [rootId, ...(await units.ids(tx, id)), ...(await accounts.ids(tx, id))];
  for (const target of targets)
    for (const policy of managed) await attachments.insert(tx, id, target, policy);
};
