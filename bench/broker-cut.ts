import type { Benchmark } from './benchmark.ts';
import { type Caller, medianOf, openWorld, p95 } from './broker-world.ts';

const ROUNDS = 20;
const LIMIT_MILLISECONDS = 1000;
const LOOK_MILLISECONDS = 50;
const LOOKS = 200;
const READ_ONLY = {
  account: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/TempAccessRoleReadOnly',
};

interface View {
  readonly cuts: readonly { readonly state: string; readonly latencyMilliseconds?: number }[];
}

const idOf = (body: unknown): string => (body as { readonly id: string }).id;

/** One session, ended early: milliseconds from the decision to the first call that AWS refused. */
const cut = async (alice: Caller): Promise<number> => {
  const made = await alice.call('POST', '/requests', {
    targets: [READ_ONLY],
    justification: 'measure',
    durationSeconds: 3600,
  });
  const path = `/requests/${idOf(made.body)}`;
  await alice.call('POST', `${path}/sessions`, { kind: 'cli' });
  await alice.call('POST', `${path}/end`, { reason: 'measure' });
  for (let look = 0; look < LOOKS; look += 1) {
    const { cuts } = (await alice.call('GET', path)).body as View;
    const latency = cuts.find(({ state }) => state === 'probed')?.latencyMilliseconds;
    if (latency !== undefined) return latency;
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MILLISECONDS);
    });
  }
  throw new Error('the cut was not proved');
};

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'broker-cut',
    run: async () => {
      const world = await openWorld();
      try {
        const alice = await world.person('alice');
        const cuts: number[] = [];
        const bare: number[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          cuts.push(await cut(alice));
          bare.push((await alice.call('GET', '/templates')).milliseconds);
        }
        const call = medianOf(bare);
        return [
          {
            name: 'broker-cut: end to first refusal, p95',
            value: p95(cuts),
            unit: 'ms',
            versus: `a call that only signs in, ${call.toFixed(1)} ms; the limit is ${LIMIT_MILLISECONDS} ms`,
            ratio: p95(cuts) / call,
          },
        ];
      } finally {
        await world.stop();
      }
    },
  },
];
