import type { ResourceKind } from './kind.ts';

const iam = (
  type: string,
  event: string,
  path: string,
  rest: Partial<ResourceKind>,
): ResourceKind => ({
  type,
  service: 'iam',
  events: [event],
  paths: [path],
  arn: '{id}',
  global: true,
  ...rest,
});

/** IAM's events carry names without the path that the ARN has between type and name. */
export const IDENTITY_KINDS: readonly ResourceKind[] = [
  iam('AwsIamUser', 'DeleteUser', 'userName', { arn: 'arn:{p}:iam::{a}:user/{id}', hasPath: true }),
  iam('AwsIamRole', 'DeleteRole', 'roleName', { arn: 'arn:{p}:iam::{a}:role/{id}', hasPath: true }),
  iam('AwsIamRole', 'DeleteServiceLinkedRole', 'roleName', {
    arn: 'arn:{p}:iam::{a}:role/{id}',
    hasPath: true,
    // It only begins to delete: the role goes when its service lets go of it.
    find: () => [],
  }),
  iam('AwsIamGroup', 'DeleteGroup', 'groupName', {
    arn: 'arn:{p}:iam::{a}:group/{id}',
    hasPath: true,
  }),
  iam('AwsIamPolicy', 'DeletePolicy', 'policyArn', {}),
  iam('AwsIamAccessKey', 'DeleteAccessKey', 'accessKeyId', {
    // An access key has no ARN; ASFF's own spelling of its id.
    arn: 'AWS::IAM::AccessKey:{id}',
    unique: true,
  }),
  iam('Other', 'DeleteInstanceProfile', 'instanceProfileName', {
    arn: 'arn:{p}:iam::{a}:instance-profile/{id}',
    hasPath: true,
  }),
  iam('Other', 'DeleteSAMLProvider', 'sAMLProviderArn', {}),
  iam('Other', 'DeleteOpenIDConnectProvider', 'openIDConnectProviderArn', {}),
  {
    type: 'Other',
    service: 'cognito-idp',
    events: ['DeleteUserPool'],
    paths: ['userPoolId'],
    arn: 'arn:{p}:cognito-idp:{r}:{a}:userpool/{id}',
    unique: true,
  },
  {
    type: 'Other',
    service: 'ds',
    events: ['DeleteDirectory'],
    paths: ['directoryId'],
    arn: 'arn:{p}:ds:{r}:{a}:directory/{id}',
    unique: true,
  },
  {
    type: 'Other',
    service: 'rolesanywhere',
    events: ['DeleteTrustAnchor'],
    paths: ['trustAnchorId'],
    arn: 'arn:{p}:rolesanywhere:{r}:{a}:trust-anchor/{id}',
    answered: 'trustAnchor.trustAnchorArn',
    unique: true,
  },
  {
    type: 'Other',
    service: 'rolesanywhere',
    events: ['DeleteProfile'],
    paths: ['profileId'],
    arn: 'arn:{p}:rolesanywhere:{r}:{a}:profile/{id}',
    answered: 'profile.profileArn',
    unique: true,
  },
];
