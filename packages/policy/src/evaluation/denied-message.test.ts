import { expect, test } from 'vitest';
import { type AuthorizationRequest, type Layer, deniedMessage, requestContext } from '../index.ts';

const request: AuthorizationRequest = {
  action: 'codedeploy:ListDeployments',
  resource: 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:*',
  resourceAccount: '123456789012',
  principal: {
    kind: 'user',
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/John',
    id: 'AIDAEXAMPLE',
  },
  context: requestContext({}),
};

const START =
  'User: arn:aws:iam::123456789012:user/John is not authorized to perform: codedeploy:ListDeployments on resource: arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:* ';

test.for<[Layer, string, string]>([
  ['identity', 'no identity-based policy', 'an identity-based policy'],
  ['resource', 'no resource-based policy', 'a resource-based policy'],
  ['boundary', 'no permissions boundary', 'a permissions boundary'],
  ['session', 'no session policy', 'a session policy'],
  ['scp', 'no service control policy', 'a service control policy'],
  ['rcp', 'no resource control policy', 'a resource control policy'],
  ['endpoint', 'no VPC endpoint policy', 'a VPC endpoint policy'],
])('a refusal by the layer %s says so in the words of AWS', ([layer, none, some]) => {
  const implicit = deniedMessage(request, { allowed: false, because: 'no-allow', layer, by: [] });
  const explicit = deniedMessage(request, {
    allowed: false,
    because: 'explicit-deny',
    layer,
    by: [],
  });

  expect(implicit).toBe(`${START}because ${none} allows the codedeploy:ListDeployments action`);
  expect(explicit).toBe(`${START}with an explicit deny in ${some}`);
});

test('a refusal to assume a role blames its trust policy', () => {
  const assume = {
    ...request,
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::123456789012:role/app',
  };

  expect(
    deniedMessage(assume, { allowed: false, because: 'no-allow', layer: 'resource', by: [] }),
  ).toMatch(/because no role trust policy allows the sts:AssumeRole action$/);
  expect(
    deniedMessage(assume, { allowed: false, because: 'explicit-deny', layer: 'resource', by: [] }),
  ).toMatch(/with an explicit deny in the role trust policy$/);
});

test('a session is named by its session ARN, a service by its name', () => {
  const session: AuthorizationRequest = {
    ...request,
    principal: {
      kind: 'assumed-role',
      account: '123456789012',
      arn: 'arn:aws:sts::123456789012:assumed-role/dev/s1',
      id: 'AROAEXAMPLE:s1',
      roleArn: 'arn:aws:iam::123456789012:role/dev',
      roleId: 'AROAEXAMPLE',
    },
  };
  const service: AuthorizationRequest = {
    ...request,
    principal: { kind: 'service', name: 'sns.amazonaws.com' },
  };
  const refusal = { allowed: false, because: 'no-allow', layer: 'identity', by: [] } as const;

  expect(deniedMessage(session, refusal)).toMatch(
    /^User: arn:aws:sts::123456789012:assumed-role\/dev\/s1 is not/,
  );
  expect(deniedMessage(service, refusal)).toMatch(/^User: sns\.amazonaws\.com is not/);
});
