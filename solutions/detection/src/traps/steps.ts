import { type Bait, currentBait, type Trap } from './model.ts';

const DAY_MILLISECONDS = 86_400_000;
const HOUR_MILLISECONDS = 3_600_000;
/** What a rotation or removal took away stays interesting: copies of it may be in somebody's hands. */
export const WATCHED_DAYS = 90;
const WATCHED_MILLISECONDS = WATCHED_DAYS * DAY_MILLISECONDS;

/** What brings a trap nearer to what it should be. */
export type Step =
  | { readonly do: 'plan' }
  | { readonly do: 'begin' | 'build' | 'dismantle' | 'forget'; readonly bait: Bait }
  | { readonly do: 'inspect'; readonly bait: Bait };

export interface Rhythm {
  readonly verifyHours: number;
}

export const watchedUntil = ({ goneAt }: Bait): number =>
  goneAt === undefined ? Number.POSITIVE_INFINITY : goneAt + WATCHED_MILLISECONDS;

const rotationDue = ({ rotateDays }: Trap, bait: Bait): number =>
  rotateDays === undefined || bait.liveAt === undefined
    ? Number.POSITIVE_INFINITY
    : bait.liveAt + rotateDays * DAY_MILLISECONDS;

const inspectionDue = ({ verifiedAt }: Trap, bait: Bait, { verifyHours }: Rhythm): number =>
  Math.max(verifiedAt ?? 0, bait.liveAt ?? 0) + verifyHours * HOUR_MILLISECONDS;

const isOver = ({ state }: Bait): boolean => state === 'gone';

const forgettable = ({ baits }: Trap, now: number): Step | undefined => {
  const bait = baits.find((one) => isOver(one) && watchedUntil(one) <= now);
  return bait === undefined ? undefined : { do: 'forget', bait };
};

/** The next step; undefined: nothing is to be done now. What is new is made before what is old goes. */
export const nextStep = (trap: Trap, now: number, rhythm: Rhythm): Step | undefined => {
  const { baits, goal } = trap;
  if (goal === 'removed') {
    const left = baits.find((bait) => !isOver(bait));
    return left === undefined ? forgettable(trap, now) : { do: 'dismantle', bait: left };
  }
  const current = currentBait(trap);
  if (current === undefined) return { do: 'plan' };
  if (current.state === 'planned') return { do: 'begin', bait: current };
  if (current.state === 'making') return { do: 'build', bait: current };
  const older = baits.find((bait) => bait.id !== current.id && !isOver(bait));
  if (older !== undefined) return { do: 'dismantle', bait: older };
  if (rotationDue(trap, current) <= now) return { do: 'plan' };
  if (inspectionDue(trap, current, rhythm) <= now) return { do: 'inspect', bait: current };
  return forgettable(trap, now);
};

/** When there is something to do again; undefined: never. */
export const nextDue = (trap: Trap, rhythm: Rhythm): number | undefined => {
  const current = trap.goal === 'live' ? currentBait(trap) : undefined;
  const times = [
    ...(current === undefined
      ? []
      : [rotationDue(trap, current), inspectionDue(trap, current, rhythm)]),
    ...trap.baits.filter(isOver).map(watchedUntil),
  ];
  const soonest = Math.min(...times);
  return Number.isFinite(soonest) ? soonest : undefined;
};

export const rotatesAt = (trap: Trap): number | undefined => {
  const current = currentBait(trap);
  const due = current === undefined ? Number.POSITIVE_INFINITY : rotationDue(trap, current);
  return Number.isFinite(due) ? due : undefined;
};
