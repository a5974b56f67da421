import type { Benchmark, Measurement } from './benchmark.ts';
import {
  addAccounts,
  addRequests,
  type Caller,
  medianOf,
  openWorld,
  p95,
  type World,
} from './broker-world.ts';

const ACCOUNTS = 10_000;
const DEMO_ACCOUNTS = 4;
const GROUPS = 200;
const REQUESTS = 100_000;
const ROUNDS = 200;
const LIMIT_MILLISECONDS = 100;

const S3 = {
  account: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/TempAccessRoleS3Admin',
};

/** The demo's policy for every account of the organization, and a rule for each of two hundred groups. */
const widened = (document: string): string => {
  const everywhere = document.replaceAll(
    "accounts: ['111122223333', '444455556666']",
    'units: [UNIT]',
  );
  const rules = Array.from(
    { length: GROUPS },
    (_, at) => `  - id: team-${at}
    effect: allow
    who: { groups: [team-${at}] }
    what:
      - { units: [UNIT], roles: [TempAccessRoleReadOnly] }
    maxDuration: PT1H
    approval: { steps: [{ name: lead, groups: [lead-${at}], quorum: 1 }] }
`,
  ).join('\n');
  return everywhere.replace('\ntemplates:', `\n${rules}\ntemplates:`);
};

const grow = async (world: World): Promise<void> => {
  const { cloud } = world;
  const [erin, frank, alice] = await Promise.all(
    ['erin', 'frank', 'alice'].map((name) => world.person(name)),
  );
  if (erin === undefined || frank === undefined || alice === undefined) throw new Error('nobody');
  const made = await alice.call('POST', '/requests', {
    targets: [S3],
    justification: 'measure',
    durationSeconds: 3600,
  });
  const { id } = made.body as { readonly id: string };
  await addAccounts(cloud.store, ACCOUNTS - DEMO_ACCOUNTS);
  const [root] = await cloud.store.read((tx) =>
    tx.all<{ units: string }>("SELECT units FROM broker_account WHERE id = '111122223333'"),
  );
  const units = JSON.parse(root?.units ?? '[]') as readonly string[];
  const current = (await erin.call('GET', '/policy')).body as { readonly document: string };
  const document = widened(current.document).replaceAll('UNIT', units.at(-1) ?? '');
  const proposal = await erin.call('POST', '/policy/proposals', { document, comment: 'measure' });
  const { id: proposed } = proposal.body as { readonly id: string };
  const put = await frank.call('POST', `/policy/proposals/${proposed}/approve`, { comment: '' });
  if (put.status !== 200) throw new Error(`the policy was not put in force: ${put.status}`);
  await addRequests(cloud.store, id, REQUESTS);
};

const timed = async (caller: Caller, path: string): Promise<number> => {
  const { status, milliseconds } = await caller.call('GET', path);
  if (status !== 200) throw new Error(`${path} answered ${status}`);
  return milliseconds;
};

/** Each path in turn, and between them the cheapest call there is, so that noise meets all alike. */
const race = async (
  caller: Caller,
  paths: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const entries = Object.entries({ ...paths, bare: '/templates' });
  const found = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (const [, path] of entries) await timed(caller, path);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, path] of entries) found.get(name)?.push(await timed(caller, path));
  return found;
};

const figures = (found: ReadonlyMap<string, readonly number[]>): readonly Measurement[] => {
  const bare = medianOf(found.get('bare') ?? []);
  return [...found]
    .filter(([name]) => name !== 'bare')
    .map(([name, values]) => ({
      name: `broker-scale: ${name}, p95`,
      value: p95(values),
      unit: 'ms',
      versus: `a call that only signs in, ${bare.toFixed(1)} ms; the limit is ${LIMIT_MILLISECONDS} ms`,
      ratio: p95(values) / bare,
    }));
};

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'broker-scale',
    run: async () => {
      const world = await openWorld();
      try {
        await grow(world);
        const [alice, bob] = await Promise.all([world.person('alice'), world.person('bob')]);
        const hers = await race(alice, {
          'eligible list': '/eligible?limit=50',
          'eligible search': '/eligible?limit=50&query=account-9999',
          'own requests': '/requests?scope=mine',
        });
        const his = await race(bob, { 'review queue': '/requests?scope=review' });
        return [...figures(hers), ...figures(his)];
      } finally {
        await world.stop();
      }
    },
  },
];
