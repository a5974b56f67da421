import { detection } from '../../../api/detection/client.ts';
import type { FoundEvent, SearchAnswer, SearchQuestion } from '../../../api/detection/search.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { conditionsIn } from './pattern.ts';

/** What is searched for, as the address has it. */
export interface Asked {
  readonly pattern: string;
  /** Hours; `between`: from and to. */
  readonly range: string;
  readonly from: string;
  readonly to: string;
  readonly account: string;
  readonly region: string;
}

export const ASKED_NAMES = [
  'pattern',
  'range',
  'from',
  'to',
  'account',
  'region',
] as const satisfies readonly (keyof Asked)[];

export const RANGES: readonly (readonly [value: string, label: string])[] = [
  ['1', 'Last hour'],
  ['24', 'Last day'],
  ['168', 'Last 7 days'],
  ['720', 'Last 30 days'],
  ['2160', 'Last 90 days'],
  ['between', 'Between two times'],
];

const HOUR = 3_600_000;
const PAGE = 50;

/** What CloudTrail can look up by itself is asked of it, so that less is read. */
const lookups = (pattern: string): Partial<SearchQuestion> => {
  const known = new Map(
    (conditionsIn(pattern) ?? [])
      .filter(
        ({ operator, form, value }) => operator === '=' && form === 'text' && !value.includes('*'),
      )
      .map(({ field, value }) => [field, value] as const),
  );
  const name = known.get('eventName');
  const source = known.get('eventSource');
  const accessKeyId = known.get('userIdentity.accessKeyId');
  return {
    ...(name === undefined ? {} : { name }),
    ...(source === undefined ? {} : { source }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  };
};

const instant = (text: string): Partial<{ readonly at: string }> => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? {} : { at: new Date(at).toISOString() };
};

const rangeOf = ({ range, from, to }: Asked, now: number): Partial<SearchQuestion> => {
  if (range !== 'between') return { from: new Date(now - Number(range) * HOUR).toISOString() };
  const [first, last] = [instant(from).at, instant(to).at];
  return {
    ...(first === undefined ? {} : { from: first }),
    ...(last === undefined ? {} : { to: last }),
  };
};

/** The same for every page of one search: `now` is when it was begun. */
export const questionOf = (asked: Asked, now: number): SearchQuestion => {
  const [pattern, account, region] = [asked.pattern, asked.account, asked.region].map((text) =>
    text.trim(),
  );
  return {
    ...rangeOf(asked, now),
    ...(pattern === undefined || pattern === '' ? {} : { pattern, ...lookups(pattern) }),
    ...(account === undefined || account === '' ? {} : { accounts: account.split(/[\s,]+/) }),
    ...(region === undefined || region === '' ? {} : { regions: region.split(/[\s,]+/) }),
  };
};

// An answer may be without events while there is more to search; a person waits for so many and then asks on.
const MOST_EMPTY = 10;

/** Pages of what is found; `told` hears how far the search came. */
export const foundPages =
  (question: SearchQuestion, told: (answer: SearchAnswer) => void): LoadPage<FoundEvent> =>
  async (token, signal) => {
    let next = token;
    for (let page = 1; ; page += 1) {
      const answer = await detection.search(
        { ...question, limit: PAGE, ...(next === undefined ? {} : { token: next }) },
        signal,
      );
      next = answer.next;
      if (answer.events.length > 0 || next === undefined || page === MOST_EMPTY) {
        told(answer);
        return { items: answer.events, token: next };
      }
    }
  };
