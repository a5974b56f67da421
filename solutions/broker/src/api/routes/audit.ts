import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import { type Actor, BrokerError } from '../../model/index.ts';
import { type Api, answers, type Env, failures, newApi, SECURITY } from '../kit.ts';
import type { ApiParts, AuditDesk, ExportFormat } from '../ports.ts';
import { Health, InclusionProof } from '../schemas/insight.ts';
import { exportFilter, ExportQuery } from './request-filter.ts';

const MEDIA: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  ocsf: 'application/x-ndjson',
};

const FILES: Readonly<Record<ExportFormat, string>> = {
  csv: 'requests.csv',
  json: 'requests.json',
  ocsf: 'requests-ocsf.ndjson',
};

const text = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
});

const ROUTES = {
  exported: createRoute({
    method: 'get',
    path: '/v1/audit/export',
    operationId: 'exportRequests',
    summary: 'Requests as CSV, JSON or OCSF events',
    security: SECURITY,
    request: { query: ExportQuery },
    responses: { 200: text('text/csv', 'A stream, newest first'), ...failures },
  }),
  leaves: createRoute({
    method: 'get',
    path: '/v1/audit/log',
    operationId: 'exportAuditLog',
    summary: 'The audit log itself, a line for each leaf',
    security: SECURITY,
    request: { query: z.object({ from: z.coerce.number().int().min(0).default(0) }) },
    responses: { 200: text('application/x-ndjson', 'A stream, oldest first'), ...failures },
  }),
  checkpoints: createRoute({
    method: 'get',
    path: '/v1/audit/checkpoints',
    operationId: 'listCheckpoints',
    summary: 'Signed checkpoints of the audit log',
    security: SECURITY,
    responses: answers(
      z.object({ checkpoints: z.array(z.string()), publicKey: z.string() }).openapi('Checkpoints'),
      'All checkpoints, oldest first',
    ),
  }),
  hashes: createRoute({
    method: 'get',
    path: '/v1/audit/hashes',
    operationId: 'exportLeafHashes',
    summary: 'Hashes of the leaves as they are anchored outside of the database',
    security: SECURITY,
    responses: { 200: text('text/plain', 'A stream, a line for each leaf'), ...failures },
  }),
  proof: createRoute({
    method: 'get',
    path: '/v1/audit/proof',
    operationId: 'getInclusionProof',
    summary: 'That a leaf is in the log (RFC 9162)',
    security: SECURITY,
    request: {
      query: z.object({
        sequence: z.coerce.number().int().min(0),
        size: z.coerce.number().int().min(1).optional(),
      }),
    },
    responses: answers(InclusionProof, 'The proof; hashes are in base64'),
  }),
  health: createRoute({
    method: 'get',
    path: '/v1/audit/health',
    operationId: 'getHealth',
    summary: 'Whether what is stored keeps what the broker promises',
    security: SECURITY,
    responses: answers(Health, 'What was looked at, and what is wrong'),
  }),
} as const;

const streamed = (
  c: Context<Env>,
  type: string,
  fileName: string,
  lines: AsyncIterable<string>,
): Response => {
  c.header('content-type', type);
  c.header('content-disposition', `attachment; filename="${fileName}"`);
  return stream(c, async (out) => {
    for await (const line of lines) await out.write(line);
  });
};

/** What only the log itself is asked for. */
const logRoutes = (
  api: Api,
  auditDesk: AuditDesk,
  requireAuditor: (actor: Actor) => Promise<void>,
): void => {
  api.openapi(ROUTES.hashes, async (c) => {
    await requireAuditor(c.var.actor);
    return streamed(
      c,
      'text/plain; charset=utf-8',
      'leaf-hashes',
      terminated(auditDesk.hashLines()),
    );
  });
  api.openapi(ROUTES.proof, async (c) => {
    await requireAuditor(c.var.actor);
    const { sequence, size } = c.req.valid('query');
    return c.json(await auditDesk.inclusion(sequence, size), 200);
  });
  api.openapi(ROUTES.health, async (c) => {
    await requireAuditor(c.var.actor);
    return c.json(await auditDesk.health(), 200);
  });
};

async function* terminated(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

/** The audit, for auditors. */
export const auditRoutes = ({ auditDesk, policies }: ApiParts): Api => {
  const requireAuditor = async ({ membership }: Actor): Promise<void> => {
    if (!(await policies.inForce()).may(membership, 'audit'))
      throw new BrokerError('forbidden', 'The audit is for auditors.');
  };
  const api = newApi();
  api.openapi(ROUTES.exported, async (c) => {
    await requireAuditor(c.var.actor);
    const { format, ...query } = c.req.valid('query');
    const rows = auditDesk.exportRequests(exportFilter({ format, ...query }), format);
    return streamed(c, MEDIA[format], FILES[format], rows);
  });
  api.openapi(ROUTES.leaves, async (c) => {
    await requireAuditor(c.var.actor);
    const lines = auditDesk.leaves(c.req.valid('query').from);
    return streamed(c, 'application/x-ndjson', 'audit-log.ndjson', lines);
  });
  api.openapi(ROUTES.checkpoints, async (c) => {
    await requireAuditor(c.var.actor);
    const { checkpoints, publicKey } = await auditDesk.checkpoints();
    return c.json({ checkpoints: [...checkpoints], publicKey }, 200);
  });
  logRoutes(api, auditDesk, requireAuditor);
  return api;
};
