/** Where every part of Gatehouse takes the time from, so that a test can choose it. */
export interface Clock {
  now(): Date;
}
