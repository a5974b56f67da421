import type { EventHistory, EventPlace, HistoryEvent, HistoryQuestion } from './history.ts';
import { placeName } from './history.ts';

/** Accounts and Regions that could not be read, and why. */
export interface Unread {
  readonly place: string;
  readonly because: string;
}

export interface Merged {
  /** The next newest event; undefined: there is none, or no page may be asked for any more. */
  next(): Promise<HistoryEvent | undefined>;
  /** True: there may be more. */
  isCut(): boolean;
  unread(): readonly Unread[];
}

interface Lane {
  readonly place: EventPlace;
  readonly pages: AsyncIterator<readonly HistoryEvent[]>;
  page: readonly HistoryEvent[];
  at: number;
  ended: boolean;
}

const isNewer = (one: HistoryEvent, other: HistoryEvent): boolean =>
  one.event.at > other.event.at ||
  (one.event.at === other.event.at && one.event.id > other.event.id);

const headOf = ({ page, at }: Lane): HistoryEvent | undefined => page[at];

const reasonOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** Events of several histories as one, the newest first, at the cost of so many calls. */
export const mergedEvents = (
  history: EventHistory,
  places: readonly EventPlace[],
  question: HistoryQuestion,
  mostPages: number,
): Merged => {
  const unread: Unread[] = [];
  let pages = 0;
  let isCut = false;
  const lanes = places.map((place): Lane => ({
    place,
    pages: history.pages(place, question)[Symbol.asyncIterator](),
    page: [],
    at: 0,
    ended: false,
  }));

  /** Until there is an event, or none is left. */
  const fill = async (lane: Lane): Promise<void> => {
    while (!lane.ended && headOf(lane) === undefined) {
      if (pages >= mostPages + places.length) {
        isCut = true;
        return;
      }
      try {
        const { value, done } = await lane.pages.next();
        lane.ended = done === true;
        if (!lane.ended) pages += 1;
        // Within a second the history has no order that can be relied on.
        lane.page = done === true ? [] : value;
        lane.at = 0;
      } catch (error) {
        lane.ended = true;
        unread.push({ place: placeName(lane.place), because: reasonOf(error) });
      }
    }
  };

  return {
    next: async () => {
      await Promise.all(lanes.map(fill));
      if (isCut) return undefined;
      let found: Lane | undefined;
      for (const lane of lanes) {
        const head = headOf(lane);
        const best = found === undefined ? undefined : headOf(found);
        if (head !== undefined && (best === undefined || isNewer(head, best))) found = lane;
      }
      if (found === undefined) return undefined;
      const head = headOf(found);
      found.at += 1;
      return head;
    },
    isCut: () => isCut,
    unread: () => unread,
  };
};
