import { expect, test } from 'vitest';
import { layeredContext, principalContext, requestContext } from '../index.ts';

test('names are in lower case and values are text', () => {
  const context = requestContext({
    'aws:ResourceTag/Owner': 'Ana',
    'S3:Max-Keys': 10,
    'aws:SecureTransport': true,
    'aws:CurrentTime': new Date('2026-01-02T03:04:05.000Z'),
    'aws:TagKeys': ['A', 'b'],
    'aws:SourceVpc': undefined,
    'aws:None': [],
  });

  expect([...context]).toEqual([
    ['aws:resourcetag/owner', 'Ana'],
    ['s3:max-keys', '10'],
    ['aws:securetransport', 'true'],
    ['aws:currenttime', '2026-01-02T03:04:05Z'],
    ['aws:tagkeys', ['A', 'b']],
  ]);
});

test('what every object inherits is no key', () => {
  const context = requestContext({});

  expect(context.has('constructor')).toBe(false);
  expect(context.get('__proto__')).toBeUndefined();
});

test('a layer shows its own keys over those of its base', () => {
  const base = requestContext({ 'aws:username': 'ana', 'aws:PrincipalTag/team': 'blue' });

  const context = layeredContext(base, {
    'aws:PrincipalTag/Team': 'red',
    'aws:SourceIp': '10.0.0.1',
  });

  expect(context.get('aws:username')).toBe('ana');
  expect(context.get('aws:principaltag/team')).toBe('red');
  expect(context.has('aws:sourceip')).toBe(true);
  expect(context.has('aws:sourcevpc')).toBe(false);
  expect(context.size).toBe(3);
  expect(new Map(context)).toEqual(
    new Map([
      ['aws:username', 'ana'],
      ['aws:principaltag/team', 'red'],
      ['aws:sourceip', '10.0.0.1'],
    ]),
  );
  expect(base.size).toBe(2);
});

test('the keys of a role session name its role', () => {
  const keys = principalContext({
    kind: 'assumed-role',
    account: '111122223333',
    arn: 'arn:aws:sts::111122223333:assumed-role/dev/s1',
    id: 'AROAEXAMPLE:s1',
    roleArn: 'arn:aws:iam::111122223333:role/dev',
    roleId: 'AROAEXAMPLE',
  });

  expect(keys).toEqual({
    'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/dev',
    'aws:PrincipalAccount': '111122223333',
    'aws:PrincipalType': 'AssumedRole',
    'aws:userid': 'AROAEXAMPLE:s1',
    'aws:username': undefined,
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalServiceName': undefined,
  });
});
