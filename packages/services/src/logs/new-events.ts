import { eventTooLarge, notChronological, spanTooLong, uploadTooLarge } from './errors.ts';
import { type Entry, type Group, oldestKept } from './model.ts';

/** CloudWatch Logs API Reference, PutLogEvents: the batch's size counts this for each event besides its bytes. */
const OVERHEAD_BYTES = 26;
const MOST_BATCH_BYTES = 1_048_576;
const MOST_EVENT_BYTES = 1_048_576;
const HOUR = 60 * 60 * 1000;
const SPAN = 24 * HOUR;
const TOO_OLD = 14 * 24 * HOUR;
const TOO_NEW = 2 * HOUR;

export const sizeOf = ({ message }: Pick<Entry, 'message'>): number =>
  Buffer.byteLength(message) + OVERHEAD_BYTES;

/** Throws where AWS refuses the whole batch; answers its size in bytes. */
export const requireBatch = (entries: readonly Entry[]): number => {
  let bytes = 0;
  let before = 0;
  for (const entry of entries) {
    const size = sizeOf(entry);
    if (size > MOST_EVENT_BYTES) throw eventTooLarge(size, MOST_EVENT_BYTES);
    if (entry.at < before) throw notChronological();
    before = entry.at;
    bytes += size;
  }
  if (bytes > MOST_BATCH_BYTES) throw uploadTooLarge(bytes, MOST_BATCH_BYTES);
  const first = entries[0]?.at ?? 0;
  if (before - first > SPAN) throw spanTooLong();
  return bytes;
};

export interface Rejected {
  readonly tooNewLogEventStartIndex?: number;
  /** Behind the last, as the others. */
  readonly tooOldLogEventEndIndex?: number;
  readonly expiredLogEventEndIndex?: number;
}

/** Which events of a batch in order are taken: those that are neither too old, expired nor too new. */
export const sortOut = (
  entries: readonly Entry[],
  group: Pick<Group, 'retentionDays'>,
  now: Date,
): { readonly taken: readonly Entry[]; readonly rejected: Rejected | undefined } => {
  const before = (time: number): number => {
    const found = entries.findIndex(({ at }) => at >= time);
    return found < 0 ? entries.length : found;
  };
  const tooOld = before(now.getTime() - TOO_OLD);
  const expired = before(oldestKept(group, now));
  const tooNew = before(now.getTime() + TOO_NEW + 1);
  const from = Math.max(tooOld, expired);
  if (from === 0 && tooNew === entries.length) return { taken: entries, rejected: undefined };
  return {
    taken: entries.slice(from, tooNew),
    rejected: {
      ...(tooNew < entries.length ? { tooNewLogEventStartIndex: tooNew } : {}),
      ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
      ...(expired > tooOld ? { expiredLogEventEndIndex: expired } : {}),
    },
  };
};
