import { expect, test } from 'vitest';
import { accessAnalyzerFixture, policy } from '../accessanalyzer.fixture.ts';

const broken = (count: number): string =>
  policy({
    Effect: 'Allow',
    Action: Array.from({ length: count }, (_, at) => `s3:Nothing${at}`),
    Resource: '*',
  });

test('the findings of a policy have the form that the API documents', async () => {
  const analyzer = await accessAnalyzerFixture();

  const answer = await analyzer.validate({
    policyDocument: '{"Version":"2012-10-17","Statement":[]}',
    policyType: 'IDENTITY_POLICY',
  });

  expect(answer).toEqual({
    findings: [
      {
        findingDetails: 'Add a statement to the policy',
        findingType: 'ERROR',
        issueCode: 'MISSING_STATEMENT',
        learnMoreLink: expect.stringMatching(
          /#access-analyzer-reference-policy-checks-error-missing-statement$/,
        ),
        locations: [
          {
            path: [{ value: 'Statement' }],
            span: {
              start: { line: 1, column: 36, offset: 36 },
              end: { line: 1, column: 38, offset: 38 },
            },
          },
        ],
      },
    ],
  });
});

test('a policy without faults has no findings', async () => {
  const analyzer = await accessAnalyzerFixture();
  const policyDocument = policy({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::bucket/*',
  });

  expect(await analyzer.validate({ policyDocument, policyType: 'IDENTITY_POLICY' })).toEqual({
    findings: [],
  });
});

test('the resource type says what a resource policy can be about', async () => {
  const analyzer = await accessAnalyzerFixture();
  const policyDocument = policy({
    Effect: 'Allow',
    Principal: { AWS: '123456789012' },
    Action: 's3:GetObject',
    Resource: '*',
  });
  const request = { policyDocument, policyType: 'RESOURCE_POLICY' };

  const untyped = await analyzer.validate(request);
  const typed = await analyzer.validate({
    ...request,
    validatePolicyResourceType: 'AWS::S3::Bucket',
  });

  expect(untyped.findings).toEqual([]);
  expect(typed.findings?.map(({ issueCode }) => issueCode)).toEqual([
    'UNSUPPORTED_RESOURCE_ARN_IN_POLICY',
  ]);
});

test('pages follow one another without gap or overlap', async () => {
  const analyzer = await accessAnalyzerFixture();
  const request = { policyDocument: broken(7), policyType: 'IDENTITY_POLICY' };
  const whole = await analyzer.validate(request);

  const first = await analyzer.validate({ ...request, maxResults: 3 });
  const second = await analyzer.validate({ ...request, maxResults: 3, nextToken: first.nextToken });
  const third = await analyzer.validate({ ...request, maxResults: 3, nextToken: second.nextToken });

  expect(whole.findings).toHaveLength(7);
  expect([first, second, third].flatMap(({ findings }) => findings ?? [])).toEqual(whole.findings);
  expect(third.nextToken).toBeUndefined();
});

test('a long answer comes in pages although nobody asked for them', async () => {
  const analyzer = await accessAnalyzerFixture();

  const answer = await analyzer.validate({
    policyDocument: broken(120),
    policyType: 'IDENTITY_POLICY',
  });

  expect(answer.findings).toHaveLength(100);
  expect(answer.nextToken).toBeDefined();
});

test('a page token fits only the policy it was made for', async () => {
  const analyzer = await accessAnalyzerFixture();
  const request = { policyDocument: broken(3), policyType: 'IDENTITY_POLICY', maxResults: 1 };
  const { nextToken } = await analyzer.validate(request);

  const other = analyzer.validate({ ...request, policyDocument: broken(4), nextToken });
  const forged = analyzer.validate({ ...request, nextToken: 'WzFd' });

  const refused = { name: 'ValidationException', members: { reason: 'fieldValidationFailed' } };
  await expect(other).rejects.toMatchObject(refused);
  await expect(forged).rejects.toMatchObject(refused);
});

test.for([
  ['policyType', { policyType: 'TRUST_POLICY' }],
  ['locale', { locale: 'XX' }],
  ['maxResults', { maxResults: 0 }],
  ['maxResults', { maxResults: 1001 }],
  [
    'validatePolicyResourceType',
    { policyType: 'RESOURCE_POLICY', validatePolicyResourceType: 'AWS::KMS::Key' },
  ],
  ['validatePolicyResourceType', { validatePolicyResourceType: 'AWS::S3::Bucket' }],
] as const)('a wrong %s (%o) is named', async ([name, input]) => {
  const analyzer = await accessAnalyzerFixture();
  const request = { policyDocument: '{}', policyType: 'IDENTITY_POLICY', ...input };

  await expect(analyzer.validate(request)).rejects.toMatchObject({
    name: 'ValidationException',
    members: { reason: 'fieldValidationFailed', fieldList: [{ name }] },
  });
});

test('several faults are one error that names them all', async () => {
  const analyzer = await accessAnalyzerFixture();
  const request = { policyDocument: '{}', policyType: 'NONE', locale: 'XX' };

  await expect(analyzer.validate(request)).rejects.toMatchObject({
    message:
      "2 validation errors detected: Value 'NONE' at 'policyType' failed to satisfy constraint: Member must satisfy enum value set: [IDENTITY_POLICY, RESOURCE_POLICY, SERVICE_CONTROL_POLICY, RESOURCE_CONTROL_POLICY]; Value 'XX' at 'locale' failed to satisfy constraint: Member must satisfy enum value set: [DE, EN, ES, FR, IT, JA, KO, PT_BR, ZH_CN, ZH_TW]",
    members: { fieldList: [{ name: 'policyType' }, { name: 'locale' }] },
  });
});

test('whoever may not validate is refused before anything else', async () => {
  const analyzer = await accessAnalyzerFixture();
  const nobody = analyzer.userWith('nobody');

  await expect(analyzer.validate({ policyType: 'NONE' }, { as: nobody })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(
      'is not authorized to perform: access-analyzer:ValidatePolicy',
    ),
  });
});
