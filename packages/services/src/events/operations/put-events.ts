import type {
  PutEventsRequest,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { type Call, writes } from '@gatehouse/service-kit';
import type { BusEvent } from '../accepted.ts';
import { authorizeBus, touchBus } from '../access.ts';
import { busOf } from '../arns.ts';
import type { OperationParts } from '../deps.ts';
import { entriesTooLarge, invalidParameter } from '../errors.ts';
import { busInOtherRegion, entryBytes, entryRefusal, MOST_BYTES } from '../event-entries.ts';
import { ownBusNameOrArn } from '../limits.ts';
import type { BusRef } from '../model.ts';
import { buses } from '../repositories/buses.ts';

/** Who may send is asked once for all entries of a bus that have the same source and type. */
const authorizeEntries = async (
  call: Call,
  entries: readonly PutEventsRequestEntry[],
): Promise<ReadonlySet<string>> => {
  const asked = new Set<string>();
  const present = new Set<string>();
  for (const { EventBusName, Source, DetailType } of entries) {
    const ref = busOf(call, EventBusName);
    const question = JSON.stringify([ref.arn, Source, DetailType]);
    if (asked.has(question)) continue;
    asked.add(question);
    const bus = await buses.find(call.tx, ref);
    await authorizeBus(call, ref, bus, {
      action: 'events:PutEvents',
      keys: {
        'events:source': Source,
        'events:detail-type': DetailType,
        'events:eventBusInvocation': 'false',
      },
    });
    if (bus === undefined) continue;
    present.add(ref.arn);
    touchBus(call, ref);
  }
  return present;
};

const toEvent = (
  call: Call,
  bus: BusRef,
  id: string,
  { Source, DetailType, Detail, Time, Resources, TraceHeader }: PutEventsRequestEntry,
): BusEvent => ({
  busArn: bus.arn,
  busAccount: bus.account,
  busRegion: bus.region,
  id,
  source: Source ?? '',
  detailType: DetailType ?? '',
  account: call.account,
  region: call.region,
  time: Time ?? call.now,
  resources: Resources ?? [],
  detailText: Detail ?? '',
  traceHeader: TraceHeader,
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const putEvents = ({ entrance, ids }: OperationParts) =>
  writes<PutEventsRequest, PutEventsResponse>(
    {
      limits: {
        Entries: { minLength: 1, maxLength: 10 },
        'Entries[].Resources[]': { maxLength: 2048 },
        'Entries[].EventBusName': ownBusNameOrArn,
        'Entries[].TraceHeader': { minLength: 1, maxLength: 500 },
        EndpointId: { minLength: 1, maxLength: 50, pattern: '[A-Za-z0-9\\-]+[.][A-Za-z0-9\\-]+' },
      },
      redact: ['Entries[].Detail'],
      // Were it in the event history, a rule for all calls would be fed by what its own target sends.
      event: { data: true },
    },
    async (input, call) => {
      const entries = input.Entries ?? [];
      const present = await authorizeEntries(call, entries);
      if (input.EndpointId !== undefined) throw invalidParameter('EndpointId');
      if (entries.reduce((sum, entry) => sum + entryBytes(entry), 0) > MOST_BYTES)
        throw entriesTooLarge();

      const accepted: BusEvent[] = [];
      const results = entries.map((entry): PutEventsResultEntry => {
        const bus = busOf(call, entry.EventBusName);
        const refusal = bus.region === call.region ? entryRefusal(entry) : busInOtherRegion();
        if (refusal !== undefined) return refusal;
        const id = ids.uuid();
        // AWS takes events for a bus that is not there, and nobody gets them.
        if (present.has(bus.arn)) accepted.push(toEvent(call, bus, id, entry));
        return { EventId: id };
      });
      if (accepted.length > 0) await entrance.accept(call.tx, accepted);
      const failed = results.filter(({ ErrorCode }) => ErrorCode !== undefined);
      return { FailedEntryCount: failed.length, Entries: results };
    },
  );
