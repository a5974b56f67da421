import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatehouse } from '../terminal.fixture.ts';

const identity = (...Action: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'One', Effect: 'Allow', Action, Resource: '*' }],
  });
const bucket = (Principal: unknown): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
    ],
  });

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-checks-'));
  writeFileSync(join(folder, 'read.json'), identity('s3:Get*'));
  writeFileSync(join(folder, 'write.json'), identity('s3:Get*', 's3:Put*'));
  writeFileSync(join(folder, 'public.json'), bucket('*'));
  writeFileSync(join(folder, 'private.json'), bucket({ AWS: '111122223333' }));
  writeFileSync(join(folder, 'broken.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.for([
  [['check-access', 'read.json', '--action', 's3:PutObject'], 0, 'PASS'],
  [
    ['check-access', 'write.json', '--action', 'iam:PassRole', '--action', 's3:PutObject'],
    1,
    'FAIL',
  ],
  [['check-access', 'write.json', '--resource', 'arn:aws:s3:::b/*'], 1, 'FAIL'],
  [['check-new-access', 'write.json', 'read.json'], 0, 'PASS'],
  [['check-new-access', 'read.json', 'write.json'], 1, 'FAIL'],
  [['check-public-access', 'private.json'], 0, 'PASS'],
  [['check-public-access', 'public.json'], 1, 'FAIL'],
  [['check-access', 'read.json'], 2, ''],
  [['check-new-access', 'read.json'], 2, ''],
  [['check-new-access', '-', '-'], 2, ''],
  [['check-access', 'broken.json', '--action', 's3:PutObject'], 2, ''],
] as const)('%j ends with %i', async ([args, code, result]) => {
  const { code: ended, out } = await gatehouse(['policy', ...args], { folder });

  expect(ended).toBe(code);
  expect(out.slice(0, 4)).toBe(result);
});

test('a failed check names the statement', async () => {
  const { out } = await gatehouse(
    ['policy', 'check-new-access', 'read.json', 'write.json', '--json'],
    { folder },
  );

  expect(JSON.parse(out)).toEqual({
    result: 'FAIL',
    message: 'The modified permissions grant new access compared to your existing policy.',
    reasons: [
      {
        description: 'New access in the statement with sid: One.',
        statementIndex: 0,
        statementId: 'One',
      },
    ],
  });
});
