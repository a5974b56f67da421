import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import type { GrantId, Sessions } from '../../model/index.ts';
import type { AwsParts } from '../parts.ts';
import { sessionRows } from '../sessions/repository.ts';
import { applyCuts, type Written } from './apply.ts';
import { matteringEnds, stillMatters } from './cut-policy.ts';
import { prove, recordDoubt } from './prove.ts';
import { cutRows, type StoredCut } from './repository.ts';
import type { Witnesses } from './witness.ts';

type Parts = Pick<
  AwsParts,
  'clock' | 'timers' | 'clients' | 'settings' | 'grants' | 'audit' | 'notifier' | 'log'
> & { readonly witnesses: Witnesses };

export const CUT = 'broker-aws.cut';
/** A cut to come back to. Its own kind: moving the due time of `CUT` could delay a revoke that has come meanwhile. */
export const CUT_AGAIN = 'broker-aws.cut-again';
export const PROBE = 'broker-aws.probe';
export const CUT_CHANNEL = 'broker-aws-cut';

const FIRST_RETRY_MILLISECONDS = 1000;
const LONGEST_RETRY_MILLISECONDS = 60_000;
const PROBE_MILLISECONDS = 2000;
const LATE_MILLISECONDS = 60_000;
const WATCH_MILLISECONDS = 60_000;
const WATCH = '#watch';

const later = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds);

const scheduleCut = async (tx: Tx, account: string, roleArn: string, at: Date): Promise<void> => {
  await scheduleWork(tx, { kind: CUT, key: roleArn, payload: account, dueAt: at });
  tx.notify(CUT_CHANNEL, roleArn);
};

/** In the transaction that ends the grant. The policy is written right after its commit, by whichever node is first. */
export const beginCut =
  ({ clock }: Pick<AwsParts, 'clock'>): Sessions['cut'] =>
  async (tx, { id: grantId, requestId, target }, endsAt) => {
    const decidedAt = clock.now();
    const works = await sessionRows.mayWork(tx, grantId, decidedAt);
    const state = works ? 'applying' : 'none-issued';
    // A grant that ends now still has sessions that were made to last until its first end.
    const lastEnd = await sessionRows.lastEnd(tx, grantId);
    const until = lastEnd !== undefined && lastEnd > endsAt ? lastEnd : endsAt;
    await cutRows.put(tx, { grantId, requestId, target, endsAt: until, decidedAt, state });
    if (works) await scheduleCut(tx, target.account, target.roleArn, decidedAt);
  };

const scheduleWatch = (tx: Tx, account: string, roleArn: string, now: Date): Promise<void> =>
  scheduleWork(tx, {
    kind: CUT_AGAIN,
    key: `${roleArn}${WATCH}`,
    payload: account,
    dueAt: later(now, WATCH_MILLISECONDS),
  });

/** Cuts that somebody took out of a role's policy; they are in it again. */
const recordRestored = async (
  tx: Tx,
  { audit, notifier, clock }: Parts,
  undone: readonly StoredCut[],
): Promise<void> => {
  const at = clock.now();
  for (const { grantId, requestId, target } of undone) {
    const data = { grant: grantId, ...target };
    await audit.append(tx, [
      { type: 'session.cut-restored', at, actor: 'system', requestId, data },
    ]);
    const title = 'A revoked session was let in again';
    const description = `Somebody took the cut of ${grantId} out of ${target.roleArn}. It was put back.`;
    const key = `cut-undone:${grantId}:${at.getTime()}`;
    await notifier.tell(tx, [
      { kind: 'finding', requestId, key, data: { ...data, title, description } },
    ]);
  }
};

/** The cuts that have become effective, on record; and when the policy can be made shorter again. */
const recordApplied = (
  store: Store,
  parts: Parts,
  { account, roleArn }: { readonly account: string; readonly roleArn: string },
  { fresh, cuts, form, undone }: Written,
): Promise<void> =>
  store.write(async (tx) => {
    const { audit, clock } = parts;
    const at = clock.now();
    await recordRestored(tx, parts, undone);
    for (const { grantId, requestId, target } of fresh) {
      if (!(await cutRows.applied(tx, grantId, at))) continue;
      const data = { grant: grantId, ...target, form };
      const leaf = { type: 'session.cut-applied', at, actor: 'system', requestId, data };
      await audit.append(tx, [leaf]);
    }
    const [next] = cuts
      .filter((cut) => stillMatters(cut, at))
      .map(matteringEnds)
      .toSorted((a, b) => a.getTime() - b.getTime());
    if (next === undefined) return;
    await scheduleWatch(tx, account, roleArn, at);
    const key = `${roleArn}#ended`;
    await scheduleWork(tx, { kind: CUT_AGAIN, key, payload: account, dueAt: next });
  });

const TOO_LATE = 'The access ended by itself before the cut could be written.';

/** Tells who waits for the cut, and comes back. Answers the cuts that have become pointless meanwhile. */
const recordFailure = (
  store: Store,
  { clock, notifier }: Parts,
  { account, roleArn }: { readonly account: string; readonly roleArn: string },
  error: unknown,
): Promise<readonly StoredCut[]> =>
  store.write(async (tx) => {
    const now = clock.now();
    const reason = error instanceof Error ? error.name : 'Error';
    const applying = (await cutRows.ofRole(tx, roleArn, now)).filter(
      ({ state }) => state === 'applying',
    );
    const waiting = applying.filter((cut) => stillMatters(cut, now));
    for (const { grantId, requestId, decidedAt, target } of waiting) {
      await cutRows.failed(tx, grantId, `not applied yet: ${reason}`);
      if (now.getTime() - decidedAt.getTime() < LATE_MILLISECONDS) continue;
      const data = { grant: grantId, ...target, reason };
      await notifier.tell(tx, [
        { kind: 'finding', requestId, key: `cut-not-applied:${grantId}`, data },
      ]);
    }
    const tried = Math.max(0, ...waiting.map(({ attempts }) => attempts));
    const pause = Math.min(FIRST_RETRY_MILLISECONDS * 2 ** tried, LONGEST_RETRY_MILLISECONDS);
    const again = { kind: CUT_AGAIN, key: `${roleArn}#retry`, payload: account };
    if (waiting.length > 0) await scheduleWork(tx, { ...again, dueAt: later(now, pause) });
    return applying.filter((cut) => !stillMatters(cut, now));
  });

const proveLater = (store: Store, { clock }: Parts, grantId: GrantId): Promise<void> =>
  store.write((tx) =>
    scheduleWork(tx, {
      kind: PROBE,
      key: grantId,
      payload: '',
      dueAt: later(clock.now(), PROBE_MILLISECONDS),
    }),
  );

const proveAll = async (store: Store, parts: Parts, cuts: readonly StoredCut[]): Promise<void> => {
  await Promise.all(
    cuts.map(async (cut) => {
      if ((await prove(store, parts, cut)) === 'later') await proveLater(store, parts, cut.grantId);
    }),
  );
};

const apply =
  (parts: Parts): WorkHandler =>
  async (store, { key: roleArn, payload: account }) => {
    const role = { account, roleArn };
    const { witnesses } = parts;
    let written: Written;
    try {
      written = await applyCuts(store, parts, role, async (fresh) => {
        await Promise.all(fresh.map((cut) => witnesses.call(cut)));
      });
    } catch (error) {
      parts.log.error('a cut was not applied', { account, cause: String(error) });
      const pointless = await recordFailure(store, parts, role, error);
      for (const cut of pointless) await recordDoubt(store, parts, cut, TOO_LATE);
      return;
    }
    await recordApplied(store, parts, role, written);
    await proveAll(store, parts, written.fresh);
  };

const applyAgain =
  ({ clock }: Parts): WorkHandler =>
  (store, { key, payload: account }) =>
    store.write(async (tx) => {
      const now = clock.now();
      const roleArn = key.replace(/#[a-z]+$/, '');
      if (key.endsWith(WATCH)) {
        const cuts = await cutRows.ofRole(tx, roleArn, now);
        if (!cuts.some((cut) => stillMatters(cut, now))) return;
        // Planned here too: the next look must not depend on whether this one succeeds.
        await scheduleWatch(tx, account, roleArn, now);
      }
      await scheduleCut(tx, account, roleArn, now);
    });

const proveOne =
  (parts: Parts): WorkHandler =>
  async (store, { key: grantId }) => {
    const cut = await store.read((tx) => cutRows.get(tx, grantId));
    if (cut?.state !== 'applied') return;
    // After a restart the credentials are gone; a canary carries the same tag and falls under the same policy.
    await parts.witnesses.call(cut);
    await proveAll(store, parts, [cut]);
  };

/** Cuts that a node had applied but not proved when it fell. */
export const resumeProofs = async (tx: Tx, now: Date): Promise<void> => {
  const rows = await tx.all<{ grant_id: string }>(
    `SELECT grant_id FROM broker_cut WHERE state = 'applied'`,
  );
  for (const { grant_id: key } of rows)
    await scheduleWork(tx, { kind: PROBE, key, payload: '', dueAt: now });
};

export const cutWork = (parts: Parts): Readonly<Record<string, WorkHandler>> => ({
  [CUT]: apply(parts),
  [CUT_AGAIN]: applyAgain(parts),
  [PROBE]: proveOne(parts),
});
