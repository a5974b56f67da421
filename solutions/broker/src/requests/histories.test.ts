import { memoryStore } from '@gatehouse/store';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BrokerError, type NewRequest } from '../model/index.ts';
import {
  GROUPS,
  migrations,
  nodeOn,
  ON_CALL,
  POLICY,
  POLICY_WITHOUT_S3,
  PROD_ADMIN,
  READ,
  type RequestsFixture,
  S3_ADMIN,
  type Surroundings,
  surroundings,
  wish,
} from './requests.fixture.ts';

const HISTORIES = 300;
const MOST_ROUNDS = 4;
const WANTED = ['active', 'cancelled', 'ended', 'expired', 'pending', 'revoked'] as const;

const name = fc.constantFrom(...Object.keys(GROUPS));
const requester = fc.constantFrom('ann', 'ben');
/** Which of the requests made so far, from the newest. */
const at = fc.nat({ max: 3 });

const WISHES: readonly Partial<NewRequest>[] = [
  {},
  { targets: [PROD_ADMIN], fields: new Map([['ticket', 'OPS-1']]) },
  { targets: [READ] },
  { targets: [S3_ADMIN, ON_CALL], durationSeconds: 900 },
  { breakGlass: true },
  { targets: [ON_CALL], startAt: new Date('2026-11-25T16:00:00Z') },
];

const of = <const Kind extends string, Members extends object>(
  kind: Kind,
  members: { [Name in keyof Members]: fc.Arbitrary<Members[Name]> },
): fc.Arbitrary<Members & { readonly do: Kind }> =>
  fc.record(members).map((values) => ({ ...values, do: kind }));

const step = fc.oneof(
  { weight: 5, arbitrary: of('create', { name: requester, wish: fc.constantFrom(...WISHES) }) },
  { weight: 8, arbitrary: of('approve', { name, at }) },
  { weight: 1, arbitrary: of('reject', { name, at }) },
  { weight: 1, arbitrary: of('cancel', { name: requester, at }) },
  { weight: 1, arbitrary: of('end', { name, at }) },
  { weight: 2, arbitrary: of('extend', { name: requester, at }) },
  { weight: 4, arbitrary: of('invoke', { name: requester, at }) },
  { weight: 2, arbitrary: of('review', { name, at, abuse: fc.boolean() }) },
  { weight: 5, arbitrary: of('due', {}) },
  { weight: 2, arbitrary: of('sweep', {}) },
  { weight: 1, arbitrary: of('restart', {}) },
  {
    weight: 3,
    arbitrary: of('move', { name, groups: fc.subarray(['eng', 'security', 'owners', 'leads']) }),
  },
  { weight: 1, arbitrary: of('policy', { whole: fc.boolean() }) },
  { weight: 1, arbitrary: of('directory', { answers: fc.boolean() }) },
  { weight: 4, arbitrary: of('tick', { minutes: fc.constantFrom(-60, 1, 20, 60, 500) }) },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface History {
  node: RequestsFixture;
  readonly around: Surroundings;
  readonly made: string[];
  refused: number;
}

const outside = (history: History, action: Step): boolean => {
  const { around, node } = history;
  switch (action.do) {
    case 'restart':
      // Another node on the same database, which remembers nothing else.
      history.node = nodeOn(node.store, around);
      return true;
    case 'move':
      node.move(action.name, action.groups);
      return true;
    case 'policy':
      around.policy = action.whole ? POLICY : POLICY_WITHOUT_S3;
      return true;
    case 'directory':
      around.directoryAnswers = action.answers;
      return true;
    case 'tick':
      around.clock.advance({ minutes: action.minutes });
      return true;
    default:
      return false;
  }
};

const act = async ({ node, made }: History, action: Step): Promise<unknown> => {
  const id = 'at' in action ? (made.at(-1 - action.at) ?? 'r-none') : 'r-none';
  const who = node.as('name' in action ? action.name : 'ann');
  switch (action.do) {
    case 'create':
      return made.push((await node.create(who, wish(action.wish))).request.id);
    case 'approve':
      return node.approve(who, id, { comment: '' });
    case 'reject':
      return node.reject(who, id, { comment: '' });
    case 'cancel':
      return node.cancel(who, id);
    case 'end':
      return node.end(who, id, { reason: '' });
    case 'extend': {
      const { fields } = wish(WISHES[1]);
      const { targets } = (await node.get(who, id)).request;
      const input = {
        durationSeconds: 900,
        justification: 'more',
        fields: targets[0]?.account === PROD_ADMIN.account ? fields : new Map(),
      };
      return made.push((await node.extend(who, id, input)).id);
    }
    case 'invoke':
      return node.invoke(who, id, { grant: 1, kind: 'cli' });
    case 'review':
      return node.review(who, id, { verdict: action.abuse ? 'abuse' : 'accepted', comment: '' });
    case 'due':
      return node.runDue();
    case 'sweep':
      return node.recheck();
    default:
      throw new Error(`${action.do} is none of the operations`);
  }
};

/** Access that was taken away while live is cut, target for target, and nothing else is. */
const expectCuts = async ({ node, made }: History): Promise<void> => {
  const expected: string[] = [];
  for (const id of made) {
    const { state, targets } = await node.find(id);
    const states = (await node.leaves({ requestId: id })).map(({ data }) => data['state']);
    if (state === 'revoked' && states.includes('active'))
      expected.push(...targets.map((_, index) => `${id}.${index + 1}`));
  }
  expect(await node.cuts()).toEqual(expected.toSorted());
};

test(`${HISTORIES} random histories over the database keep every promise at every step`, async () => {
  const reached = new Set<unknown>();
  const play = (): Promise<void> =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (actions) => {
        const store = await memoryStore(migrations);
        const around = surroundings();
        const history: History = { node: nodeOn(store, around), around, made: [], refused: 0 };
        for (const action of actions) {
          try {
            if (!outside(history, action)) await act(history, action);
          } catch (error) {
            if (!(error instanceof BrokerError)) throw error;
            history.refused += 1;
          }
          expect(await history.node.violations()).toEqual([]);
        }
        expect(await history.node.leaves({ type: 'refused' })).toHaveLength(history.refused);
        await expectCuts(history);
        for (const id of history.made) reached.add((await history.node.find(id)).state);
        await store.close();
      }),
      { numRuns: HISTORIES },
    );
  // Chance alone may leave out a state; then more histories are played.
  for (
    let round = 0;
    round < MOST_ROUNDS && !WANTED.every((state) => reached.has(state));
    round += 1
  )
    await play();
  expect([...reached]).toEqual(expect.arrayContaining([...WANTED]));
});
