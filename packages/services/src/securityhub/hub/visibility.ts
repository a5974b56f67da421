import type { Tx } from '@gatehouse/store';
import { type Aggregator, aggregators, links } from '../aggregation/aggregators.ts';
import { members } from '../members/members.ts';
import type { HubRef, VisibleAccount } from '../ports.ts';
import { hubs } from './hubs.ts';

/** The aggregation that an account lives under: its administrator's, where it has one. */
export const aggregatorOf = async (tx: Tx, hub: HubRef): Promise<Aggregator | undefined> => {
  const membership = await members.ofAccount(tx, hub);
  return aggregators.find(tx, membership?.administrator ?? hub.account);
};

/** Which Regions somebody sees who asks in this one. */
const regionFilter = async (tx: Tx, hub: HubRef): Promise<(region: string) => boolean> => {
  const aggregator = await aggregatorOf(tx, hub);
  return aggregator?.region === hub.region
    ? (region) => links(aggregator, region)
    : (region) => region === hub.region;
};

/** See `Hubs.visibility`. Only Regions where the account is subscribed are named: elsewhere it has no findings. */
export const visibility = async (
  tx: Tx,
  hub: HubRef,
  isSubscribedAnyway: boolean,
): Promise<readonly VisibleAccount[]> => {
  const isSeen = await regionFilter(tx, hub);
  const own = new Set((await hubs.regions(tx, hub.account)).filter(isSeen));
  if (isSubscribedAnyway) own.add(hub.region);
  const seen = new Map<string, string[]>([[hub.account, [...own]]]);
  for (const { account, region } of await members.enabledOf(tx, hub.account)) {
    if (!isSeen(region)) continue;
    const regions = seen.get(account);
    if (regions === undefined) seen.set(account, [region]);
    else regions.push(region);
  }
  return [...seen].map(([account, regions]) => ({ account, regions }));
};

/** See `Hubs.audience`. */
export const audience = async (
  tx: Tx,
  owner: HubRef,
  isSubscribedAnyway: boolean,
): Promise<readonly HubRef[]> => {
  const membership = await members.ofAccount(tx, owner);
  const aggregator = await aggregators.find(tx, membership?.administrator ?? owner.account);
  const home =
    aggregator !== undefined && links(aggregator, owner.region) ? aggregator.region : owner.region;
  const accounts = [owner.account];
  if (membership !== undefined) accounts.push(membership.administrator);
  const heard: HubRef[] = [owner];
  for (const account of accounts)
    for (const region of new Set([owner.region, home])) {
      if (account === owner.account && region === owner.region) continue;
      const hub = { account, region };
      if (isSubscribedAnyway || (await hubs.find(tx, hub)) !== undefined) heard.push(hub);
    }
  return heard;
};
