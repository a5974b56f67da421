import type { Store } from '@gatehouse/store';
import type { StatusAnswer } from '../api/index.ts';
import type { LiveDetection } from '../model.ts';
import { alertRows } from '../store/alerts.ts';
import { counts } from '../store/memory.ts';

const isoOf = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

export const statusOf = async (
  { store, live }: { readonly store: Store; readonly live: LiveDetection },
  state: 'starting' | 'failed' | 'running',
  may: StatusAnswer['may'],
): Promise<StatusAnswer> => {
  const { number, open, findings } = await store.read(async (tx) => ({
    number: await counts.all(tx),
    open: (await alertRows.counts(tx, may.seeTraps)).openBySeverity,
    findings: await alertRows.dueState(tx),
  }));
  const processor = live.processor();
  const settings = processor?.settings.settings.rules ?? {};
  const total = processor?.engine.facts.size ?? 0;
  const disabled = Object.values(settings).filter(({ enabled }) => enabled === false).length;
  return {
    state: state === 'running' && processor === undefined ? 'standby' : state,
    account: live.settings.account,
    region: live.settings.region,
    sources: live.sources().map((source) => source.state()),
    events: {
      seen: number.get('seen') ?? 0,
      repeated: number.get('repeated') ?? 0,
      unreadable: number.get('unreadable') ?? 0,
      firstAt: isoOf(number.get('first-at')),
      lastAt: isoOf(number.get('last-at')),
    },
    rules: { total: total + disabled, enabled: total },
    open,
    findings,
    may,
  };
};
