import type { Apis, Context } from '@gatehouse/access';
import type { Actor, History, KeyEvent } from '../model.ts';

/** CloudTrail User Guide, "Working with CloudTrail event history": management events of the last 90 days. */
export const HISTORY_DAYS = 90;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const PAGE = 50;
const LONGEST_EVENT = 1024 * 1024;

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (value: unknown, name: string): unknown =>
  isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const text = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = path.reduce(own, value);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

const parsed = (json: string): unknown => {
  if (json.length > LONGEST_EVENT) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

const contextOf = (value: unknown): Context | undefined => {
  if (!isRecord(value)) return undefined;
  const pairs = Object.entries(value).flatMap(([key, one]): readonly [string, string][] =>
    typeof one === 'string' ? [[key, one]] : [],
  );
  return new Map(pairs);
};

const actorOf = (identity: unknown): Actor => {
  const account = text(identity, 'accountId');
  const service = text(identity, 'invokedBy');
  return {
    type: text(identity, 'type') ?? 'Unknown',
    account,
    arn: text(identity, 'arn'),
    id: text(identity, 'principalId'),
    roleArn: text(identity, 'sessionContext', 'sessionIssuer', 'arn'),
    service,
  };
};

const arnsOf = (resources: unknown): readonly string[] =>
  Array.isArray(resources)
    ? resources.flatMap((one: unknown) => {
        const arn = text(one, 'ARN');
        return arn === undefined ? [] : [arn];
      })
    : [];

/** One event of CloudTrail about a key; undefined when it is none that we can read. */
export const eventOf = (json: string): KeyEvent | undefined => {
  const record = parsed(json);
  const id = text(record, 'eventID');
  const name = text(record, 'eventName');
  const at = new Date(text(record, 'eventTime') ?? Number.NaN);
  if (id === undefined || name === undefined || Number.isNaN(at.getTime())) return undefined;
  const request = own(record, 'requestParameters');
  return {
    id,
    name,
    at,
    actor: actorOf(own(record, 'userIdentity')),
    keyArns: arnsOf(own(record, 'resources')),
    context:
      contextOf(own(request, 'encryptionContext')) ??
      contextOf(own(request, 'sourceEncryptionContext')) ??
      contextOf(own(own(request, 'constraints'), 'encryptionContextSubset')) ??
      contextOf(own(own(request, 'constraints'), 'encryptionContextEquals')),
    error: text(record, 'errorCode'),
    dryRun: own(request, 'dryRun') === true,
    grantId: text(record, 'responseElements', 'grantId') ?? text(request, 'grantId'),
    byGrant: text(record, 'additionalEventData', 'grantId'),
  };
};

export interface HistoryQuestion {
  readonly now: Date;
  /** 1 to 90. */
  readonly days: number;
  /** Most events to read; what is older than the last of them is then not known. */
  readonly most: number;
  readonly onProgress?: ((count: number) => void) | undefined;
}

type Lookup = Pick<HistoryQuestion, 'now' | 'days'> & {
  readonly key: 'ResourceName';
  readonly value: string;
};

async function* lookedUp(
  apis: Pick<Apis, 'lookupEvents'>,
  { now, days, key, value }: Lookup,
): AsyncIterable<string> {
  let token: string | undefined;
  do {
    const { Events: events = [], NextToken: next } = await apis.lookupEvents({
      LookupAttributes: [{ AttributeKey: key, AttributeValue: value }],
      StartTime: startOf(now, days),
      EndTime: now,
      MaxResults: PAGE,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    for (const { CloudTrailEvent: json = '' } of events) yield json;
    token = next;
  } while (token !== undefined);
}

const startOf = (now: Date, days: number): Date =>
  new Date(now.getTime() - days * DAY_MILLISECONDS);

/** Under what CloudTrail lists a key: services write its ARN or its id there, and not all of them the same. */
const namesOf = (keyArn: string): readonly string[] => [
  keyArn,
  keyArn.slice(keyArn.lastIndexOf('/') + 1),
];

const isAbout = ({ keyArns }: KeyEvent, keyArn: string): boolean =>
  keyArns.length === 0 || keyArns.includes(keyArn);

interface Part {
  readonly events: readonly KeyEvent[];
  /** Of the oldest that was read, where there are older ones. */
  readonly cutAt: Date | undefined;
}

const readPart = async (
  apis: Pick<Apis, 'lookupEvents'>,
  lookup: Lookup,
  { most, onProgress = () => {} }: Pick<HistoryQuestion, 'most' | 'onProgress'>,
): Promise<Part> => {
  const events: KeyEvent[] = [];
  let read = 0;
  for await (const json of lookedUp(apis, lookup)) {
    read += 1;
    if (read > most) return { events, cutAt: events.at(-1)?.at };
    const event = eventOf(json);
    if (event !== undefined) events.push(event);
    if (read % PAGE === 0) onProgress(read);
  }
  return { events, cutAt: undefined };
};

/**
 * What CloudTrail's event history says about a key, newest first.
 * @throws what CloudTrail answers to LookupEvents
 */
export const readHistory = async (
  apis: Pick<Apis, 'lookupEvents'>,
  keyArn: string,
  question: HistoryQuestion,
): Promise<History> => {
  const { now, days } = question;
  const parts: Part[] = [];
  for (const value of namesOf(keyArn))
    parts.push(await readPart(apis, { now, days, key: 'ResourceName', value }, question));
  const cuts = parts.flatMap(({ cutAt }) => cutAt ?? []);
  const from = new Date(Math.max(startOf(now, days).getTime(), ...cuts.map((at) => at.getTime())));
  const all = parts.flatMap(({ events }) => events).filter((event) => isAbout(event, keyArn));
  const events = [...new Map(all.map((event) => [event.id, event])).values()]
    .filter(({ at }) => at >= from)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  return { events, from, to: now, complete: cuts.length === 0 };
};
