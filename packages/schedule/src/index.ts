export type { CronSchedule, RateSchedule, Schedule, ScheduleRefusal } from './model.ts';
export { nextAfter, previousBefore } from './next-after.ts';
export { parseSchedule } from './parse-schedule.ts';
