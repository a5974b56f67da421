import type { RoleHop } from '@gatehouse/clients';
import type { Clock, Ids, Log } from '@gatehouse/core';
import {
  cancelWork,
  scheduleWorkOnce,
  type Store,
  type Tx,
  type WorkHandler,
} from '@gatehouse/store';
import { type ApisOf, apisBy, type KeeperClients } from './apis.ts';
import { followContents, inspectTrail } from './data-trail.ts';
import { type AnnouncedDrill, createDrills } from './drill-store.ts';
import { TrapRefusal } from './failures.ts';
import { type KeeperDeps, scheduleTend, tendAndPlan, TEND } from './keeper.ts';
import {
  currentBait,
  type Secrecy,
  type Shown,
  type Trap,
  type TrapChoice,
  type TrapKind,
  type TrapView,
} from './model.ts';
import { NAME_FORM } from './naming/names.ts';
import { createRegistry, type StoredTrap, TRAPS } from './registry.ts';
import type { TrapSettings } from './settings.ts';
import { viewOf } from './view.ts';
import { createTrapWatch, type Touched, type TrapListener } from './watch/trap-watch.ts';

export interface TrapDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly clients: KeeperClients;
  /** As the server's vault does. */
  readonly vault: Secrecy;
  readonly settings: TrapSettings;
  /** Waits; what is waited for is outside, so that it is real time whatever the clock says. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** In tests: other APIs than those of `clients`. */
  readonly apisOf?: ApisOf | undefined;
}

/** A trap and, where it has one that nobody has seen, its secret: it is not kept after this. */
export interface MadeTrap {
  readonly trap: TrapView;
  readonly secret: Shown | undefined;
}

export interface Traps {
  readonly work: ReadonlyMap<string, WorkHandler>;
  prepare(tx: Tx, now: Date): Promise<void>;
  /** Where traps may stand. */
  readonly accounts: readonly string[];
  list(): Promise<readonly TrapView[]>;
  show(id: string): Promise<TrapView>;
  create(choice: TrapChoice): Promise<MadeTrap>;
  /** A new name, key and contents, and then the old ones go. */
  rotate(id: string): Promise<MadeTrap>;
  remove(id: string): Promise<TrapView>;
  /** Looks at once whether it is as it was made. */
  verify(id: string): Promise<TrapView>;
  /** The secret that nobody has seen yet, once. */
  reveal(id: string): Promise<Shown | undefined>;
  announceDrill(id: string): Promise<AnnouncedDrill>;
  drillSeenAt(token: string): Promise<Date | undefined>;
  /** Kept current: resolves when the traps of now are known, and follows what becomes of them on any node. */
  watch(): Promise<TrapListener>;
  /** Resolves when what was touched is noted; ends following. */
  stop(): Promise<void>;
}

// Another takes over when this process falls while it makes something.
const SAFETY_MILLISECONDS = 900_000;
const LOOK_NOW = { verifyHours: 0 };
const ID_DIGITS = 24;
const LONGEST_NOTE = 500;
const MOST_ROTATE_DAYS = 3650;

const KEPT = new Set(['user', 'role', 'access-key', 'bucket', 'table', 'secret', 'parameter']);

const kindOf = ({ kind }: Trap): TrapKind | undefined => (kind === 'trail' ? undefined : kind);

const viewed = (stored: StoredTrap): TrapView => {
  const kind = kindOf(stored.trap);
  if (kind === undefined) throw new TrapRefusal('not-found', 'There is no such trap.');
  return viewOf(kind, stored);
};

const invalid = (message: string): TrapRefusal => new TrapRefusal('invalid', message);

const checkChoice = (choice: TrapChoice, { accounts }: TrapSettings): void => {
  const { kind, place, name, note, rotateDays } = choice;
  if (!KEPT.has(kind)) throw invalid('There is no such kind of trap.');
  if (!accounts.includes(place.account))
    throw invalid(`Traps may not stand in account ${place.account}.`);
  if (name !== undefined && !NAME_FORM[kind].test(name))
    throw invalid('The name is none for this kind.');
  if (note.length > LONGEST_NOTE) throw invalid(`A note has at most ${LONGEST_NOTE} characters.`);
  const isWhole = rotateDays === undefined || Number.isInteger(rotateDays);
  if (!isWhole || (rotateDays !== undefined && (rotateDays < 1 || rotateDays > MOST_ROTATE_DAYS)))
    throw invalid(`Rotation is every 1 to ${MOST_ROTATE_DAYS} days.`);
};

const newTrap = (choice: TrapChoice, id: string, now: Date): Trap => ({
  ...choice,
  id,
  goal: 'live',
  createdAt: now.getTime(),
  verifiedAt: undefined,
  drift: [],
  failure: undefined,
  baits: [],
});

interface Parts {
  readonly deps: TrapDeps;
  readonly keeper: KeeperDeps;
  readonly drills: ReturnType<typeof createDrills>;
}

const hopOf =
  ({ roleArnOf, sessionName }: TrapSettings) =>
  (account: string): RoleHop | undefined => {
    const roleArn = roleArnOf(account);
    return roleArn === undefined ? undefined : { roleArn, sessionName };
  };

const partsOf = (deps: TrapDeps): Parts => {
  const { store, clock, ids, log, settings, pause, vault, clients } = deps;
  const keeper: KeeperDeps = {
    store,
    clock,
    ids,
    log,
    settings,
    pause,
    registry: createRegistry(store, vault),
    apisOf: deps.apisOf ?? apisBy(clients, hopOf(settings)),
    follow: (trap, going) => followContents(keeper, trap, going),
    inspectFollowing: (trap) => inspectTrail(keeper, trap),
  };
  return { deps, keeper, drills: createDrills(store, clock, ids) };
};

const soon = ({ deps }: Parts): Date => new Date(deps.clock.now().getTime() + SAFETY_MILLISECONDS);

const reveal = async ({ keeper }: Parts, id: string): Promise<Shown | undefined> => {
  let found: Shown | undefined;
  await keeper.registry.change(id, (trap) => {
    const bait = currentBait(trap);
    found = bait?.state === 'live' ? bait.shown : undefined;
    if (bait === undefined || found === undefined) return trap;
    return {
      ...trap,
      baits: trap.baits.map((one) => (one.id === bait.id ? { ...one, shown: undefined } : one)),
    };
  });
  return found;
};

const made = async (parts: Parts, id: string): Promise<MadeTrap> => {
  await tendAndPlan(parts.keeper, id);
  const { trap } = await parts.keeper.registry.find(id);
  if (trap.goal === 'removed' && trap.baits.length === 0) {
    await parts.keeper.registry.remove(id);
    throw new TrapRefusal('conflict', trap.failure ?? 'The trap was removed meanwhile.');
  }
  const secret = await reveal(parts, id);
  return { trap: viewed(await parts.keeper.registry.find(id)), secret };
};

const create = async (parts: Parts, choice: TrapChoice): Promise<MadeTrap> => {
  const { deps, keeper } = parts;
  checkChoice(choice, deps.settings);
  const trap = newTrap(choice, deps.ids.hex(ID_DIGITS), deps.clock.now());
  await deps.store.write(async (tx) => {
    await keeper.registry.insert(tx, trap);
    await scheduleTend(tx, trap.id, soon(parts));
  });
  return made(parts, trap.id);
};

const rotate = async (parts: Parts, id: string): Promise<MadeTrap> => {
  const { keeper } = parts;
  viewed(await keeper.registry.find(id));
  await keeper.registry.change(id, (trap) => {
    const bait = currentBait(trap);
    if (trap.goal !== 'live' || bait?.state !== 'live')
      throw new TrapRefusal('conflict', 'The trap is being made, rotated or removed.');
    return {
      ...trap,
      baits: trap.baits.map((one) => (one.id === bait.id ? { ...one, state: 'leaving' } : one)),
    };
  });
  return made(parts, id);
};

const remove = async (parts: Parts, id: string): Promise<TrapView> => {
  const { keeper, deps } = parts;
  const before = viewed(await keeper.registry.find(id));
  await keeper.registry.change(id, async (trap, tx) => {
    await scheduleTend(tx, id, soon(parts));
    return { ...trap, goal: 'removed', failure: undefined };
  });
  await tendAndPlan(keeper, id);
  const left = (await keeper.registry.all()).find(({ trap }) => trap.id === id);
  if (left !== undefined) return viewed(left);
  await deps.store.write((tx) => cancelWork(tx, TEND, id));
  return { ...before, state: 'removed' };
};

const verify = async (parts: Parts, id: string): Promise<TrapView> => {
  const { keeper } = parts;
  viewed(await keeper.registry.find(id));
  await tendAndPlan(keeper, id, LOOK_NOW);
  return viewed(await keeper.registry.find(id));
};

interface Watching {
  readonly detector: Promise<TrapListener>;
  readonly stop: () => Promise<void>;
}

/** The detector with the traps of now, told anew after each change on any node. */
const startWatching = ({ deps, keeper, drills }: Parts): Watching => {
  const { store, settings, log } = deps;
  const noting = new Set<Promise<void>>();
  const noteAll = async ({ trapId, at, drill }: Touched): Promise<void> => {
    try {
      await keeper.registry.touch(trapId, at);
      if (drill !== undefined) await drills.see(drill, at);
    } catch (error) {
      log.warn('a touch was not noted', { cause: String(error) });
    }
  };
  const note = (touched: Touched): void => {
    const run = noteAll(touched).finally(() => noting.delete(run));
    noting.add(run);
  };
  const watch = createTrapWatch([], settings, note);

  const load = async (): Promise<void> => {
    const [traps, running] = [await keeper.registry.all(), await drills.running()];
    watch.know(traps.map(({ trap }) => trap));
    watch.drill(running);
  };
  // One reading at a time; what changes while one runs is read by the next.
  let reading: Promise<void> = Promise.resolve();
  let isWaiting = false;
  const reload = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    reading = reading
      .then(() => {
        isWaiting = false;
        return load();
      })
      .catch((error: unknown) =>
        log.error('what is kept up was not read', { cause: String(error) }),
      );
  };
  const unhear = store.onNotify(TRAPS, reload);
  return {
    detector: load().then(() => watch),
    stop: async () => {
      unhear();
      await reading;
      await Promise.all(noting);
    },
  };
};

/** Traps: made, rotated, removed and watched. */
export const createTraps = (deps: TrapDeps): Traps => {
  const parts = partsOf(deps);
  const { keeper, drills } = parts;
  let watching: Watching | undefined;

  return {
    work: new Map<string, WorkHandler>([[TEND, (_store, { key }) => tendAndPlan(keeper, key)]]),
    prepare: async (tx, now) => {
      for (const { id } of await tx.all<{ id: string }>(
        'SELECT id FROM detection_trap WHERE slot IS NULL',
      ))
        await scheduleWorkOnce(tx, { kind: TEND, key: id, payload: '', dueAt: now });
    },
    accounts: deps.settings.accounts,
    list: async () =>
      (await keeper.registry.all())
        .filter(({ trap }) => kindOf(trap) !== undefined)
        .map(viewed)
        .toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1)),
    show: async (id) => viewed(await keeper.registry.find(id)),
    create: (choice) => create(parts, choice),
    rotate: (id) => rotate(parts, id),
    remove: (id) => remove(parts, id),
    verify: (id) => verify(parts, id),
    reveal: async (id) => {
      viewed(await keeper.registry.find(id));
      return reveal(parts, id);
    },
    announceDrill: async (id) => {
      const view = viewed(await keeper.registry.find(id));
      if (view.state !== 'live') throw new TrapRefusal('conflict', 'The trap is not live.');
      return drills.announce(id);
    },
    drillSeenAt: async (token) => {
      const at = await drills.seenAt(token);
      return at === undefined ? undefined : new Date(at);
    },
    watch: () => {
      watching ??= startWatching(parts);
      return watching.detector;
    },
    stop: async () => {
      await watching?.stop();
      watching = undefined;
    },
  };
};
