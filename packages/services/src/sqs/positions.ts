/** Places in standard queues, which promise order as far as they can: by time, and on one node without ties. */
export interface Positions {
  next(now: Date): number;
}

const STEPS_PER_MILLISECOND = 1000;

export const createPositions = (): Positions => {
  let last = 0;
  return {
    next: (now) => {
      last = Math.max(last + 1, now.getTime() * STEPS_PER_MILLISECOND);
      return last;
    },
  };
};
