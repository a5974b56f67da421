import { createRoute, z } from '@hono/zod-openapi';
import { BrokerError } from '../../model/index.ts';
import { type Api, answers, newApi, SECURITY } from '../kit.ts';
import type { ApiParts } from '../ports.ts';
import * as Dto from '../schemas/insight.ts';
import { RequestId } from '../schemas/parts.ts';

const Id = z.object({ id: RequestId });

const about = <Name extends string, Answer extends z.ZodType>(
  name: Name,
  operationId: string,
  summary: string,
  answer: Answer,
) =>
  createRoute({
    method: 'get',
    path: `/v1/requests/{id}/${name}`,
    operationId,
    summary,
    security: SECURITY,
    request: { params: Id },
    responses: answers(answer, summary),
  });

const ROUTES = {
  insight: about(
    'insight',
    'getInsight',
    'What the requested access amounts to, for who decides',
    Dto.Insight,
  ),
  activity: about(
    'activity',
    'getActivity',
    'What was done with it: used, denied and unused actions',
    Dto.Activity,
  ),
  timeline: about(
    'timeline',
    'getTimeline',
    'Everything that happened to the request',
    z.object({ entries: z.array(Dto.TimelineEntry) }),
  ),
  findings: createRoute({
    method: 'get',
    path: '/v1/findings',
    operationId: 'listFindings',
    summary: 'Sessions without a grant, and roles that others may assume',
    security: SECURITY,
    responses: answers(z.object({ findings: z.array(Dto.Finding) }), 'Findings, newest first'),
  }),
} as const;

type Entry = z.input<typeof Dto.TimelineEntry>;

/** Where somebody sits is for auditors, and for themselves. */
const withoutPlace = (entry: Entry): Entry => {
  const { sourceIp: _ip, userAgent: _agent, ...data } = entry.data;
  return { ...entry, data };
};

/** What is known about a request beside itself; whoever may see it may see these. */
export const insightRoutes = ({ requests, awsDesk, auditDesk, policies }: ApiParts): Api => {
  const api = newApi();
  api.openapi(ROUTES.insight, async (c) => {
    const { request } = await requests.get(c.var.actor, c.req.valid('param').id);
    return c.json(await awsDesk.insight(request), 200);
  });
  api.openapi(ROUTES.activity, async (c) => {
    const { request } = await requests.get(c.var.actor, c.req.valid('param').id);
    return c.json(await awsDesk.activity(request), 200);
  });
  api.openapi(ROUTES.timeline, async (c) => {
    const { membership } = c.var.actor;
    const { request } = await requests.get(c.var.actor, c.req.valid('param').id);
    const entries = await auditDesk.timeline(request.id);
    const isAuditor = (await policies.inForce()).may(membership, 'audit');
    const shown = entries.map((entry) =>
      isAuditor || entry.actor === membership.person.id ? entry : withoutPlace(entry),
    );
    return c.json({ entries: shown }, 200);
  });
  api.openapi(ROUTES.findings, async (c) => {
    const policy = await policies.inForce();
    if (!policy.may(c.var.actor.membership, 'audit'))
      throw new BrokerError('forbidden', 'Findings are for auditors.');
    return c.json({ findings: [...(await awsDesk.findings())] }, 200);
  });
  return api;
};
