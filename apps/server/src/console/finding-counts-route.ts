import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import type { Route } from './session-routes.ts';

// What a filter holds is judged where all filters are.
const Filter = z.record(z.string().max(64), z.unknown());

const Question = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+){1,2}-\d$/),
  Filters: z.record(z.string().max(64), z.array(Filter).max(20)).optional(),
  ByPlace: z.boolean().optional(),
});

/** `POST /api/finding-counts {"region", "Filters"?, "ByPlace"?}`: how many findings the session sees. AWS's API has no operation for it. */
export const findingCountsRoute =
  (deps: ConsoleDeps, sessions: Sessions): Route =>
  async (request: IncomingMessage, visitor: Visitor) => {
    const session = await requireSession(deps, sessions, request);
    if (session.roleExpired)
      throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
    const parsed = Question.safeParse(await readSmallJson(request));
    if (!parsed.success)
      throw new ConsoleError(400, 'InvalidRequest', 'The Region or the filters are none.');
    const { region, ...input } = parsed.data;
    const body = await deps.cloud.dispatcher.dispatch({
      service: 'securityhub-console',
      operation: 'CountFindings',
      input,
      principal: session.principal,
      accessKeyId: session.accessKeyId,
      region,
      requestId: deps.ids.uuid(),
      secureTransport: false,
      fromConsole: true,
      ...visitor,
    });
    return { status: 200, body };
  };
