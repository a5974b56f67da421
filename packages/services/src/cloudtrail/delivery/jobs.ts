import type { Work } from '@gatehouse/store';
import type { Place } from '../repositories/log-files.ts';
import type { OwedScope } from '../repositories/owed.ts';
import { endOfWindow } from './windows.ts';

export const FILES = 'cloudtrail.files';
export const DIGEST = 'cloudtrail.digest';
export const INSIGHTS = 'cloudtrail.insights';

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MILLISECONDS = 3_600_000;

/** The log files of one account and Region in a trail. */
export interface FilesJob extends OwedScope {
  readonly trailId: string;
}

/**
 * Its key has the end of the window in it: what comes late to a window that is being written schedules that window once
 * more, and never puts off another.
 */
export const filesWork = (job: FilesJob, now: Date, kind: 'window' | 'full' = 'window'): Work => {
  const end = endOfWindow(now);
  const { trailId, account, region, folder } = job;
  return {
    kind: FILES,
    key: [trailId, account, region, folder, end.toISOString(), kind].join(' '),
    payload: JSON.stringify({ trailId, account, region, folder }),
    dueAt: kind === 'full' ? now : end,
  };
};

/** As `filesWork` wrote it. */
export const filesJob = (payload: string): FilesJob => JSON.parse(payload) as FilesJob;

/** One digest an hour for each place. */
export const digestWork = ({ trailId, account, region }: Place, now: Date): Work => ({
  kind: DIGEST,
  key: [trailId, account, region].join(' '),
  payload: JSON.stringify({ trailId, account, region }),
  dueAt: new Date(now.getTime() + HOUR_MILLISECONDS),
});

/** As `digestWork` wrote it. */
export const digestPlace = (payload: string): Place => JSON.parse(payload) as Place;

/** Once a minute a trail with Insights looks at what was called. */
export const insightsWork = (trailId: string, now: Date): Work => ({
  kind: INSIGHTS,
  key: trailId,
  payload: '',
  dueAt: new Date(now.getTime() + MINUTE_MILLISECONDS),
});
