import { detection } from '../../../api/detection/client.ts';
import type { FoundEvent, SearchQuestion } from '../../../api/detection/search.ts';

export interface Counted {
  readonly count: number;
  readonly searched: number;
  /** The newest ones. */
  readonly events: readonly FoundEvent[];
  /** The search did not reach the end. */
  readonly more: boolean;
}

const LIMIT = 200;
const MOST_PAGES = 20;
const KEPT = 200;

/** Counts what any of the questions finds; an event counts once. */
export const countFound = async (questions: readonly SearchQuestion[]): Promise<Counted> => {
  const found = new Map<string, FoundEvent>();
  let searched = 0;
  let more = false;
  for (const question of questions) {
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await detection.search({
        ...question,
        limit: LIMIT,
        ...(token === undefined ? {} : { token }),
      });
      for (const event of answer.events) found.set(event.id, event);
      searched += answer.searched;
      token = answer.next;
      if (token === undefined) break;
    }
    more ||= token !== undefined;
  }
  const events = [...found.values()].toSorted(
    (left, right) => Date.parse(right.at) - Date.parse(left.at),
  );
  return { count: found.size, searched, events: events.slice(0, KEPT), more };
};

export const countText = ({ count, searched, more }: Counted): string =>
  `${count === 1 ? '1 event matches' : `${count} events match`} of ${searched} that were looked at${
    more ? '; there are more' : ''
  }`;
