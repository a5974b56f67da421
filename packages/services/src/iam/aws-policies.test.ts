import { compilePolicy } from '@gatehouse/policy';
import { expect, test } from 'vitest';
import { createAwsPolicies } from './aws-policies.ts';

const policies = createAwsPolicies().all();

test('every version of every policy of AWS is one that the engine understands', () => {
  const refused = policies.flatMap(({ name, versions }) =>
    versions.filter(({ document }) => !isUnderstood(document)).map(({ id }) => `${name} ${id}`),
  );

  expect(refused).toStrictEqual([]);
});

test('every policy has its default version', () => {
  const lacking = policies.filter(
    ({ versions, defaultVersionId }) => !versions.some(({ id }) => id === defaultVersionId),
  );

  expect(lacking).toStrictEqual([]);
});

test.for([
  'AdministratorAccess',
  'PowerUserAccess',
  'ReadOnlyAccess',
  'SecurityAudit',
  'job-function/ViewOnlyAccess',
  'IAMFullAccess',
  'IAMReadOnlyAccess',
  'IAMUserChangePassword',
  'AmazonECS_FullAccess',
  'AmazonEC2FullAccess',
  'AmazonS3FullAccess',
  'AmazonS3ReadOnlyAccess',
  'AWSCloudTrail_FullAccess',
  'AWSCloudTrail_ReadOnlyAccess',
  'service-role/AmazonECSTaskExecutionRolePolicy',
  'AWSOrganizationsFullAccess',
  'AWSOrganizationsReadOnlyAccess',
  'service-role/AWSLambdaBasicExecutionRole',
  'AWSSecurityHubFullAccess',
  'AWSDenyAll',
  'AWSCompromisedKeyQuarantineV2',
])('arn:aws:iam::aws:policy/%s is known under that ARN alone', (resource) => {
  const aws = createAwsPolicies();
  const arn = `arn:aws:iam::aws:policy/${resource}`;

  expect(aws.find(arn)?.arn).toBe(arn);
  expect(aws.find(arn.replace(':policy/', ':policy/elsewhere/'))).toBeUndefined();
});

test.for(['../identity', '..%2Fidentity', '__proto__', ''])(
  'no ARN reaches the file of %s',
  (name) => {
    expect(createAwsPolicies().find(`arn:aws:iam::aws:policy/${name}`)).toBeUndefined();
  },
);

const isUnderstood = (document: string): boolean => {
  try {
    compilePolicy(document, 'identity');
    return true;
  } catch {
    return false;
  }
};
