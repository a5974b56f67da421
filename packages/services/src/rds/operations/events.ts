import type { DescribeEventsMessage, EventsMessage } from '@aws-sdk/client-rds';
import { cutPage, reads } from '@gatehouse/service-kit';
import type { RdsDeps } from '../deps.ts';
import { badMarker, filtering, pageSize } from '../describing.ts';
import { invalidCombination } from '../errors.ts';
import { keptEvents, type KeptEvent } from '../repositories/events.ts';

const DEFAULT_MINUTES = 60;
const MOST_MINUTES = 20_160;
const MINUTE_MS = 60_000;
const BATCH = 200;

/** The time that is asked about, in milliseconds since 1970; the end is excluded. */
const periodOf = (
  { StartTime, EndTime, Duration = DEFAULT_MINUTES }: DescribeEventsMessage,
  now: Date,
): { readonly from: number; readonly until: number } => {
  // What happened in this millisecond is over.
  const until = (EndTime ?? new Date(now.getTime() + 1)).getTime();
  const minutes = Math.min(Math.max(Duration, 0), MOST_MINUTES);
  const from = (StartTime ?? new Date(until - 1 - minutes * MINUTE_MS)).getTime();
  if (from > until) throw invalidCombination('The StartTime must not be later than the EndTime.');
  return { from, until };
};

const matcherOf = (input: DescribeEventsMessage): ((event: KeptEvent) => boolean) => {
  const { SourceIdentifier, SourceType, EventCategories = [] } = input;
  if (SourceIdentifier !== undefined && SourceType === undefined)
    throw invalidCombination('SourceType must be specified when SourceIdentifier is.');
  const source = SourceIdentifier?.toLowerCase();
  return (event) =>
    (SourceType === undefined || event.sourceType === SourceType) &&
    (source === undefined || event.sourceId === source) &&
    (EventCategories.length === 0 ||
      event.categories.some((category) => EventCategories.includes(category)));
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html */
export const describeEvents = ({ pages }: RdsDeps) =>
  reads<DescribeEventsMessage, EventsMessage>({}, async (input, call) => {
    await call.authorize('rds:DescribeEvents', '*');
    const { Marker, MaxRecords, ...asked } = input;
    const size = pageSize(MaxRecords);
    filtering({}, input.Filters);
    const matches = matcherOf(input);
    const { account, region } = call;
    const question = { operation: 'DescribeEvents', account, region, asked: JSON.stringify(asked) };
    const [at, id, until] = Marker === undefined ? [] : (pages.open(question, Marker) ?? [0]);
    if (Marker !== undefined && typeof id !== 'string') throw badMarker();
    const period = periodOf(input, call.now);
    const end = typeof until === 'number' ? until : period.until;
    const found: KeptEvent[] = [];
    let after = typeof at === 'number' && typeof id === 'string' ? { at, id } : undefined;
    while (found.length <= size) {
      const stretch = { from: period.from, until: end, after, limit: BATCH };
      const rows = await keptEvents.list(call.tx, call, stretch);
      found.push(...rows.filter(matches));
      const lastRow = rows.at(-1);
      if (lastRow === undefined || rows.length < BATCH) break;
      after = { at: lastRow.at.getTime(), id: lastRow.id };
    }
    const { page, last } = cutPage(found, size);
    return {
      Events: page.map((event) => ({
        SourceIdentifier: event.sourceId,
        SourceType: sourceType(event.sourceType),
        Message: event.message,
        EventCategories: [...event.categories],
        Date: event.at,
        SourceArn: event.sourceArn,
      })),
      ...(last === undefined
        ? {}
        : { Marker: pages.seal(question, [last.at.getTime(), last.id, end]) }),
    };
  });

const TYPES = ['db-instance', 'db-cluster', 'db-snapshot', 'db-cluster-snapshot'] as const;

const sourceType = (kept: string): (typeof TYPES)[number] | undefined =>
  TYPES.find((type) => type === kept);
