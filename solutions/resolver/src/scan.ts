import type { Clients } from '@gatehouse/clients';
import type { Deletion } from './deletions/deletion.ts';
import { resolve, type Resolution } from './resolving/resolve.ts';
import { changesIn, type Place, trailOf } from './sources/history.ts';

export interface ScanSettings {
  readonly clients: Clients;
  /** Region in which Security Hub is asked: the aggregation Region. */
  readonly region: string;
  readonly places: readonly Place[];
  readonly from: Date;
  readonly to: Date;
  /** Finds what would be resolved and changes nothing. */
  readonly dryRun: boolean;
}

/** One after another: a place whose history was read, then a resolution for each deletion found there. */
export type ScanStep =
  | {
      readonly kind: 'place';
      readonly place: Place;
      readonly events: number;
      readonly deletions: number;
    }
  | { readonly kind: 'unreadable-place'; readonly place: Place; readonly problem: string }
  | { readonly kind: 'resolution'; readonly resolution: Resolution };

const deletionsAt = async (
  { clients, from, to }: ScanSettings,
  place: Place,
): Promise<{ readonly events: number; readonly deletions: readonly Deletion[] }> => {
  let events = 0;
  const deletions: Deletion[] = [];
  for await (const reading of changesIn(trailOf(clients, place), from, to)) {
    events += 1;
    if ('deletions' in reading) deletions.push(...reading.deletions);
  }
  return { events, deletions };
};

/** Reads what was deleted from the event histories of accounts (90 days at most) and resolves its open findings. */
export async function* scan(settings: ScanSettings): AsyncIterable<ScanStep> {
  const { clients, region, places, dryRun } = settings;
  const hub = clients.securityHub({ region });
  for (const place of places) {
    const found = await deletionsAt(settings, place).catch((error: unknown) => String(error));
    if (typeof found === 'string') {
      yield { kind: 'unreadable-place', place, problem: found };
      continue;
    }
    const { events, deletions } = found;
    yield { kind: 'place', place, events, deletions: deletions.length };
    for (const deletion of deletions)
      yield { kind: 'resolution', resolution: await resolve(hub, deletion, { dryRun }) };
  }
}
