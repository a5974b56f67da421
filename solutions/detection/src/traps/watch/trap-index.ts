import { currentBait, type Bait, type Trap } from '../model.ts';
import { watchedUntil } from '../steps.ts';

/** One name under which a trap may be met. */
export interface Target {
  readonly trapId: string;
  readonly kind: Trap['kind'];
  readonly name: string;
  readonly arn: string;
  /** An earlier name, which a rotation or the removal took away. */
  readonly isEarlier: boolean;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
}

/** Everything by which a trap can be named, for one look each. */
export interface TrapIndex {
  readonly isEmpty: boolean;
  /** ARNs, with and without path; for secrets with and without the six letters; for parameters and tables. */
  readonly byArn: ReadonlyMap<string, Target>;
  /** Access key ids, and unique ids of users and roles. */
  readonly byCredential: ReadonlyMap<string, Target>;
  /** `account user NAME`, `account role NAME`, `account region table NAME`, …: see `nameKey`. */
  readonly byName: ReadonlyMap<string, Target>;
  readonly byBucket: ReadonlyMap<string, Target>;
  /** `account region` of tables. */
  readonly byTablePlace: ReadonlyMap<string, Target>;
  /** `account region` and the folder in which a parameter stands. */
  readonly byFolder: ReadonlyMap<string, Target>;
}

export const nameKey = (where: string, what: string, name: string): string =>
  `${where} ${what} ${name}`;

export const placeKey = (account: string, region: string): string => `${account} ${region}`;

/** `/prod/billing` of `/prod/billing/db_password`; undefined for the root, which programs read as a whole. */
export const folderOf = (name: string): string | undefined => {
  const end = name.lastIndexOf('/');
  return end > 0 ? name.slice(0, end) : undefined;
};

// Events come a little late, and a little before what we noted.
const EARLY_MILLISECONDS = 60_000;

const targetOf = (trap: Trap, bait: Bait): Target => ({
  trapId: trap.id,
  kind: trap.kind,
  name: bait.name,
  arn: bait.arn,
  isEarlier: bait.id !== currentBait(trap)?.id,
  from: (bait.begunAt ?? trap.createdAt) - EARLY_MILLISECONDS,
  until: watchedUntil(bait),
});

type Maps = { -readonly [Name in Exclude<keyof TrapIndex, 'isEmpty'>]: Map<string, Target> };

// What is asked for today wins over an earlier name.
const put = (map: Map<string, Target>, key: string | undefined, target: Target): void => {
  if (key === undefined) return;
  const known = map.get(key);
  if (known === undefined || known.isEarlier) map.set(key, target);
};

const SECRET_SUFFIX = /-[A-Za-z\d]{6}$/;

const addIdentity = (maps: Maps, { account }: Trap['place'], bait: Bait, target: Target): void => {
  const what = target.kind === 'role' ? 'role' : 'user';
  put(maps.byArn, bait.arn, target);
  const partition = bait.arn.split(':', 2)[1] ?? 'aws';
  // Records of sessions and of sign-ins do not have the path.
  put(maps.byArn, `arn:${partition}:iam::${account}:${what}/${bait.name}`, target);
  put(maps.byName, nameKey(account, what, bait.name), target);
  put(maps.byCredential, bait.accessKeyId, target);
  put(maps.byCredential, bait.uniqueId, target);
};

const putFolder = (maps: Maps, where: string, target: Target): void => {
  const folder = folderOf(target.name);
  if (folder !== undefined) put(maps.byFolder, nameKey(where, 'folder', folder), target);
};

const add = (maps: Maps, trap: Trap, bait: Bait): void => {
  const target = targetOf(trap, bait);
  const { account, region } = trap.place;
  const where = placeKey(account, region);
  switch (trap.kind) {
    case 'user':
    case 'access-key':
    case 'role':
      addIdentity(maps, trap.place, bait, target);
      break;
    case 'bucket':
      put(maps.byArn, bait.arn, target);
      put(maps.byBucket, bait.name, target);
      break;
    case 'table':
      put(maps.byArn, bait.arn, target);
      put(maps.byName, nameKey(where, 'table', bait.name), target);
      if (bait.state !== 'gone') put(maps.byTablePlace, where, target);
      break;
    case 'secret':
      put(maps.byArn, bait.arn, target);
      put(maps.byArn, bait.arn.replace(SECRET_SUFFIX, ''), target);
      put(maps.byName, nameKey(where, 'secret', bait.name), target);
      break;
    case 'parameter':
      put(maps.byArn, bait.arn, target);
      put(maps.byName, nameKey(where, 'parameter', bait.name), target);
      putFolder(maps, where, target);
      break;
    case 'trail':
      // One that others made is watched by other rules, and changed by others.
      if (bait.bucket === undefined) break;
      put(maps.byArn, bait.arn, target);
      put(maps.byName, nameKey(where, 'trail', bait.name), target);
      break;
    default:
      trap.kind satisfies never;
  }
};

export const indexOf = (traps: readonly Trap[]): TrapIndex => {
  const maps: Maps = {
    byArn: new Map(),
    byCredential: new Map(),
    byName: new Map(),
    byBucket: new Map(),
    byTablePlace: new Map(),
    byFolder: new Map(),
  };
  for (const trap of traps)
    for (const bait of trap.baits) if (bait.state !== 'planned') add(maps, trap, bait);
  return { ...maps, isEmpty: traps.length === 0 };
};
