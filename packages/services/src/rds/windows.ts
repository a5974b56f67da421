import { invalidValue } from './errors.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const CLOCK = '([01][0-9]|2[0-3]):([0-5][0-9])';
const DAILY = new RegExp(`^${CLOCK}-${CLOCK}$`);
const WEEKLY = new RegExp(
  `^(sun|mon|tue|wed|thu|fri|sat):${CLOCK}-(?:sun|mon|tue|wed|thu|fri|sat):${CLOCK}$`,
);
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

export const DEFAULT_BACKUP_WINDOW = '04:00-04:30';
export const DEFAULT_MAINTENANCE_WINDOW = 'sun:06:00-sun:06:30';

/** `hh24:mi-hh24:mi` */
export const backupWindow = (given: string): string => {
  if (!DAILY.test(given))
    throw invalidValue(
      `Invalid backup window format: ${given}. Should be specified as hh24:mi-hh24:mi`,
    );
  return given;
};

/** `ddd:hh24:mi-ddd:hh24:mi` */
export const maintenanceWindow = (given: string): string => {
  const lower = given.toLowerCase();
  if (!WEEKLY.test(lower))
    throw invalidValue(
      `Invalid maintenance window format: ${given}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC)`,
    );
  return lower;
};

/** When the window opens the next time. */
export const nextOpening = (window: string, now: Date): Date => {
  const [, day = 'sun', hours = '0', minutes = '0'] = WEEKLY.exec(window) ?? [];
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const days = (DAYS.indexOf(day) - now.getUTCDay() + WEEK_DAYS) % WEEK_DAYS;
  const at = midnight + days * DAY_MS + (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new Date(at > now.getTime() ? at : at + WEEK_DAYS * DAY_MS);
};
