import { expect, test } from 'vitest';
import {
  type AuthorizationRequest,
  type PolicySet,
  compilePolicy,
  explain,
  renderExplanation,
  requestContext,
} from '../index.ts';

const request: AuthorizationRequest = {
  action: 'ecs:DeleteCluster',
  resource: 'arn:aws:ecs:us-east-1:111122223333:cluster/demo',
  resourceAccount: '111122223333',
  principal: {
    kind: 'assumed-role',
    account: '111122223333',
    arn: 'arn:aws:sts::111122223333:assumed-role/dev/s1',
    id: 'AROAEXAMPLE:s1',
    roleArn: 'arn:aws:iam::111122223333:role/dev',
    roleId: 'AROAEXAMPLE',
  },
  context: requestContext({
    'aws:ResourceTag/environment': 'production',
    'aws:PrincipalTag/environment': 'development',
  }),
};

const policy = compilePolicy(
  {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'ecs:Create*', Resource: '*' },
      {
        Sid: 'OwnEnvironment',
        Effect: 'Allow',
        Action: 'ecs:*',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:ResourceTag/environment': '${aws:PrincipalTag/environment}' },
          Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        },
      },
    ],
  },
  'identity',
);

const policies: PolicySet = { identity: [{ id: 'abac', policy }] };

test('every statement says which element or condition failed, with the values compared', () => {
  const { decision, layers } = explain(request, policies);

  expect(decision).toEqual({ allowed: false, because: 'no-allow', layer: 'identity', by: [] });
  expect(layers).toMatchObject([
    {
      layer: 'identity',
      outcome: 'no-allow',
      policies: [
        {
          policyId: 'abac',
          statements: [
            {
              matched: false,
              elements: [
                { element: 'Action', matched: false },
                { element: 'Resource', matched: true },
              ],
            },
            {
              sid: 'OwnEnvironment',
              matched: false,
              elements: [{ matched: true }, { matched: true }],
              conditions: [
                {
                  operator: 'StringEquals',
                  expected: ['development'],
                  actual: ['production'],
                  matched: false,
                },
                {
                  operator: 'Bool',
                  key: 'aws:MultiFactorAuthPresent',
                  actual: undefined,
                  matched: false,
                },
              ],
            },
          ],
        },
      ],
    },
  ]);
});

test('an explanation is plain data', () => {
  const explanation = explain(request, policies);

  expect(JSON.parse(JSON.stringify(explanation))).toMatchObject({ action: 'ecs:DeleteCluster' });
});

test('layers that do not bind the principal say so', () => {
  const scps = [{ targetId: 'r-root', policies: [] }];
  const linked: AuthorizationRequest = {
    ...request,
    principal: { ...request.principal, serviceLinked: true } as AuthorizationRequest['principal'],
  };

  const { layers } = explain(linked, { ...policies, scps });

  expect(layers[0]).toEqual({
    layer: 'scp',
    outcome: 'not-applicable',
    note: 'does not bind this kind of principal',
    policies: [],
  });
});

test('the text starts with the decision and shows each comparison', () => {
  const text = renderExplanation(explain(request, policies));

  expect(text).toBe(`DENIED ecs:DeleteCluster
  principal arn:aws:sts::111122223333:assumed-role/dev/s1
  resource  arn:aws:ecs:us-east-1:111122223333:cluster/demo
  nothing allows it in the identity-based policies

identity-based policies: no-allow
  abac
    [0] Allow does not match
      - Action [ecs:Create*] : ecs:DeleteCluster
      + Resource [*] : arn:aws:ecs:us-east-1:111122223333:cluster/demo
    [1] OwnEnvironment Allow does not match
      + Action [ecs:*] : ecs:DeleteCluster
      + Resource [*] : arn:aws:ecs:us-east-1:111122223333:cluster/demo
      - StringEquals aws:ResourceTag/environment [development] : [production]
      - Bool aws:MultiFactorAuthPresent [true] : (absent)`);
});
