import { createRoute, z } from '@hono/zod-openapi';
import { type Actor, BrokerError } from '../../model/index.ts';
import { type Api, answers, body, newApi, SECURITY } from '../kit.ts';
import type { ApiParts } from '../ports.ts';
import * as Dto from '../schemas/policy.ts';

const ProposalId = z.object({ id: z.string().regex(/^[a-z0-9-]{1,64}$/) });
const VersionNumber = z.object({ version: z.coerce.number().int().min(1) });

const decision = <Verb extends 'approve' | 'reject' | 'withdraw'>(verb: Verb, summary: string) =>
  createRoute({
    method: 'post',
    path: `/v1/policy/proposals/{id}/${verb}`,
    operationId: `${verb}Proposal`,
    summary,
    security: SECURITY,
    request: { params: ProposalId, body: body(Dto.ProposalDecision) },
    responses: answers(Dto.Proposal, 'The proposal as it is now'),
  });

const ROUTES = {
  current: createRoute({
    method: 'get',
    path: '/v1/policy',
    operationId: 'getPolicy',
    summary: 'The access policy in force',
    security: SECURITY,
    responses: answers(Dto.PolicyDocument, 'The document and where it comes from'),
  }),
  versions: createRoute({
    method: 'get',
    path: '/v1/policy/versions',
    operationId: 'listPolicyVersions',
    summary: 'Versions of the access policy, newest first',
    security: SECURITY,
    responses: answers(z.object({ versions: z.array(Dto.PolicyVersion) }), 'All versions'),
  }),
  version: createRoute({
    method: 'get',
    path: '/v1/policy/versions/{version}',
    operationId: 'getPolicyVersion',
    summary: 'One version of the access policy',
    security: SECURITY,
    request: { params: VersionNumber },
    responses: answers(Dto.PolicyDocument, 'The document'),
  }),
  plan: createRoute({
    method: 'post',
    path: '/v1/policy/plan',
    operationId: 'planPolicy',
    summary: 'Who would gain or lose what, and what is wrong with a document',
    security: SECURITY,
    request: { body: body(Dto.PolicyDraft) },
    responses: answers(Dto.PolicyPlan, 'The plan; nothing is changed'),
  }),
  propose: createRoute({
    method: 'post',
    path: '/v1/policy/proposals',
    operationId: 'proposePolicy',
    summary: 'Propose a document; a second person puts it in force',
    security: SECURITY,
    request: { body: body(Dto.NewProposal) },
    responses: answers(Dto.Proposal, 'The proposal'),
  }),
  proposals: createRoute({
    method: 'get',
    path: '/v1/policy/proposals',
    operationId: 'listProposals',
    summary: 'Proposals, newest first',
    security: SECURITY,
    responses: answers(z.object({ proposals: z.array(Dto.Proposal) }), 'The newest proposals'),
  }),
  approve: decision('approve', 'Put a proposal of somebody else in force'),
  reject: decision('reject', 'Turn a proposal down'),
  withdraw: decision('withdraw', 'Take an own proposal back'),
} as const;

/** The access policy: read by auditors and its administrators, changed by two of them. */
export const policyRoutes = ({ policyDesk, policies }: ApiParts): Api => {
  const requireReader = async ({ membership }: Actor): Promise<void> => {
    const policy = await policies.inForce();
    if (policy.may(membership, 'administer-policy') || policy.may(membership, 'audit')) return;
    throw new BrokerError('forbidden', 'The access policy is for its administrators and auditors.');
  };
  const api = newApi();
  api.openapi(ROUTES.current, async (c) => {
    await requireReader(c.var.actor);
    return c.json(await policyDesk.current(), 200);
  });
  api.openapi(ROUTES.versions, async (c) => {
    await requireReader(c.var.actor);
    return c.json({ versions: [...(await policyDesk.versions())] }, 200);
  });
  api.openapi(ROUTES.version, async (c) => {
    await requireReader(c.var.actor);
    return c.json(await policyDesk.version(c.req.valid('param').version), 200);
  });
  api.openapi(ROUTES.plan, async (c) => {
    await requireReader(c.var.actor);
    return c.json(await policyDesk.plan(c.var.actor, c.req.valid('json').document), 200);
  });
  api.openapi(ROUTES.propose, async (c) =>
    c.json(await policyDesk.propose(c.var.actor, c.req.valid('json')), 200),
  );
  api.openapi(ROUTES.proposals, async (c) => {
    await requireReader(c.var.actor);
    return c.json({ proposals: [...(await policyDesk.proposals(c.var.actor))] }, 200);
  });
  for (const verb of ['approve', 'reject', 'withdraw'] as const)
    api.openapi(ROUTES[verb], async (c) => {
      const { id } = c.req.valid('param');
      const { comment } = c.req.valid('json');
      return c.json(await policyDesk.decide(c.var.actor, id, verb, comment), 200);
    });
  return api;
};
