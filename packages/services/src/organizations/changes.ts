import type { Tx } from '@gatehouse/store';
import { VIEW_CHANNEL } from './view.ts';

/** What authorization knows of every account may be different now. */
export const organizationChanged = (tx: Tx): void => tx.notify(VIEW_CHANNEL, '*');

/** What authorization knows of one account is different now. */
export const accountChanged = (tx: Tx, account: string): void => tx.notify(VIEW_CHANNEL, account);
