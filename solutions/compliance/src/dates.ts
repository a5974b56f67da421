import { explainRotation, parseRotation } from '@gatehouse/schedule';
import type { Rotation, SecretFacts, Version } from './model.ts';

const DAY_MILLISECONDS = 24 * 3600 * 1000;
const CURRENT = 'AWSCURRENT';

/** Whole days from one time to another. */
export const daysBetween = (from: Date, to: Date): number =>
  Math.floor((to.getTime() - from.getTime()) / DAY_MILLISECONDS);

export const daysAfter = (from: Date, days: number): Date =>
  new Date(from.getTime() + days * DAY_MILLISECONDS);

export const inDays = (days: number): string => {
  if (days === 0) return 'less than a day';
  return days === 1 ? '1 day' : `${days} days`;
};

/** `2026-11-25 14:30 UTC` */
export const timeText = (at: Date): string =>
  `${at.toISOString().slice(0, 10)} ${at.toISOString().slice(11, 16)} UTC`;

export const currentVersion = ({ versions }: Pick<SecretFacts, 'versions'>): Version | undefined =>
  versions?.find(({ stages }) => stages.includes(CURRENT));

/** Since when the secret has its value, and by what that is known. */
export const valueSince = (
  secret: Pick<SecretFacts, 'versions' | 'changedAt' | 'rotation'>,
): { readonly at: Date; readonly exact: boolean } | undefined => {
  const current = currentVersion(secret);
  if (current !== undefined) return { at: current.createdAt, exact: true };
  // Without the versions: changes of a tag count among these too, so the value may be older than this.
  if (secret.versions !== undefined || secret.changedAt === undefined) return undefined;
  return { at: secret.changedAt, exact: false };
};

/** A schedule with what it means: `cron(0 1 ? 3/3 1L *): The last Sunday of … at 01:00 UTC`. */
export const scheduleInWords = ({ enabled, schedule, days, duration }: Rotation): string => {
  if (!enabled) return 'off';
  const window = duration === undefined ? '' : `, in a window of ${duration}`;
  if (schedule === undefined)
    return days === undefined ? 'only when it is asked for' : `Every ${inDays(days)}${window}`;
  const parsed = parseRotation(schedule);
  return parsed.kind === 'refusal' ? schedule : `${schedule}: ${explainRotation(parsed)}${window}`;
};
