export type { CronSchedule, RateSchedule, Schedule, ScheduleRefusal } from './model.ts';
export { nextAfter } from './next-after.ts';
export { parseSchedule } from './parse-schedule.ts';
