import type { FindingHistoryUpdate } from '@aws-sdk/client-securityhub';
import type { Ids } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { history, type HistoryEntry } from '../history/repository.ts';
import type { FindingEditor } from '../ports.ts';
import { facetsOf } from '../query/facets.ts';
import type { RecentFacets } from '../query/recent-facets.ts';
import type { Announce } from './events.ts';
import { expiryOf, type StoredFinding } from './model.ts';
import { changes } from './repositories/changes.ts';
import { facetRows } from './repositories/facet-rows.ts';
import { type FindingToWrite, findings } from './repositories/findings.ts';

/** What happened to a finding, for its history. */
export interface Edit {
  readonly by: FindingEditor;
  readonly updates: readonly FindingHistoryUpdate[];
}

/** A finding as it shall be stored, and its text. */
export interface FindingWrite {
  /** Its number is not yet known when it is new. */
  readonly stored: Omit<StoredFinding, 'number'> & { readonly number: number | undefined };
  readonly document: string;
  readonly edits: readonly Edit[];
}

/** More than edits of one finding in one change. */
const PLACES = 1000;
const TOKEN_DIGITS = 32;

interface Parts {
  readonly announce: Announce;
  readonly recent: RecentFacets;
  readonly ids: Pick<Ids, 'hex'>;
}

/** Stores findings with all that goes with them: facets, history, their place in the order of changes, events. */
export const createWriter =
  ({ announce, recent, ids }: Parts) =>
  async (tx: Tx, writes: readonly FindingWrite[], now: Date): Promise<void> => {
    if (writes.length === 0) return;
    const fresh = writes.filter(({ stored }) => stored.number === undefined).length;
    const { firstNumber, sequence } = await changes.take(tx, fresh);
    let next = firstNumber;
    const rows: FindingToWrite[] = [];
    const entries: HistoryEntry[] = [];
    for (const { stored, document, edits } of writes) {
      let { number } = stored;
      if (number === undefined) {
        number = next;
        next += 1;
      }
      const { finding } = stored;
      rows.push({ stored: { ...stored, number }, document, expiresAt: expiryOf(finding, now) });
      for (const [index, { by, updates }] of edits.entries())
        if (updates.length > 0)
          entries.push({ number, at: now, sequence: sequence * PLACES + index, by, updates });
    }
    await findings.put(tx, rows);
    const facets = rows.map(({ stored: { number, account, region, finding } }) => ({
      number,
      account,
      region,
      facets: facetsOf(finding),
    }));
    await facetRows.put(tx, facets);
    await history.add(tx, entries);
    const token = ids.hex(TOKEN_DIGITS);
    await changes.record(tx, { sequence, numbers: facets.map(({ number }) => number), token }, now);
    recent.add(token, facets);
    await announce(
      tx,
      rows.map(({ stored }) => stored),
      now,
    );
  };

export type Write = ReturnType<typeof createWriter>;

/** Takes findings away, with all that goes with them. */
export const removeFindings = async (
  tx: Tx,
  numbers: readonly number[],
  now: Date,
): Promise<void> => {
  if (numbers.length === 0) return;
  const { sequence } = await changes.take(tx, 0);
  await findings.remove(tx, numbers);
  await facetRows.remove(tx, numbers);
  await history.remove(tx, numbers);
  await changes.record(tx, { sequence, numbers }, now);
};
