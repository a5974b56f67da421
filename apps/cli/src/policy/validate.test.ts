import { expect, test } from 'vitest';
import { gatehouse } from '../terminal.fixture.ts';

const policy = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObjekt", "iam:PassRole"],
      "Resource": "*"
    }
  ]
}`;

test('a finding says where it is, as editors count', async () => {
  const { code, out, err } = await gatehouse(['policy', 'validate', '-'], { input: policy });

  expect(code).toBe(1);
  expect(out).toMatch(
    /^\(stdin\):6:18: ERROR INVALID_ACTION .+\n {2}https:\/\/docs\.aws\.amazon\.com\//,
  );
  expect(out).toMatch(/^\(stdin\):\d+:\d+: SECURITY_WARNING PASS_ROLE_WITH_STAR_IN_RESOURCE /m);
  expect(err).toBe('1 policy: 2 findings, 1 error\n');
});

test('as JSON findings have the form of ValidatePolicy', async () => {
  const { out } = await gatehouse(['policy', 'validate', '-', '--json'], { input: policy });

  expect(JSON.parse(out)[0]).toMatchObject({
    file: '(stdin)',
    findingType: 'ERROR',
    issueCode: 'INVALID_ACTION',
    learnMoreLink: expect.stringContaining('https://'),
    locations: [{ span: { start: { line: 6, column: 17 } } }],
  });
});

test.for([
  [
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
    [],
    0,
  ],
  [
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
    ['--type', 'resource'],
    1,
  ],
  ['{', [], 1],
  ['{}', ['--resource-type', 'AWS::S3::Bucket'], 2],
] as const)('%s with %j ends with %i', async ([input, options, code]) => {
  expect((await gatehouse(['policy', 'validate', '-', ...options], { input })).code).toBe(code);
});
