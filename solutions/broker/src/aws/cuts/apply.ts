import type { IAM } from '@gatehouse/clients';
import type { Store } from '@gatehouse/store';
import type { Grant } from '../../model/index.ts';
import { type AwsParts, roleNameOf, targetHop } from '../parts.ts';
import { CUT_POLICY_NAME, type CutPolicy, cutPolicy, stillMatters } from './cut-policy.ts';
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
}

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
      return { form, fresh, cuts: wanted.cuts };
    wanted = since;
  }
  throw new Error(`the cuts of ${roleArn} change faster than they are written`);
};
