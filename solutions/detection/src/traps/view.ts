import { currentBait, type Trap, type TrapKind, type TrapView } from './model.ts';
import type { StoredTrap } from './registry.ts';
import { rotatesAt, watchedUntil } from './steps.ts';

const instant = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

const stateOf = (trap: Trap): TrapView['state'] => {
  if (trap.goal === 'removed')
    return trap.baits.every(({ state }) => state === 'gone') ? 'removed' : 'removing';
  const current = currentBait(trap);
  const isAlone = trap.baits.every(({ id, state }) => id === current?.id || state === 'gone');
  if (current?.state === 'live') return isAlone ? 'live' : 'rotating';
  return isAlone ? 'making' : 'rotating';
};

/** A trap as its administrators see it. */
export const viewOf = (kind: TrapKind, { trap, touchedAt }: StoredTrap): TrapView => {
  const shown = currentBait(trap) ?? trap.baits.at(-1);
  return {
    id: trap.id,
    kind,
    account: trap.place.account,
    region: trap.place.region,
    state: stateOf(trap),
    name: shown?.name,
    arn: shown?.arn,
    accessKeyId: shown?.accessKeyId,
    note: trap.note,
    rotateDays: trap.rotateDays,
    rotatesAt: trap.goal === 'live' ? instant(rotatesAt(trap)) : undefined,
    createdAt: new Date(trap.createdAt).toISOString(),
    verifiedAt: instant(trap.verifiedAt),
    drift: trap.drift,
    failure: trap.failure,
    hasSecret: shown?.shown !== undefined,
    lastTouchedAt: instant(touchedAt),
    earlier: trap.baits
      .filter((bait) => bait.state === 'gone' && bait.id !== shown?.id)
      .map((bait) => ({
        name: bait.name,
        arn: bait.arn,
        until: new Date(watchedUntil(bait)).toISOString(),
      })),
  };
};
