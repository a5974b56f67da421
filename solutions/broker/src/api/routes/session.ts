import { createRoute, z } from '@hono/zod-openapi';
import { type Api, answers, newApi, SECURITY } from '../kit.ts';
import type { ApiParts } from '../ports.ts';
import * as Dto from '../schemas/session.ts';
import { personView } from '../views.ts';

const CONFIGURATION = createRoute({
  method: 'get',
  path: '/v1/sign-in',
  operationId: 'getSignInConfiguration',
  summary: 'Where and how to sign in; needs no token',
  responses: answers(Dto.SignInConfiguration, 'The issuer’s endpoints and our client id'),
});

const SCHEMA = createRoute({
  method: 'get',
  path: '/v1/schemas/access-policy.json',
  operationId: 'getAccessPolicySchema',
  summary: 'JSON Schema of the access policy document; needs no token',
  responses: answers(z.record(z.string(), z.unknown()), 'The schema'),
});

const ME = createRoute({
  method: 'get',
  path: '/v1/me',
  operationId: 'getMe',
  summary: 'Who calls, and what they may do here',
  security: SECURITY,
  responses: answers(Dto.Me, 'The caller'),
});

const MOST_WAITING = 100;

/** What anybody may ask. */
export const openRoutes = ({ signIn, policyDesk }: ApiParts): Api => {
  const api = newApi();
  api.openapi(CONFIGURATION, async (c) => c.json(await signIn(), 200));
  api.openapi(SCHEMA, (c) =>
    c.json(z.record(z.string(), z.unknown()).parse(policyDesk.schema), 200),
  );
  return api;
};

/** Who the caller is. */
export const meRoutes = ({ policies, requests }: ApiParts): Api => {
  const api = newApi();
  api.openapi(ME, async (c) => {
    const { membership } = c.var.actor;
    const policy = await policies.inForce();
    const queue = await requests.list(c.var.actor, { scope: 'review', limit: MOST_WAITING });
    return c.json(
      {
        person: personView(membership.person),
        groups: [...membership.groups].toSorted(),
        may: {
          audit: policy.may(membership, 'audit'),
          administerPolicy: policy.may(membership, 'administer-policy'),
          endAny: policy.may(membership, 'end-any'),
          reviewBreakGlass: policy.may(membership, 'review-break-glass'),
        },
        waiting: queue.requests.length,
      },
      200,
    );
  });
  return api;
};
