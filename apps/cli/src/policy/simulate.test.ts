import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../place.ts';
import { gatehouse } from '../terminal.fixture.ts';
import { allow, deny, request, simulated, user } from './simulate.fixture.ts';

const corpus = globSync(join(root, 'packages/policy/cases/*.json')).map(
  (file) => [basename(file), file] as const,
);

test.for(corpus)('every case of %s has the expected answer', async ([, file]) => {
  const { code, err } = await gatehouse(['policy', 'simulate', file, '--json']);

  expect(err).toMatch(/ as expected, 0 not\n$/);
  expect(code).toBe(0);
});

test('an answer says what decided, and by which statement', async () => {
  const answers = await simulated([
    { name: 'yes', request, policies: { identity: allow('sqs:*') }, expect: { allowed: true } },
    {
      name: 'no',
      request,
      policies: { identity: [allow('sqs:*'), deny('sqs:*')] },
      expect: 'allow',
    },
    { request, policies: { identity: allow('s3:*') } },
  ]);

  expect(answers).toEqual([
    {
      name: 'yes',
      allowed: true,
      by: [{ policyId: 'identity-0', layer: 'identity', index: 0 }],
      ok: true,
    },
    {
      name: 'no',
      allowed: false,
      because: 'explicit-deny',
      layer: 'identity',
      by: [{ policyId: 'identity-1', layer: 'identity', index: 0 }],
      ok: false,
    },
    { name: 'case 3', allowed: false, because: 'no-allow', layer: 'identity', by: [] },
  ]);
});

test('a role’s policy may name the role, unless it is called a trust policy', async () => {
  const policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: user },
      Action: 'sts:AssumeRole',
      Resource: '*',
    },
  };
  const assume = {
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::111122223333:role/dev',
    principal: user,
  };

  const answers = await simulated([
    { request: assume, policies: { resource: policy } },
    { request: assume, policies: { trustPolicy: policy } },
  ]);

  expect(answers).toMatchObject([
    { allowed: true },
    { allowed: false, because: 'malformed-policy' },
  ]);
});

test('JSON lines are read; a line that is none is a faulty case among the others', async () => {
  const line = JSON.stringify({ name: 'one', request, policies: allow('*') });

  const answers = await simulated(`${line}\n\n{oops\n${line}\n`);

  expect(answers).toMatchObject([
    { name: 'one', allowed: true },
    { name: 'line 3', allowed: false, error: expect.stringMatching(/^line 3: /) },
    { name: 'one', allowed: true },
  ]);
});

test.for([
  [[{ request, policies: allow('*'), expect: true }], 0],
  [
    [
      { request, policies: allow('*') },
      { request, policies: [] },
    ],
    0,
  ],
  [[{ request, policies: allow('*'), expect: false }], 1],
  [[{ request, policies: allow('*'), expect: true }, {}], 2],
  ['[', 2],
  ['', 2],
] as const)('cases like %j end with %i', async ([cases, code]) => {
  const input = typeof cases === 'string' ? cases : JSON.stringify(cases);

  expect((await gatehouse(['policy', 'simulate', '-'], { input })).code).toBe(code);
});

test('the table shows control characters of a name instead of obeying them', async () => {
  const input = JSON.stringify([
    { name: 'a\u001B[2Jb\nc', request, policies: allow('*'), expect: true },
  ]);

  const { out } = await gatehouse(['policy', 'simulate', '-'], { input });

  expect(out).toBe('ok    allowed    a\\u001b[2Jb\\u000ac\n');
});
