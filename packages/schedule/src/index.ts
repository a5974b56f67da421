export type { CronSchedule, RateSchedule, Schedule, ScheduleRefusal } from './model.ts';
export { nextAfter, previousBefore } from './next-after.ts';
export { parseSchedule } from './parse-schedule.ts';
export { type RotationForm, rotationExpression, rotationForm } from './rotation/builder.ts';
export { explainRotation } from './rotation/explain-rotation.ts';
export type {
  RotationCron,
  RotationRate,
  RotationSchedule,
  RotationWindow,
} from './rotation/model.ts';
export { parseRotation } from './rotation/parse-rotation.ts';
export {
  checkedDuration,
  nextWindow,
  windowOpenAt,
  type WindowQuestion,
} from './rotation/windows.ts';
