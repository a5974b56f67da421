import { expect, test } from 'vitest';
import { accessFixture, allowing } from './access.fixture.ts';

const statement = (one: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: one });

const padded = (characters: number): string =>
  statement({ Effect: 'Allow', Action: `s3:${'a'.repeat(characters)}`, Resource: '*' });

const ofLength = (characters: number): string => padded(characters - padded(0).length);

test.for([
  ['This is not a json document', 'Syntax errors in policy.'],
  [
    JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:Get', Resource: '*' } }),
    'Policy document must be version 2012-10-17 or greater.',
  ],
  [statement([]), 'Syntax errors in policy.'],
  [
    JSON.stringify({
      Version: '2013-10-17',
      Statement: { Effect: 'Allow', Action: 's3:Get', Resource: '*' },
    }),
    'Syntax errors in policy.',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket' }),
    'Policy statement must contain resources.',
  ],
  [statement({ Effect: 'Allow', Resource: '*' }), 'Policy statement must contain actions.'],
  [
    statement({ Effect: 'Allow', Action: 'invalid', Resource: '*' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  [
    statement({ Effect: 'Allow', Action: 'a a:ListBucket', Resource: '*' }),
    'Vendor a a is not valid',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:List:Bucket', Resource: '*' }),
    'Actions/Condition can contain only one colon.',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'invalid resource' }),
    'Resource invalid resource must be in ARN format or "*".',
  ],
  [
    statement({ Effect: 'Allow', NotAction: 's3s:ListBucket', Resource: 'a:bsdfdsafsad' }),
    'Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".',
  ],
  [
    statement({ Effect: 'Allow', NotAction: 's3s:ListBucket', Resource: 'a:b:c:d:e:f:g:h' }),
    'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'aws:s3:::example_bucket' }),
    'Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3::example_bucket' }),
    'The policy failed legacy parsing',
  ],
  [
    statement({ Effect: 'Allow', Resource: 'arn:aws:s3::example_bucket' }),
    'The policy failed legacy parsing',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  [
    statement({
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:iam:::example_bucket',
    }),
    'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:iam:us-east-1::x' }),
    'IAM resource arn:aws:iam:us-east-1::x cannot contain region information.',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:us-east-1::x' }),
    'Resource arn:aws:s3:us-east-1::x can not contain region information.',
  ],
  [
    statement({
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:error:s3:::x',
      Condition: { DateGreaterThan: { 'aws:CurrentTime': 'sdfdsf' } },
    }),
    'The policy failed legacy parsing',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', NotResource: 'arn:aws:s3::x' }),
    'The policy failed legacy parsing',
  ],
  [
    statement([
      { Sid: 'sdf', Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' },
      { Sid: 'sdf', Effect: 'Allow' },
    ]),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  [
    statement({ Effect: 'Allow', Action: 's:3:ListBucket', Resource: 'x' }),
    'Resource x must be in ARN format or "*".',
  ],
  [
    statement({ Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: '*' }),
    'Policy document should not specify a principal.',
  ],
  [
    statement([
      { Sid: 'x', Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' },
      { Sid: 'x', Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' },
    ]),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
] as const)('CreatePolicy with %s answers %s', async ([document, message]) => {
  const { policy } = await accessFixture();

  await expect(policy('p', document)).rejects.toMatchObject({
    name: 'MalformedPolicyDocument',
    message,
  });
});

test('a policy of more than 6144 characters is refused, white space not counted', async () => {
  const { policy } = await accessFixture();

  await policy('fits', ` ${ofLength(6144)} `);

  await expect(policy('not', ofLength(6145))).rejects.toMatchObject({
    name: 'LimitExceeded',
    message: 'Cannot exceed quota for PolicySize: 6144',
  });
});

test.for([
  's3:ListBucket',
  'aaaaaadsfdsafsadfsadfaaaaa:ListBucket',
  's3-s:ListBucket',
  's3.s:ListBucket',
  'service-prefix:action-name',
])('a policy may name the action %s, known or not', async (action) => {
  const { policy } = await accessFixture();

  expect(await policy('p', allowing(action))).toMatch(/:policy\/p$/);
});

test.for([
  'arn:aws:iam:::user/example',
  'arn:aws:iam::*:user/${aws:username}',
  'arn:aws:iam::123456789012:root',
  'arn:aws:s3:us-west-2:123456789012:accesspoint/my-access-point/object/*',
  'arn:aws:invalid-service:us-east-1::example',
  'arn:aws:s3:::*',
  'arn:*:iam::*:role/a*',
  'arn:aws-cn:s3:::bucket',
])('a policy may name the resource %s', async (Resource) => {
  const { policy } = await accessFixture();

  const arn = await policy('p', statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource }));

  expect(arn).toMatch(/:policy\/p$/);
});

test('only a managed policy must state the version of today', async () => {
  const { call, policy, role } = await accessFixture();
  const old = JSON.stringify({
    Version: '2008-10-17',
    Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  });
  await role('r');

  await call('PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument: old });

  await expect(policy('p', old)).rejects.toMatchObject({
    message: 'Policy document must be version 2012-10-17 or greater.',
  });
});

test.for([
  { Condition: {} },
  { Condition: { x: {}, y: {} } },
  { Condition: { DateGreaterThan: { a: [] } } },
  { Condition: { DateGreaterThan: { a: '01T' } } },
  { Condition: { DateLessThan: { a: '-292275054' } } },
  { Condition: { DateLessThanEquals: { a: '2016-12-13t2:00:00.593194+23' } } },
  { Condition: { 'ForAnyValue:StringEqualsIfExists': { a: 'asf' } } },
  { Action: 'iam: asdf safdsf af ' },
])('IAM stores the odd policy %o', async (odd) => {
  const { policy } = await accessFixture();
  const document = statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*', ...odd });

  expect(await policy('p', document)).toMatch(/:policy\/p$/);
});

test.for([
  { DateGreaterThan: { a: 'sdfdsf' } },
  { DateLessThanEquals: { a: '234-13' } },
  { DateLessThanEquals: { a: '2016-12-13t2:00:00.593194+1' } },
  { DateLessThanEquals: { a: '2016-12-13t2:00:00.1999999999+10:59' } },
  { DateLessThan: { a: '9223372036854775808' } },
])('a date that the old parser does not take is refused: %o', async (Condition) => {
  const { policy } = await accessFixture();
  const document = statement({ Effect: 'Allow', Action: 's3:Get*', Resource: '*', Condition });

  await expect(policy('p', document)).rejects.toMatchObject({
    message: 'The policy failed legacy parsing',
  });
});

test.for([
  [{ Effect: 'denY' }, 'The policy failed legacy parsing'],
  [{ Effect: 'invalid' }, 'Syntax errors in policy.'],
  [{ Resource: ['adfdf', {}] }, 'Syntax errors in policy.'],
  [{ NotResource: '*' }, 'Syntax errors in policy.'],
  [{ Condition: { DateGreaterThan: 'b' } }, 'Syntax errors in policy.'],
  [{ Condition: { x: { a: '1' } } }, 'Syntax errors in policy.'],
  [{ Condition: [] }, 'Syntax errors in policy.'],
  [{ Sid: {} }, 'Syntax errors in policy.'],
  [{ Action: [], Condition: { DateGreaterThan: { a: {} } } }, 'Syntax errors in policy.'],
  [{ Action: [] }, 'Policy statement must contain actions.'],
  [{ Resource: [] }, 'Policy statement must contain resources.'],
  [{ Resource: 'arn:aws::::example_bucket' }, 'The policy failed legacy parsing'],
  [{ Resource: 'arn:aws::fdsasf' }, 'The policy failed legacy parsing'],
  [
    { Resource: ['arn:error:s3:::x', 'arn:error:s3::x'] },
    'Partition "error" is not valid for resource "arn:error:s3:::x".',
  ],
] as const)('a statement with %o answers %s', async ([part, message]) => {
  const { policy } = await accessFixture();
  const document = statement({ Effect: 'Allow', Action: 's3:Get*', Resource: '*', ...part });

  await expect(policy('p', document)).rejects.toMatchObject({ message });
});
