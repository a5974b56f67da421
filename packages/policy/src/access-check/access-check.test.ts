import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkAccessNotGranted, checkNoNewAccess, checkNoPublicAccess } from './index.ts';

type Policy = Readonly<Record<string, unknown>>;

interface Case {
  readonly name: string;
  readonly type?: 'IDENTITY_POLICY' | 'RESOURCE_POLICY';
  readonly existing?: Policy;
  readonly policy: Policy;
  readonly access?: {
    readonly actions?: readonly string[];
    readonly resources?: readonly string[];
  };
  /** Indexes of the statements that made the check fail; none: it passes. */
  readonly guilty: readonly number[];
}

const CASES = new URL('../../cases/access-check/', import.meta.url);
const casesOf = (file: string): readonly (readonly [string, Case])[] => {
  const parsed: unknown = JSON.parse(readFileSync(new URL(file, CASES), 'utf8'));
  return (parsed as readonly Case[]).map((one) => [one.name, one]);
};
const guilty = ({
  reasons,
}: {
  readonly reasons: readonly { readonly statementIndex: number }[];
}) => reasons.map(({ statementIndex }) => statementIndex);

test('every file of cases belongs to a check', () => {
  expect(readdirSync(CASES).toSorted()).toEqual([
    'access-not-granted.json',
    'no-new-access.json',
    'no-public-access.json',
  ]);
});

describe('CheckNoNewAccess', () => {
  test.for(casesOf('no-new-access.json'))('%s', ([, one]) => {
    const type = one.type ?? 'IDENTITY_POLICY';

    const found = checkNoNewAccess(JSON.stringify(one.existing), JSON.stringify(one.policy), type);

    expect(guilty(found)).toEqual(one.guilty);
    expect(found.result).toBe(one.guilty.length === 0 ? 'PASS' : 'FAIL');
  });
});

describe('CheckAccessNotGranted', () => {
  test.for(casesOf('access-not-granted.json'))('%s', ([, one]) => {
    const type = one.type ?? 'IDENTITY_POLICY';

    const found = checkAccessNotGranted(JSON.stringify(one.policy), one.access ?? {}, type);

    expect(guilty(found)).toEqual(one.guilty);
  });
});

describe('CheckNoPublicAccess', () => {
  test.for(casesOf('no-public-access.json'))('%s', ([, one]) => {
    const found = checkNoPublicAccess(JSON.stringify(one.policy));

    expect(guilty(found)).toEqual(one.guilty);
  });
});

const policy = (Sid: string | undefined, Action: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Sid, Effect: 'Allow', Principal: '*', Action, Resource: 'arn:aws:s3:::b/*' },
  });

test('the answers are worded as AWS words them', () => {
  const read = policy('Bob', 's3:GetObject');

  expect(checkNoPublicAccess(read)).toEqual({
    result: 'FAIL',
    message: 'The resource policy grants public access for the given resource type.',
    reasons: [
      {
        description: 'Public access granted in the following statement with sid: Bob.',
        statementIndex: 0,
        statementId: 'Bob',
      },
    ],
  });
  expect(checkNoNewAccess(read, policy(undefined, 's3:*'), 'RESOURCE_POLICY')).toEqual({
    result: 'FAIL',
    message: 'The modified permissions grant new access compared to your existing policy.',
    reasons: [{ description: 'New access in the statement with index: 0.', statementIndex: 0 }],
  });
  expect(checkAccessNotGranted(read, { actions: ['s3:Get*'] }, 'RESOURCE_POLICY')).toMatchObject({
    message:
      'The policy document grants access to perform one or more of the listed actions or resources.',
    reasons: [
      {
        description:
          'One or more of the listed actions or resources in the statement with sid: Bob.',
      },
    ],
  });
});
