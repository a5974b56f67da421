import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import { accountChanged } from './changes.ts';
import { accounts } from './repositories/accounts.ts';

export const CLOSE_ACCOUNT = 'organizations.close-account';

/** From now on nobody of the account is let in. */
const suspend = async (tx: Tx, account: string): Promise<void> => {
  if (await accounts.setStatus(tx, account, 'PENDING_CLOSURE', 'SUSPENDED'))
    accountChanged(tx, account);
};

/** Closes an account after the delay, or here and now when there is none. */
export const closeLater = async (
  tx: Tx,
  account: string,
  delaySeconds: number,
  now: Date,
): Promise<void> => {
  await accounts.setStatus(tx, account, 'ACTIVE', 'PENDING_CLOSURE');
  if (delaySeconds === 0) return suspend(tx, account);
  const dueAt = new Date(now.getTime() + delaySeconds * 1000);
  await scheduleWork(tx, { kind: CLOSE_ACCOUNT, key: account, payload: '', dueAt });
};

export const closeAccountWork: WorkHandler = (store, { key }) =>
  store.write((tx) => suspend(tx, key));
