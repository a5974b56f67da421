import type { CronSchedule } from '../model.ts';

/** A schedule on which Secrets Manager rotates a secret, in UTC. */
export type RotationSchedule = RotationRate | RotationCron;

export interface RotationRate {
  readonly kind: 'rate';
  readonly unit: 'hours' | 'days';
  readonly every: number;
}

export interface RotationCron {
  readonly kind: 'cron';
  /** Minute 0 of every year. */
  readonly cron: CronSchedule;
  /** Several windows a day, by an increment in the hours: such a window closes after an hour unless told otherwise. */
  readonly inHours: boolean;
}

/** In which a secret is rotated at any time; `closesAt` is not in it any more. */
export interface RotationWindow {
  readonly opensAt: Date;
  readonly closesAt: Date;
}
