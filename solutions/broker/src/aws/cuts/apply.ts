import type { IAM } from '@gatehouse/clients';
import type { Store } from '@gatehouse/store';
import type { Grant } from '../../model/index.ts';
import { decodeDocument } from '../catalog/roles.ts';
import { type AwsParts, roleNameOf, targetHop } from '../parts.ts';
import {
  CUT_POLICY_NAME,
  type CutPolicy,
  cutPolicy,
  isDeniedBy,
  stillMatters,
} from './cut-policy.ts';
import { cutRows, type StoredCut } from './repository.ts';

type Parts = Pick<AwsParts, 'clock' | 'clients' | 'settings' | 'grants'>;

// IAM and AWS STS quotas, "Role inline policies": characters without white space, over all inline policies of a role.
const INLINE_CHARACTERS = 10_240;
// A late end of a grant is left in the policy for as long as clocks may differ; `stillMatters` decides exactly.
const BEFORE_MILLISECONDS = 3_600_000;
const MOST_ROUNDS = 8;

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

interface Wanted {
  readonly cuts: readonly StoredCut[];
  readonly live: readonly Grant[];
}

const read = (store: Store, { clock, grants }: Parts, roleArn: string): Promise<Wanted> =>
  store.read(async (tx) => {
    const now = clock.now();
    const from = new Date(now.getTime() - BEFORE_MILLISECONDS);
    const cuts = await cutRows.ofRole(tx, roleArn, from);
    return { cuts, live: await grants.live(tx, { roleArn }, now) };
  });

const documentOf = (parts: Parts, { cuts, live }: Wanted, characters: number): CutPolicy =>
  cutPolicy(
    cuts.filter((cut) => stillMatters(cut, parts.clock.now())),
    live.map(({ id }) => id),
    characters,
  );

const write = async (iam: IAM, roleArn: string, document: string | undefined): Promise<void> => {
  const role = { RoleName: roleNameOf(roleArn), PolicyName: CUT_POLICY_NAME };
  if (document !== undefined) {
    await iam.putRolePolicy({ ...role, PolicyDocument: document });
    return;
  }
  try {
    await iam.deleteRolePolicy(role);
  } catch (error) {
    if (!isNamed(error, 'NoSuchEntity', 'NoSuchEntityException')) throw error;
  }
};

/** What was written, for the record. */
export interface Written {
  readonly form: CutPolicy['form'];
  /** The cuts that it contains and that had not been applied before. */
  readonly fresh: readonly StoredCut[];
  readonly cuts: readonly StoredCut[];
  /** Cuts that had been applied and that somebody has taken out of the role's policy. */
  readonly undone: readonly StoredCut[];
}

const present = async (iam: IAM, roleArn: string): Promise<string | undefined> => {
  const role = { RoleName: roleNameOf(roleArn), PolicyName: CUT_POLICY_NAME };
  try {
    return decodeDocument((await iam.getRolePolicy(role)).PolicyDocument ?? '');
  } catch (error) {
    if (isNamed(error, 'NoSuchEntity', 'NoSuchEntityException')) return undefined;
    throw error;
  }
};

/** Whoever may change the role, such as another session of it, may also take the cut away. */
const undoneOf = async (
  iam: IAM,
  roleArn: string,
  cuts: readonly StoredCut[],
): Promise<readonly StoredCut[]> => {
  // A cut that is to be written first does not wait for a look.
  if (cuts.length === 0 || cuts.some(({ state }) => state === 'applying')) return [];
  const document = await present(iam, roleArn);
  return cuts.filter((cut) => !isDeniedBy(document, cut));
};

/**
 * Makes the role's policy what the rows say. Another writer may have come between reading and writing, so the rows are read again
 * afterwards, until what is written is what they say: whoever writes last has read last.
 */
export const applyCuts = async (
  store: Store,
  parts: Parts,
  { account, roleArn }: { readonly account: string; readonly roleArn: string },
  before: (fresh: readonly StoredCut[]) => Promise<void>,
): Promise<Written> => {
  const iam = parts.clients.iam({ hop: targetHop(parts.settings, account) });
  let characters = INLINE_CHARACTERS;
  let wanted = await read(store, parts, roleArn);
  const now = parts.clock.now();
  const undone = await undoneOf(
    iam,
    roleArn,
    wanted.cuts.filter((cut) => stillMatters(cut, now)),
  );
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const fresh = wanted.cuts.filter(({ state }) => state === 'applying');
    await before(fresh);
    const { form, document } = documentOf(parts, wanted, characters);
    try {
      await write(iam, roleArn, document);
    } catch (error) {
      if (!isNamed(error, 'LimitExceeded', 'LimitExceededException') || form === 'all') throw error;
      // The role has inline policies of its own, which take some of the space.
      characters = Math.floor((document ?? '').length / 2);
      continue;
    }
    const since = await read(store, parts, roleArn);
    if (documentOf(parts, since, characters).document === document)
      return { form, fresh, cuts: wanted.cuts, undone };
    wanted = since;
  }
  throw new Error(`the cuts of ${roleArn} change faster than they are written`);
};
