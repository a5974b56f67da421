import { createRoute, z } from '@hono/zod-openapi';
import type { AccessRequest } from '../../model/index.ts';
import { type Api, answers, body, IdempotencyKey, newApi, Paging, SECURITY } from '../kit.ts';
import type { ApiParts } from '../ports.ts';
import { RequestId } from '../schemas/parts.ts';
import * as Dto from '../schemas/requests.ts';
import {
  eligibleView,
  explanationView,
  issuedView,
  requestView,
  templateView,
  wholeView,
} from '../views.ts';
import { ListQuery, requestFilter } from './request-filter.ts';

const Id = z.object({ id: RequestId });

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the inferred return type carries both
const operation = <Body extends z.ZodType, Answer extends z.ZodType>(
  verb: string,
  summary: string,
  input: Body,
  answer: Answer,
) =>
  createRoute({
    method: 'post',
    path: `/v1/requests/{id}/${verb}`,
    operationId: `${verb}Request`,
    summary,
    security: SECURITY,
    request: { params: Id, headers: IdempotencyKey, body: body(input) },
    responses: answers(answer, summary),
  });

const ROUTES = {
  eligible: createRoute({
    method: 'get',
    path: '/v1/eligible',
    operationId: 'listEligible',
    summary: 'What the caller may ask for',
    security: SECURITY,
    request: { query: Paging.extend({ query: z.string().max(256).optional() }) },
    responses: answers(Dto.EligiblePage, 'A page of targets, by account and role'),
  }),
  explain: createRoute({
    method: 'post',
    path: '/v1/explain',
    operationId: 'explain',
    summary: 'Why not, who can approve, what will be asked',
    security: SECURITY,
    request: { body: body(Dto.Question) },
    responses: answers(Dto.Explanation, 'The access policy’s answer for the caller'),
  }),
  templates: createRoute({
    method: 'get',
    path: '/v1/templates',
    operationId: 'listTemplates',
    summary: 'Prepared requests',
    security: SECURITY,
    responses: answers(z.object({ templates: z.array(Dto.Template) }), 'All templates'),
  }),
  list: createRoute({
    method: 'get',
    path: '/v1/requests',
    operationId: 'listRequests',
    summary: 'Requests, newest first',
    security: SECURITY,
    request: { query: ListQuery },
    responses: answers(Dto.RequestPage, 'A page of requests'),
  }),
  create: createRoute({
    method: 'post',
    path: '/v1/requests',
    operationId: 'createRequest',
    summary: 'Ask for temporary elevated access',
    security: SECURITY,
    request: { headers: IdempotencyKey, body: body(Dto.NewRequest) },
    responses: {
      ...answers(Dto.AccessRequest, 'The request that the same key made before'),
      201: {
        description: 'The new request',
        content: { 'application/json': { schema: Dto.AccessRequest } },
      },
    },
  }),
  get: createRoute({
    method: 'get',
    path: '/v1/requests/{id}',
    operationId: 'getRequest',
    summary: 'One request, as the caller sees it',
    security: SECURITY,
    request: { params: Id },
    responses: answers(Dto.RequestView, 'The request'),
  }),
  approve: operation('approve', 'Approve a request', Dto.Decision, Dto.AccessRequest),
  reject: operation('reject', 'Reject a request', Dto.Rejection, Dto.AccessRequest),
  cancel: operation('cancel', 'Take an own request back', z.strictObject({}), Dto.AccessRequest),
  end: operation('end', 'End live access early', Dto.Ending, Dto.AccessRequest),
  extend: operation('extend', 'Ask for more time', Dto.Extension, Dto.AccessRequest),
  review: operation('review', 'Review a use of break-glass', Dto.ReviewVerdict, Dto.AccessRequest),
  invoke: operation('sessions', 'Get a session: credentials or a URL', Dto.Invocation, Dto.Issued),
} as const;

/** Requests of temporary elevated access, from asking to sessions. */
export const requestRoutes = (parts: ApiParts): Api => {
  const { requests, catalog, policies } = parts;
  const seen = async (request: AccessRequest): Promise<z.input<typeof Dto.AccessRequest>> =>
    requestView(request, await catalog.current());
  const api = newApi();

  api.openapi(ROUTES.eligible, async (c) => {
    const page = await requests.eligible(c.var.actor, c.req.valid('query'));
    const known = await catalog.current();
    const eligible = page.eligible.map((item) => eligibleView(item, known));
    return c.json({ eligible, nextCursor: page.nextCursor }, 200);
  });
  api.openapi(ROUTES.explain, async (c) => {
    const answer = await requests.explain(c.var.actor, c.req.valid('json'));
    return c.json(explanationView(answer), 200);
  });
  api.openapi(ROUTES.templates, async (c) => {
    const { templates } = await policies.inForce();
    return c.json({ templates: templates.map(templateView) }, 200);
  });
  api.openapi(ROUTES.list, async (c) => {
    const page = await requests.list(c.var.actor, requestFilter(c.req.valid('query')));
    const known = await catalog.current();
    const views = page.requests.map((request) => requestView(request, known));
    return c.json({ requests: views, nextCursor: page.nextCursor }, 200);
  });
  api.openapi(ROUTES.create, async (c) => {
    const { startAt, fields, ...input } = c.req.valid('json');
    const made = await requests.create(
      c.var.actor,
      {
        ...input,
        fields: new Map(Object.entries(fields)),
        startAt: startAt === undefined ? undefined : new Date(startAt),
      },
      c.req.valid('header')['idempotency-key'],
    );
    return c.json(await seen(made.request), made.repeated ? 200 : 201);
  });
  api.openapi(ROUTES.get, async (c) => {
    const view = await requests.get(c.var.actor, c.req.valid('param').id);
    return c.json(wholeView(view, await catalog.current()), 200);
  });
  decisionRoutes(api, parts, seen);
  return api;
};

const decisionRoutes = (
  api: Api,
  { requests }: ApiParts,
  seen: (request: AccessRequest) => Promise<z.input<typeof Dto.AccessRequest>>,
): void => {
  api.openapi(ROUTES.approve, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(await seen(await requests.approve(c.var.actor, id, c.req.valid('json'))), 200);
  });
  api.openapi(ROUTES.reject, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(await seen(await requests.reject(c.var.actor, id, c.req.valid('json'))), 200);
  });
  api.openapi(ROUTES.cancel, async (c) =>
    c.json(await seen(await requests.cancel(c.var.actor, c.req.valid('param').id)), 200),
  );
  api.openapi(ROUTES.end, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(await seen(await requests.end(c.var.actor, id, c.req.valid('json'))), 200);
  });
  api.openapi(ROUTES.extend, async (c) => {
    const { id } = c.req.valid('param');
    const { fields, ...input } = c.req.valid('json');
    const extended = await requests.extend(
      c.var.actor,
      id,
      { ...input, fields: new Map(Object.entries(fields)) },
      c.req.valid('header')['idempotency-key'],
    );
    return c.json(await seen(extended), 200);
  });
  api.openapi(ROUTES.review, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(await seen(await requests.review(c.var.actor, id, c.req.valid('json'))), 200);
  });
  api.openapi(ROUTES.invoke, async (c) => {
    const { id } = c.req.valid('param');
    const issued = await requests.invoke(c.var.actor, id, c.req.valid('json'));
    return c.json(issuedView(issued), 200);
  });
};
