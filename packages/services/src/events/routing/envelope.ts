import type { BusEvent } from '../accepted.ts';
import { compactJson } from './json-text.ts';

/** Whole seconds, as events carry times. */
export const eventTime = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

type Head = Pick<
  BusEvent,
  'id' | 'source' | 'detailType' | 'account' | 'region' | 'time' | 'resources'
>;

/** The members before `detail`, in the order in which Amazon EventBridge writes them. */
export const headOf = ({ id, source, detailType, account, region, time, resources }: Head) => ({
  version: '0',
  id,
  'detail-type': detailType,
  source,
  account,
  time: eventTime(time),
  region,
  resources,
});

/** An event as targets get it. The detail keeps its numbers as they were written. */
export const envelope = (event: Head, detailText: string): string =>
  `${JSON.stringify(headOf(event)).slice(0, -1)},"detail":${compactJson(detailText)}}`;

/** The event as a replay sends it again. */
export const replayed = (text: string, replayName: string): string =>
  `${text.slice(0, -1)},"replay-name":${JSON.stringify(replayName)}}`;

const TIME_BYTES = 20;

/** What an event counts for in an archive: its source, detail type, time, resources and detail. */
export const sizeOf = (
  { source, detailType, resources }: Pick<Head, 'source' | 'detailType' | 'resources'>,
  detailText: string,
): number =>
  [source, detailType, detailText, ...resources].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    TIME_BYTES,
  );
