import { type Clock, type Ids, type Log, partitionOf } from '@gatehouse/core';
import { scheduleWork, type Store, type Tx } from '@gatehouse/store';
import type { ApisOf } from './apis.ts';
import { chanceFrom } from './chance.ts';
import { failureOf, NameTaken, TrapRefusal } from './failures.ts';
import { KINDS } from './kinds/index.ts';
import type { Making } from './kinds/kind.ts';
import { type Bait, currentBait, type Trap } from './model.ts';
import { believableName } from './naming/names.ts';
import { sampleNames } from './naming/sample.ts';
import { learnStyle } from './naming/style.ts';
import type { Registry } from './registry.ts';
import type { TrapSettings } from './settings.ts';
import { nextDue, nextStep, type Rhythm, type Step } from './steps.ts';

export interface KeeperDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly registry: Registry;
  readonly apisOf: ApisOf;
  readonly settings: TrapSettings;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Points what tells of calls on contents at the traps that there are now, without one that is going. */
  readonly follow: (trap: Trap, going?: Bait) => Promise<void>;
  /** How that differs from what was set up. */
  readonly inspectFollowing: (trap: Trap) => Promise<readonly string[]>;
}

export const TEND = 'detection.tend';

// By how much AWS's clock may differ from ours when we tell whether we made something.
const SKEW_MILLISECONDS = 300_000;
const SEED_DIGITS = 32;
const MOST_STEPS = 50;
const TRIES = 20;
const FIRST_RETRY_MILLISECONDS = 60_000;

export const withBait = (trap: Trap, bait: Bait): Trap => ({
  ...trap,
  baits: trap.baits.map((one) => (one.id === bait.id ? bait : one)),
});

const withoutBait = (trap: Trap, { id }: Bait): Trap => ({
  ...trap,
  baits: trap.baits.filter((bait) => bait.id !== id),
});

export const makingOf = async (deps: KeeperDeps, trap: Trap, bait: Bait): Promise<Making> => {
  const { apisOf, ids, clock, settings, pause } = deps;
  return {
    apis: await apisOf(trap.place),
    trap,
    bait,
    partition: partitionOf(trap.place.region),
    now: clock.now(),
    ids,
    tag: settings.tag,
    pause,
  };
};

const usedNames = async ({ registry }: KeeperDeps): Promise<ReadonlySet<string>> =>
  new Set((await registry.all()).flatMap(({ trap }) => trap.baits.map(({ name }) => name)));

/** A name and the seed of contents, noted before anything exists. */
const plan = async (deps: KeeperDeps, trap: Trap): Promise<Trap> => {
  const { ids, registry, settings, apisOf } = deps;
  const { place, kind } = trap;
  const used = await usedNames(deps);
  const style = learnStyle(await sampleNames(await apisOf(place), kind));
  const seed = ids.hex(SEED_DIGITS);
  const chance = chanceFrom(seed, 'name');
  // An administrator's own name is for the first; a rotation needs another.
  let name = trap.baits.length === 0 ? trap.name : undefined;
  for (let attempt = 0; name === undefined && attempt < TRIES; attempt += 1) {
    const made = believableName(kind, { style, region: place.region, chance });
    if (!used.has(made)) name = made;
  }
  if (name === undefined) throw new Error('no name is left');
  const arn = KINDS[kind].arn(name, settings.path, place, partitionOf(place.region));
  const bait: Bait = {
    id: ids.hex(SEED_DIGITS),
    state: 'planned',
    name,
    path: settings.path,
    arn,
    seed,
  };
  return registry.change(trap.id, (now) =>
    now.goal === 'live' && currentBait(now)?.state !== 'planned'
      ? { ...now, baits: [...now.baits, bait] }
      : now,
  );
};

/** Somebody else has the name: another is planned, unless an administrator wanted this one. */
const giveUpName = ({ registry }: KeeperDeps, trap: Trap, bait: Bait): Promise<Trap> =>
  registry.change(trap.id, (now) => ({
    ...withoutBait(now, bait),
    ...(trap.name === bait.name
      ? { goal: 'removed' as const, failure: 'Something else has this name.' }
      : {}),
  }));

/** Notes that from now on something may exist. */
const begin = async (deps: KeeperDeps, trap: Trap, bait: Bait): Promise<Trap> => {
  const making = await makingOf(deps, trap, bait);
  if ((await KINDS[trap.kind].existsSince(making)) !== undefined)
    return giveUpName(deps, trap, bait);
  const begun = { ...bait, state: 'making' as const, begunAt: making.now.getTime() };
  return deps.registry.change(trap.id, (now) => withBait(now, begun));
};

const build = async (deps: KeeperDeps, trap: Trap, bait: Bait): Promise<Trap> => {
  const making = await makingOf(deps, trap, bait);
  const kind = KINDS[trap.kind];
  const since = await kind.existsSince(making);
  const begunAt = bait.begunAt ?? 0;
  if (since !== undefined && since.getTime() < begunAt - SKEW_MILLISECONDS)
    return giveUpName(deps, trap, bait);
  let built: Bait;
  try {
    built = await kind.build(making);
  } catch (error) {
    if (error instanceof NameTaken) return giveUpName(deps, trap, bait);
    throw error;
  }
  // A key that was made is noted before anything else can fail.
  await deps.registry.change(trap.id, (now) => withBait(now, built));
  await deps.follow(trap);
  const liveAt = deps.clock.now().getTime();
  return deps.registry.change(trap.id, (now) => ({
    ...withBait(now, { ...built, state: 'live', liveAt }),
    drift: [],
  }));
};

/** True for what somebody made with the name of ours, before us or after ours was deleted. */
const isForeign = (trap: Trap, { begunAt = 0, liveAt }: Bait, since: Date): boolean => {
  // The one date of a parameter is that of its last change.
  if (trap.kind === 'parameter') return since.getTime() < begunAt - SKEW_MILLISECONDS;
  return (
    since.getTime() < begunAt - SKEW_MILLISECONDS ||
    (liveAt !== undefined && since.getTime() > liveAt + SKEW_MILLISECONDS)
  );
};

const dismantle = async (deps: KeeperDeps, trap: Trap, bait: Bait): Promise<Trap> => {
  const { registry, clock } = deps;
  // Nothing exists of it, so nobody can have seen it.
  if (bait.state === 'planned') return registry.change(trap.id, (now) => withoutBait(now, bait));
  const leaving = { ...bait, state: 'leaving' as const, shown: undefined };
  await registry.change(trap.id, (now) => withBait(now, leaving));
  const making = await makingOf(deps, trap, leaving);
  const kind = KINDS[trap.kind];
  const since = await kind.existsSince(making);
  const isOurs = trap.kind === 'trail' || (since !== undefined && !isForeign(trap, leaving, since));
  if (isOurs) await kind.dismantle(making);
  // Before it counts as gone: after a fall all of this is done again.
  await deps.follow(trap, leaving);
  const gone = { ...leaving, state: 'gone' as const, goneAt: clock.now().getTime() };
  return registry.change(trap.id, (now) => withBait(now, gone));
};

const inspect = async (deps: KeeperDeps, trap: Trap, bait: Bait): Promise<Trap> => {
  const making = await makingOf(deps, trap, bait);
  const drift = [
    ...(await KINDS[trap.kind].inspect(making)),
    ...(await deps.inspectFollowing(trap)),
  ];
  if (drift.length > 0 && drift.join() !== trap.drift.join())
    deps.log.warn('what was set up was changed by somebody', { id: trap.id });
  await deps.follow(trap);
  return deps.registry.change(trap.id, (now) => ({
    ...now,
    drift,
    verifiedAt: making.now.getTime(),
  }));
};

const perform = (deps: KeeperDeps, trap: Trap, step: Step): Promise<Trap> => {
  switch (step.do) {
    case 'plan':
      return plan(deps, trap);
    case 'begin':
      return begin(deps, trap, step.bait);
    case 'build':
      return build(deps, trap, step.bait);
    case 'dismantle':
      return dismantle(deps, trap, step.bait);
    case 'inspect':
      return inspect(deps, trap, step.bait);
    case 'forget':
      return deps.registry.change(trap.id, (now) => withoutBait(now, step.bait));
    default:
      return step satisfies never;
  }
};

const scheduleAt = (tx: Tx, id: string, at: number): Promise<void> =>
  scheduleWork(tx, { kind: TEND, key: id, payload: '', dueAt: new Date(at) });

/** Does for a trap whatever is to be done now. @throws NotYet where somebody else is at it */
export const tend = (
  deps: KeeperDeps,
  id: string,
  rhythm: Rhythm = deps.settings,
): Promise<Trap> => {
  const { registry, clock, ids } = deps;
  return registry.holding(id, clock.now(), ids.uuid(), async () => {
    let { trap } = await registry.find(id);
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const step = nextStep(trap, clock.now().getTime(), rhythm);
      if (step === undefined) break;
      trap = await perform(deps, trap, step);
      // It comes after all else, and once is enough.
      if (step.do === 'inspect') break;
    }
    return trap;
  });
};

/** `tend`, with what it comes to noted, and the next time arranged. Never throws but for a database that fails. */
export const tendAndPlan = async (
  deps: KeeperDeps,
  id: string,
  rhythm: Rhythm = deps.settings,
): Promise<void> => {
  const { registry, clock, settings, store, log } = deps;
  let failure: string | undefined;
  try {
    const trap = await tend(deps, id, rhythm);
    if (trap.goal === 'removed' && trap.baits.length === 0 && trap.failure === undefined) {
      await registry.remove(id);
      return;
    }
  } catch (error) {
    if (error instanceof TrapRefusal && error.code === 'not-found') return;
    failure = failureOf(error);
    log.warn('something that is kept up could not be made or removed yet', { id, failure });
  }
  const stored = await registry.change(id, (now) =>
    failure === undefined && now.goal === 'removed' ? now : { ...now, failure },
  );
  const now = clock.now().getTime();
  const due = failure === undefined ? nextDue(stored, settings) : now + FIRST_RETRY_MILLISECONDS;
  if (due !== undefined) await store.write((tx) => scheduleAt(tx, id, Math.max(due, now)));
};

/** The safety of what is done at once: should this process fall, another does it. */
export const scheduleTend = (tx: Tx, id: string, at: Date): Promise<void> =>
  scheduleAt(tx, id, at.getTime());
