import { expect, test } from 'vitest';
import { accessAnalyzerFixture, policy } from '../accessanalyzer.fixture.ts';

const read = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
const readAndWrite = policy([
  { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
  { Sid: 'Write', Effect: 'Allow', Action: 's3:PutObject', Resource: '*' },
]);
const forEverybody = policy({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::bucket/*',
});

const compare = {
  policyType: 'IDENTITY_POLICY',
  existingPolicyDocument: read,
  newPolicyDocument: read,
};
const ask = {
  policyType: 'IDENTITY_POLICY',
  policyDocument: read,
  access: [{ actions: ['s3:PutObject'] }],
};
const expose = { resourceType: 'AWS::S3::Bucket', policyDocument: forEverybody };

test('new access is named by its statement', async () => {
  const analyzer = await accessAnalyzerFixture();

  expect(
    await analyzer.check('CheckNoNewAccess', { ...compare, newPolicyDocument: readAndWrite }),
  ).toEqual({
    result: 'FAIL',
    message: 'The modified permissions grant new access compared to your existing policy.',
    reasons: [
      {
        description: 'New access in the statement with sid: Write.',
        statementId: 'Write',
        statementIndex: 1,
      },
    ],
  });
});

test('a check that passes has no reasons', async () => {
  const analyzer = await accessAnalyzerFixture();

  expect(await analyzer.check('CheckAccessNotGranted', ask)).toEqual({
    result: 'PASS',
    message:
      'The policy document does not grant access to perform the listed actions or resources.',
  });
});

test('listed access that is granted is named by its statement', async () => {
  const analyzer = await accessAnalyzerFixture();

  const answer = await analyzer.check('CheckAccessNotGranted', {
    ...ask,
    policyDocument: readAndWrite,
  });

  expect(answer).toMatchObject({ result: 'FAIL', reasons: [{ statementIndex: 1 }] });
});

test('public access is named by its statement', async () => {
  const analyzer = await accessAnalyzerFixture();

  expect(await analyzer.check('CheckNoPublicAccess', expose)).toMatchObject({
    result: 'FAIL',
    reasons: [{ description: 'Public access granted in the following statement with index: 0.' }],
  });
});

test.for([
  ['CheckNoNewAccess', { ...compare, newPolicyDocument: '{"Version":' }],
  ['CheckNoNewAccess', { ...compare, existingPolicyDocument: '[]' }],
  ['CheckAccessNotGranted', { ...ask, policyDocument: policy({ Effect: 'Allow' }) }],
  ['CheckNoPublicAccess', { ...expose, policyDocument: read }],
] as const)('%s cannot process what is no policy', async ([operation, input]) => {
  const analyzer = await accessAnalyzerFixture();

  await expect(analyzer.check(operation, input)).rejects.toMatchObject({
    name: 'UnprocessableEntityException',
  });
});

test('policies with too many combinations of wildcards are not processed', async () => {
  const analyzer = await accessAnalyzerFixture();
  const tangled = policy({
    Effect: 'Allow',
    Action: Array.from({ length: 200 }, (_, at) => `s3:*a*${at}*b*c*`),
    Resource: '*',
  });

  await expect(
    analyzer.check('CheckNoNewAccess', { ...compare, newPolicyDocument: tangled }),
  ).rejects.toMatchObject({ name: 'UnprocessableEntityException' });
});

test.for([
  ['CheckNoNewAccess', { ...compare, policyType: 'SERVICE_CONTROL_POLICY' }, 'policyType'],
  ['CheckAccessNotGranted', { ...ask, policyType: 'NONE' }, 'policyType'],
  ['CheckAccessNotGranted', { ...ask, access: [{}, {}] }, 'access'],
  [
    'CheckAccessNotGranted',
    { ...ask, access: [{ actions: Array.from({ length: 101 }, () => 's3:*') }] },
    'access.1.member.actions',
  ],
  [
    'CheckAccessNotGranted',
    { ...ask, access: [{ resources: [`arn:aws:s3:::${'a'.repeat(2048)}`] }] },
    'access.1.member.resources.1.member',
  ],
  ['CheckNoPublicAccess', { ...expose, resourceType: 'AWS::EC2::Instance' }, 'resourceType'],
] as const)('%s names the member that is wrong', async ([operation, input, name]) => {
  const analyzer = await accessAnalyzerFixture();

  await expect(analyzer.check(operation, input)).rejects.toMatchObject({
    name: 'ValidationException',
    members: { reason: 'fieldValidationFailed', fieldList: [{ name }] },
  });
});

test.for([
  ['nothing', []],
  ['empty lists', [{ actions: [], resources: [] }]],
  ['an action without service', [{ actions: ['GetObject'] }]],
  ['a resource that is no ARN', [{ resources: ['bucket'] }]],
  ['a wildcard for the account', [{ resources: ['arn:aws:iam::*:role/a'] }]],
] as const)('access that is %s is an invalid parameter', async ([, access]) => {
  const analyzer = await accessAnalyzerFixture();

  await expect(analyzer.check('CheckAccessNotGranted', { ...ask, access })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test.for([
  ['CheckNoNewAccess', compare],
  ['CheckAccessNotGranted', ask],
  ['CheckNoPublicAccess', expose],
] as const)(
  '%s is refused to whoever may not, and its policies stay out of the record',
  async ([operation, input]) => {
    const analyzer = await accessAnalyzerFixture();
    const nobody = analyzer.userWith('nobody');

    const refused = analyzer.check(operation, input, { as: nobody });

    await expect(refused).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`access-analyzer:${operation}`),
    });
    await analyzer.check(operation, input);
    const recorded = JSON.stringify(await analyzer.events());
    expect(recorded).toContain('access-analyzer.amazonaws.com');
    expect(recorded).not.toContain('s3:GetObject');
  },
);
