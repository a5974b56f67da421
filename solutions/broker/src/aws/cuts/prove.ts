import type { Clients } from '@gatehouse/clients';
import type { Store } from '@gatehouse/store';
import type { AwsParts } from '../parts.ts';
import { probe } from './probe.ts';
import { cutRows, type StoredCut } from './repository.ts';
import type { Witness, Witnesses } from './witness.ts';

type Parts = Pick<AwsParts, 'clock' | 'timers' | 'clients' | 'audit' | 'notifier'> & {
  readonly witnesses: Witnesses;
};

const FIRST_PAUSE_MILLISECONDS = 20;
const LONGEST_PAUSE_MILLISECONDS = 1000;
const POLLS = 8;
const PROOF_MILLISECONDS = 60_000;

const pause = ({ timers }: Pick<Parts, 'timers'>, milliseconds: number): Promise<void> =>
  new Promise((resolve) => timers.after(milliseconds, resolve));

/** Whether the credentials are refused within a few polls, about two and a half seconds. */
const isDead = async (
  parts: Pick<Parts, 'timers'> & { readonly clients: Clients },
  { credentials, call }: Witness,
): Promise<boolean> => {
  for (let poll = 0; poll < POLLS; poll += 1) {
    const result = await probe(parts.clients, credentials, call);
    if (result === 'denied' || result === 'over') return true;
    await pause(parts, Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** poll, LONGEST_PAUSE_MILLISECONDS));
  }
  return false;
};

const leafOf = (
  cut: StoredCut,
  type: string,
  at: Date,
  data: Readonly<Record<string, unknown>>,
) => ({
  type,
  at,
  actor: 'system',
  requestId: cut.requestId,
  data: { grant: cut.grantId, ...cut.target, ...data },
});

const recordProof = (
  store: Store,
  { audit, clock }: Parts,
  cut: StoredCut,
  witness: Witness,
): Promise<void> => {
  const at = clock.now();
  const latencyMilliseconds = Math.max(0, at.getTime() - cut.decidedAt.getTime());
  return store.write(async (tx) => {
    const detail = `${witness.call.name} refused to a ${witness.by} of the grant`;
    if (!(await cutRows.proved(tx, cut.grantId, latencyMilliseconds, detail))) return;
    const facts = { latencyMilliseconds, probe: witness.call.name, witness: witness.by };
    await audit.append(tx, [leafOf(cut, 'session.cut', at, facts)]);
  });
};

/** A cut that nobody could prove is a finding. */
export const recordDoubt = (
  store: Store,
  { audit, notifier, clock }: Pick<Parts, 'audit' | 'notifier' | 'clock'>,
  cut: StoredCut,
  reason: string,
): Promise<void> =>
  store.write(async (tx) => {
    if (!(await cutRows.unproven(tx, cut.grantId, reason))) return;
    await audit.append(tx, [leafOf(cut, 'session.cut-unproven', clock.now(), { reason })]);
    const data = { grant: cut.grantId, ...cut.target, reason };
    await notifier.tell(tx, [
      { kind: 'finding', requestId: cut.requestId, key: `cut-unproven:${cut.grantId}`, data },
    ]);
  });

const NO_WITNESS = 'There were no credentials to prove the cut with.';
const STILL_ALIVE = 'Credentials of the grant were still let through a minute after the cut.';

/** Tries a cut with the credentials that it kills. `later`: not proved yet, and there is still time. */
export const prove = async (
  store: Store,
  parts: Parts,
  cut: StoredCut,
): Promise<'settled' | 'later'> => {
  const witness = parts.witnesses.of(cut.grantId);
  if (witness === undefined) {
    await recordDoubt(store, parts, cut, NO_WITNESS);
    return 'settled';
  }
  if (await isDead(parts, witness)) {
    await recordProof(store, parts, cut, witness);
    parts.witnesses.dismiss(cut.grantId);
    return 'settled';
  }
  const since = parts.clock.now().getTime() - (cut.appliedAt ?? cut.decidedAt).getTime();
  if (since < PROOF_MILLISECONDS) return 'later';
  await recordDoubt(store, parts, cut, STILL_ALIVE);
  parts.witnesses.dismiss(cut.grantId);
  return 'settled';
};
