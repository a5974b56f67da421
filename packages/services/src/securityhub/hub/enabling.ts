import type { Tx } from '@gatehouse/store';
import { members } from '../members/members.ts';
import type { Findings, HubRef } from '../ports.ts';
import { DEFAULT_STANDARDS } from '../standards/catalogue.ts';
import { subscriptions } from '../standards/repository.ts';
import { type ControlFindingGenerator, hubs } from './hubs.ts';

export interface EnableOptions {
  readonly defaultStandards: boolean;
  readonly generator?: ControlFindingGenerator | undefined;
}

/** Subscribes an account; false when it is subscribed already. */
export const enable = async (
  tx: Tx,
  hub: HubRef,
  { defaultStandards, generator = 'SECURITY_CONTROL' }: EnableOptions,
  now: Date,
): Promise<boolean> => {
  const made = await hubs.insert(tx, {
    ...hub,
    subscribedAt: now,
    autoEnableControls: true,
    controlFindingGenerator: generator,
  });
  if (made && defaultStandards)
    for (const { path } of DEFAULT_STANDARDS) await subscriptions.insert(tx, hub, path, now);
  return made;
};

/** Ends the subscription with all that was made in it, findings included. */
export const disable = async (
  { findings }: { readonly findings: Pick<Findings, 'removeAll'> },
  tx: Tx,
  hub: HubRef,
  now: Date,
): Promise<void> => {
  await members.endOfAccount(tx, hub, now);
  await hubs.remove(tx, hub);
  await findings.removeAll(tx, hub, now);
};
