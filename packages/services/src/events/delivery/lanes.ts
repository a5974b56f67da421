import { parseArn } from '@gatehouse/core';

/** What deliveries wait for: a slow one holds up only those of its own lane. */
export interface LaneSettings {
  /** Deliveries that are taken, made and settled together. */
  readonly batch: number;
  /** Batches at once, on each node. */
  readonly workers: number;
}

const API_DESTINATION = 'http/';

const LANES: ReadonlyMap<string, LaneSettings> = new Map([
  ['sqs', { batch: 128, workers: 2 }],
  ['sns', { batch: 64, workers: 2 }],
  ['lambda', { batch: 64, workers: 2 }],
  ['logs', { batch: 64, workers: 2 }],
  ['bus', { batch: 64, workers: 2 }],
  ['ecs', { batch: 8, workers: 1 }],
  ['other', { batch: 64, workers: 1 }],
]);
const API_DESTINATION_LANE: LaneSettings = { batch: 16, workers: 2 };

/**
 * The lane of a target of `account`'s rule: one for each kind, and one for each API destination. In the lane of a
 * destination nobody else's deliveries wait.
 */
export const laneOf = (targetArn: string, account: string): string => {
  const parsed = parseArn(targetArn);
  if (parsed?.service !== 'events')
    return parsed !== undefined && LANES.has(parsed.service) ? parsed.service : 'other';
  if (!parsed.resource.startsWith('api-destination/')) return 'bus';
  return parsed.account === account ? `${API_DESTINATION}${targetArn}` : 'other';
};

export const laneSettings = (lane: string): LaneSettings => LANES.get(lane) ?? API_DESTINATION_LANE;

/** ARN of the API destination whose lane it is. */
export const destinationOf = (lane: string): string | undefined =>
  lane.startsWith(API_DESTINATION) ? lane.slice(API_DESTINATION.length) : undefined;

/** The channel on which nodes hear that something is due, lane by lane. */
export const DELIVERIES = 'events.deliveries';

/** PostgreSQL's notices hold 8000 bytes. */
const LONGEST_NOTICE = 4000;

/** The notice that these lanes have something due. */
export const lanesNotice = (lanes: Iterable<string>): string => {
  const notice = [...lanes].join(' ');
  return notice.length > LONGEST_NOTICE ? '*' : notice;
};
