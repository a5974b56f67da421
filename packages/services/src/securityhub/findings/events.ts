import type { Ids } from '@gatehouse/core';
import { emitEvents, type EventListeners, type ServiceEvent } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { HubRef, Hubs } from '../ports.ts';
import type { StoredFinding } from './model.ts';
import { identifierOf } from './repositories/findings.ts';

const SOURCE = 'aws.securityhub';
const DETAIL_TYPE = 'Security Hub Findings - Imported';

interface Parts {
  readonly hubs: Pick<Hubs, 'audience'>;
  readonly listeners: EventListeners;
  readonly ids: Ids;
}

/** `Security Hub Findings - Imported` for new and for updated findings, to everybody who sees them and listens. */
export type Announce = (tx: Tx, all: readonly StoredFinding[], now: Date) => Promise<void>;

/** User Guide, "EventBridge event formats": one finding in each event, named by product and Id in `resources`. */
export const createAnnouncer =
  ({ hubs, listeners, ids }: Parts): Announce =>
  async (tx, all, now) => {
    const events: ServiceEvent[] = [];
    const audiences = new Map<string, readonly HubRef[]>();
    for (const { account, region, finding } of all) {
      const owner = `${account} ${region}`;
      const audience =
        audiences.get(owner) ?? (await listening(tx, { account, region }, { hubs, listeners }));
      audiences.set(owner, audience);
      const { Id, ProductArn } = identifierOf(finding);
      for (const hub of audience)
        events.push({
          id: ids.uuid(),
          source: SOURCE,
          detailType: DETAIL_TYPE,
          account: hub.account,
          region: hub.region,
          at: now,
          resources: [`${ProductArn}/${Id}`],
          detail: { findings: [finding] },
        });
    }
    await emitEvents(tx, events, now);
  };

const listening = async (
  tx: Tx,
  owner: HubRef,
  { hubs, listeners }: Omit<Parts, 'ids'>,
): Promise<readonly HubRef[]> => {
  const heard: HubRef[] = [];
  for (const hub of await hubs.audience(tx, owner))
    if (await listeners.any(hub.account, hub.region, SOURCE, DETAIL_TYPE)) heard.push(hub);
  return heard;
};
