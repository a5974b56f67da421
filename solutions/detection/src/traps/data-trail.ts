import { createHash } from 'node:crypto';
import { parseArn, partitionOf } from '@gatehouse/core';
import { chanceFrom } from './chance.ts';
import { NotYet, TrapRefusal } from './failures.ts';
import { type KeeperDeps, makingOf, tend, withBait } from './keeper.ts';
import { KINDS } from './kinds/index.ts';
import { buildTrail, type Followed } from './kinds/trail.ts';
import { type Bait, currentBait, type Place, type Trap } from './model.ts';
import type { DataTrail } from './settings.ts';

const PATIENCE = 40;
const PAUSE_MILLISECONDS = 250;
const SEED_DIGITS = 32;
const HEX = '0123456789abcdef';

const slotOf = ({ account, region }: Place): string =>
  createHash('sha256').update(`trail ${account} ${region}`).digest('hex');

const isSame = (one: Place, other: Place): boolean =>
  one.account === other.account && one.region === other.region;

/** What has contents in a place, and may exist. */
const followedIn = async (
  { registry }: KeeperDeps,
  place: Place,
  going: Bait | undefined,
): Promise<readonly Followed[]> => {
  const traps = (await registry.all()).map(({ trap }) => trap);
  return traps
    .filter((trap) => isSame(trap.place, place))
    .flatMap(({ kind, baits }) =>
      kind === 'bucket' || kind === 'table'
        ? baits
            .filter(({ id, state }) => state !== 'planned' && state !== 'gone' && id !== going?.id)
            .map(({ arn }): Followed => ({
              type: kind === 'bucket' ? 'AWS::S3::Object' : 'AWS::DynamoDB::Table',
              arn,
            }))
        : [],
    );
};

/** The trail as it is planned: an own one, named as the console of CloudTrail would, or that of somebody else. */
const plannedTrail = (deps: KeeperDeps, place: Place, mode: Exclude<DataTrail, 'none'>): Trap => {
  const { ids, clock } = deps;
  const seed = ids.hex(SEED_DIGITS);
  const chance = chanceFrom(seed, 'trail');
  const family = chance.pick(['data-events', 'storage-activity', 'object-access', 'data-activity']);
  const name = `${family}-${chance.letters(HEX, 4)}`;
  const own = mode === 'own';
  const parts = own ? undefined : parseArn(mode.trailArn);
  const where = parts === undefined ? place : { account: parts.account, region: parts.region };
  const arn = own
    ? `arn:${partitionOf(place.region)}:cloudtrail:${place.region}:${place.account}:trail/${name}`
    : mode.trailArn;
  const bait: Bait = {
    id: ids.hex(SEED_DIGITS),
    state: own ? 'planned' : 'making',
    name: own ? name : (parts?.resource.replace(/^trail\//, '') ?? ''),
    path: '',
    arn,
    seed,
    ...(own ? { bucket: `aws-cloudtrail-logs-${place.account}-${chance.letters(HEX, 8)}` } : {}),
    ...(own ? {} : { begunAt: clock.now().getTime() }),
  };
  return {
    id: ids.hex(SEED_DIGITS),
    kind: 'trail',
    place: where,
    rotateDays: undefined,
    console: false,
    assumable: false,
    name: undefined,
    note: '',
    goal: 'live',
    createdAt: clock.now().getTime(),
    verifiedAt: undefined,
    drift: [],
    failure: undefined,
    baits: [bait],
  };
};

const ensureRow = async (
  deps: KeeperDeps,
  place: Place,
  mode: Exclude<DataTrail, 'none'>,
): Promise<string> => {
  const slot = slotOf(place);
  const known = await deps.registry.idOfSlot(slot);
  if (known !== undefined) return known;
  const trap = plannedTrail(deps, place, mode);
  await deps.store.write((tx) => deps.registry.insert(tx, trap, slot));
  return (await deps.registry.idOfSlot(slot)) ?? trap.id;
};

/** Waits for its turn: traps that are made at one time share the trail. */
const patiently = async <Result>(
  { pause }: KeeperDeps,
  work: () => Promise<Result>,
): Promise<Result> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotYet) || attempt >= PATIENCE) throw error;
      await pause(PAUSE_MILLISECONDS);
    }
  }
};

const point = async (
  deps: KeeperDeps,
  id: string,
  place: Place,
  going: Bait | undefined,
): Promise<void> => {
  const { registry, clock, ids } = deps;
  await registry.holding(id, clock.now(), ids.uuid(), async () => {
    const { trap } = await registry.find(id);
    const bait = currentBait(trap);
    if (bait === undefined) throw new NotYet('the trail is being removed');
    // Read while the trail is ours: what others add meanwhile they point at it themselves.
    const followed = await followedIn(deps, place, going);
    const begun: Bait = {
      ...bait,
      state: bait.state === 'live' ? 'live' : 'making',
      begunAt: bait.begunAt ?? clock.now().getTime(),
    };
    await registry.change(id, (now) => withBait(now, begun));
    const built = await buildTrail(await makingOf(deps, trap, begun), followed);
    const at = clock.now().getTime();
    await registry.change(id, (now) =>
      withBait(now, { ...built, state: 'live', liveAt: built.liveAt ?? at }),
    );
  });
};

/** Removes a trail; another may have done so meanwhile. */
const abandon = async (deps: KeeperDeps, id: string): Promise<void> => {
  const { registry } = deps;
  try {
    await registry.change(id, (now) => ({ ...now, goal: 'removed' }));
    await patiently(deps, () => tend(deps, id));
    await registry.remove(id);
  } catch (error) {
    if (!(error instanceof TrapRefusal)) throw error;
  }
};

/** The trail of a place, unless one that is being removed is finished off first. */
const knownTrail = async (deps: KeeperDeps, place: Place): Promise<string | undefined> => {
  const id = await deps.registry.idOfSlot(slotOf(place));
  if (id === undefined) return undefined;
  const { trap } = await deps.registry.find(id);
  if (trap.goal === 'live') return id;
  await abandon(deps, id);
  return undefined;
};

/** Keeps the trail of the trap's place pointed at exactly the traps that have contents there. */
export const followContents = async (deps: KeeperDeps, trap: Trap, going?: Bait): Promise<void> => {
  if (trap.kind !== 'bucket' && trap.kind !== 'table') return;
  const { place } = trap;
  const mode = deps.settings.dataTrail(place);
  if (mode === 'none') return;
  const known = await knownTrail(deps, place);
  if ((await followedIn(deps, place, going)).length === 0) {
    if (known !== undefined) await abandon(deps, known);
    return;
  }
  const id = known ?? (await ensureRow(deps, place, mode));
  await patiently(deps, () => point(deps, id, place, going));
};

/** How the trail of the trap's place differs from what was set up. */
export const inspectTrail = async (deps: KeeperDeps, trap: Trap): Promise<readonly string[]> => {
  if (trap.kind !== 'bucket' && trap.kind !== 'table') return [];
  const id = await deps.registry.idOfSlot(slotOf(trap.place));
  if (id === undefined) return [];
  const { trap: trail } = await deps.registry.find(id);
  const bait = currentBait(trail);
  return bait?.state === 'live'
    ? KINDS.trail.inspect(await makingOf(deps, trail, bait))
    : ['There is no trail that tells of calls on contents.'];
};
