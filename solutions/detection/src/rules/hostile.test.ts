import { expect, test } from 'vitest';
import { isProblem, readTrailEvent } from '../events/read-trail-event.ts';
import { createRules } from './create-rules.ts';
import { shippedRules } from './packs/index.ts';
import { record } from './rules.fixture.ts';

const chances = (start: number) => {
  let seed = start;
  const below = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * most);
  };
  return { below, pick: <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0] };
};

type Chances = ReturnType<typeof chances>;

const MEMBERS =
  'policyDocument bucketPolicy policy attributes ipPermissions items add launchPermission createVolumePermission valuesToAdd userIds principal Rule LifecycleConfiguration Expiration Days instanceIds target Statement Principal Condition Action Resource Effect AWS ReplicationConfiguration Destination instancesSet maxCount userName policyArn __proto__ constructor toString length'.split(
    ' ',
  );

const value = (chance: Chances, depth: number): unknown => {
  const { pick, below } = chance;
  const leaf = below(depth === 0 ? 1 : 3) === 0;
  if (leaf)
    return pick<unknown>([
      null,
      '',
      '*',
      'Allow',
      'all',
      0,
      -1,
      1e300,
      true,
      '{"Statement":',
      '{"Statement":[null,{"Effect":"Allow","Principal":{"AWS":["*",1]}}]}',
      '%7B%',
      '999988887777',
      'i-0abc1234def567890',
      '\u0000',
      'x'.repeat(3000),
    ]);
  if (below(3) === 0) return Array.from({ length: below(4) }, () => value(chance, depth - 1));
  // As JSON.parse makes them, `__proto__` among the own members.
  const members = Array.from({ length: below(5) }, () => {
    const name = MEMBERS[below(MEMBERS.length)] ?? '';
    return `${JSON.stringify(name)}:${JSON.stringify(value(chance, depth - 1))}`;
  });
  return JSON.parse(`{${members.join(',')}}`);
};

test('whatever the parameters of a call are, rules say something or nothing, soon', () => {
  const chance = chances(11);
  const calls = [
    ...new Set(
      shippedRules().flatMap(({ spec }) =>
        spec.when.flatMap((pattern) => {
          const source = /\$\.eventSource = "?([a-z0-9-]+)\./.exec(pattern)?.[1] ?? 's3';
          return [...pattern.matchAll(/\$\.eventName ?= ?"?([A-Za-z]+)/g)].map(
            ([, name]) => `${source}:${name}`,
          );
        }),
      ),
    ),
  ];
  const rules = createRules({ parameters: { networks: ['10.0.0.0/8'] } });
  const started = performance.now();
  for (const call of calls)
    for (let run = 0; run < 25; run += 1) {
      const more = chance.below(4) === 0 ? { userIdentity: value(chance, 3) } : {};
      const event = readTrailEvent(
        record(call, value(chance, 5), more, { responseElements: value(chance, 2) }),
      );
      if (isProblem(event)) continue;
      for (const { because, group } of rules.observe(event))
        expect([because.length > 0, typeof group]).toEqual([true, 'string']);
    }

  expect(calls.length).toBeGreaterThan(250);
  expect([...rules.state()].length).toBeGreaterThan(1);
  expect(performance.now() - started).toBeLessThan(15_000);
});

test('a policy of a thousand statements and a list of a thousand accounts are bounded work', () => {
  const rules = createRules();
  const Statement = Array.from({ length: 50_000 }, () => ({
    Effect: 'Allow',
    Principal: { AWS: '999988887777' },
    Action: '*',
    Resource: '*',
  }));
  const valuesToAdd = Array.from({ length: 50_000 }, () => '999988887777');
  const events = [
    record('s3:PutBucketPolicy', { bucketName: 'x', bucketPolicy: { Statement } }),
    record('rds:ModifyDBSnapshotAttribute', { valuesToAdd }),
  ].map((raw) => readTrailEvent(raw));
  const started = performance.now();
  const found = events.flatMap((event) => (isProblem(event) ? [] : rules.observe(event)));

  expect(found.filter(({ rule }) => rule.severity === 'MEDIUM')).toHaveLength(2);
  for (const { because } of found) expect(because.join(' ').length).toBeLessThan(2000);
  expect(performance.now() - started).toBeLessThan(1000);
});
