import { setTimeout as pause } from 'node:timers/promises';
import { tries } from '@gatehouse/testkit';
import { afterAll, expect, test } from 'vitest';
import { type KeptMail, mortalBroker } from './mortal-broker.fixture.ts';

const KILLS = tries(6, 30);
const SHORTEST_SWEEP_MILLISECONDS = 80;

const mortal = await mortalBroker();
afterAll(() => mortal.remove());

/** What one life left: requests that alice made, and those of them that bob was told are approved. */
interface Past {
  readonly asked: string[];
  readonly approved: Set<string>;
}

/** How long an approval takes in a server that has just started; the first life ends in peace. */
const undisturbed = async (): Promise<number> => {
  const life = await mortal.live();
  await life.token('bob');
  const { id } = await life.ask('alice');
  const began = performance.now();
  await life.api('bob').post(`/v1/requests/${id}/approve`);
  const took = performance.now() - began;
  await life.server.stop();
  return took;
};

/** One approval more, and the end of the server `after` it was asked for. */
const lifeAndDeath = async (after: number, { asked, approved }: Past): Promise<void> => {
  const life = await mortal.live();
  await life.token('bob');
  const { id } = await life.ask('alice');
  asked.push(id);
  const decision = life
    .api('bob')
    .post(`/v1/requests/${id}/approve`)
    .then(
      ({ status }) => status === 200,
      () => false,
    );
  await pause(after);
  await life.server.kill();
  if (await decision) approved.add(id);
};

/** Mail about one request, in no order. */
const mailOf = (mails: readonly KeptMail[], id: string): readonly string[] =>
  mails
    .filter(({ thread }) => thread === id)
    .map(({ to, subject }) => `${to} ${subject}`)
    .toSorted();

test(
  `kill -9 at ${KILLS} moments of an approval loses no decision, no entry and no notice, and doubles none`,
  { timeout: 240_000 },
  async () => {
    const past: Past = { asked: [], approved: new Set() };
    const sweep = Math.max(SHORTEST_SWEEP_MILLISECONDS, 1.5 * (await undisturbed()));
    for (let kill = 0; kill < KILLS; kill += 1)
      await lifeAndDeath((kill * sweep) / (KILLS - 1), past);

    const last = await mortal.live();
    // An undisturbed one of each, to compare with.
    const pending = await last.ask('alice');
    const granted = await last.granted();
    // Work that a dead server had taken is taken again after a minute.
    await last.advance('PT2M');
    await last.advance('PT2M');
    const leaves = await last.leaves({});
    const states = new Map<string, string | undefined>();
    for (const id of past.asked) states.set(id, await last.stateOf('alice', id));
    const { body } = await last.api('erin').get('/v1/audit/health');
    await last.server.stop();
    const mails = mortal.mails();

    expect(body.violations).toEqual([]);
    expect(await mortal.verify()).toMatchObject({ intact: true });
    const live = past.asked.filter((id) => states.get(id) === 'active');
    // Some kills came before the approval and some after it; otherwise nothing was tried.
    expect(live.length).toBeGreaterThan(0);
    expect(live.length).toBeLessThan(past.asked.length);
    expect([...past.approved].filter((id) => !live.includes(id))).toEqual([]);
    const ofUndisturbed = {
      pending: mailOf(mails, pending.id),
      active: mailOf(mails, granted.id),
    };
    expect(ofUndisturbed.active.length).toBe(ofUndisturbed.pending.length + 1);
    for (const id of past.asked) {
      const isLive = live.includes(id);
      const types = leaves.filter(({ requestId }) => requestId === id).map(({ type }) => type);
      expect([states.get(id), types]).toEqual(
        isLive
          ? ['active', ['request.created', 'request.approved']]
          : ['pending', ['request.created']],
      );
      expect(mailOf(mails, id)).toEqual(isLive ? ofUndisturbed.active : ofUndisturbed.pending);
    }
  },
);
