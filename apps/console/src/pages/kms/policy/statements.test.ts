import { expect, test } from 'vitest';
import { keyPolicy } from '../create/key-policy.ts';
import { delegatesToIam, statementsOf } from './statements.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;

const told = (statement: object) =>
  statementsOf(JSON.stringify({ Version: '2012-10-17', Statement: statement }))?.[0];

const allow = { Effect: 'Allow', Principal: { AWS: ROLE }, Resource: '*' };

test('the policy that the wizard makes is told back in words', () => {
  const statements =
    statementsOf(
      keyPolicy({
        account: ACCOUNT,
        administrators: [`arn:aws:iam::${ACCOUNT}:user/ana`],
        mayDelete: true,
        users: [ROLE],
        usage: 'ENCRYPT_DECRYPT',
        symmetric: true,
        imported: false,
        multiRegion: false,
      }),
    ) ?? [];

  expect(statements.map(({ title, kinds }) => [title, kinds])).toEqual([
    ['Enable IAM User Permissions', ['do everything with it']],
    [
      'Allow access for Key Administrators',
      ['make or end grants', 'administer it', 'delete it', 'look at it'],
    ],
    ['Allow use of the key', ['use the key', 'look at it']],
    ['Allow attachment of persistent resources', ['make or end grants', 'look at it']],
  ]);
  expect(delegatesToIam(statements, ACCOUNT)).toBe(true);
});

test.for([
  [{ ...allow, Principal: '*', Action: 'kms:Decrypt' }, 'without a condition'],
  [{ ...allow, Principal: { AWS: 'AROA1234567890ABCDEF' }, Action: 'kms:*' }, 'no longer exists'],
  [{ Effect: 'Deny', NotPrincipal: { AWS: ROLE }, Action: 'kms:*', Resource: '*' }, 'except'],
] as const)('what is odd about %o is said', ([statement, remark]) => {
  expect(told(statement)?.remarks.join()).toContain(remark);
});

test('a policy by which IAM policies do not count is known as one', () => {
  const statements = statementsOf(JSON.stringify({ Statement: { ...allow, Action: 'kms:*' } }));

  expect(delegatesToIam(statements ?? [], ACCOUNT)).toBe(false);
});

test.for(['', '[]', '"text"', '{'])('%s is no policy', (text) => {
  expect(statementsOf(text)).toBeUndefined();
});
