import type { Tx } from '@gatehouse/store';

/** Who sees whose findings is kept in memory until something is said here. */
export const HUBS_CHANNEL = 'securityhub.hubs';

/** A subscription, a membership or an aggregation is different now. */
export const hubsChanged = (tx: Tx): void => tx.notify(HUBS_CHANNEL, '*');
