import { type Tags, tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { accountArn } from './arns.ts';
import { accountChanged } from './changes.ts';
import { attachManaged } from './managed-policies.ts';
import type { Account, Organization } from './model.ts';
import { accounts, standalone, type Standalone } from './repositories/accounts.ts';
import { attachments } from './repositories/attachments.ts';
import { addTags } from './tags.ts';

/**
 * Name and e-mail address of an account that is in no organization. Of one that was never in any nothing is known: it
 * is called what other emulators call their management account, as long as no other is.
 */
export const identityOf = async (tx: Tx, account: string): Promise<Standalone> => {
  const known = await standalone.find(tx, account);
  if (known !== undefined) return known;
  const email = 'master@example.com';
  return (await isEmailTaken(tx, email))
    ? { account, name: account, email: `${account}@example.com` }
    : { account, name: 'master', email };
};

export const isEmailTaken = async (tx: Tx, email: string): Promise<boolean> =>
  (await accounts.findByEmail(tx, email)) !== undefined ||
  (await standalone.findByEmail(tx, email)) !== undefined;

/** Puts an account under the root, with what every account has. False when it is a member of some organization. */
export const join = async (
  tx: Tx,
  organization: Organization,
  account: Account,
  tags: Tags = new Map(),
): Promise<boolean> => {
  if (!(await accounts.insert(tx, account))) return false;
  await standalone.remove(tx, account.account);
  await attachManaged(tx, organization.id, account.account);
  await addTags(tx, organization, accountArn(organization, account.account), tags);
  accountChanged(tx, account.account);
  return true;
};

/** Makes a member an account of its own again. */
export const leave = async (tx: Tx, organization: Organization, member: Account): Promise<void> => {
  const { account, name, email } = member;
  await accounts.remove(tx, account);
  await attachments.removeTarget(tx, organization.id, account);
  await tagStore.removeAll(tx, accountArn(organization, account));
  await standalone.insert(tx, { account, name, email });
  accountChanged(tx, account);
};
