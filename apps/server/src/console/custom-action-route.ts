import type { IncomingMessage } from 'node:http';
import type { SendFindingEventsRequest, SendInsightEventsRequest } from '@gatehouse/services';
import { z } from 'zod';
import { requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import type { Route } from './session-routes.ts';

const Arn = z.string().min(20).max(512);
const Region = z.string().regex(/^[a-z]{2}(-[a-z]+){1,2}-\d$/);

const Findings = z.strictObject({
  region: Region,
  ActionTargetArn: Arn,
  FindingIdentifiers: z
    .array(z.strictObject({ Id: z.string().min(1).max(512), ProductArn: Arn }))
    .min(1)
    .max(20),
});

const Insight = z.strictObject({
  region: Region,
  ActionTargetArn: Arn,
  InsightArn: Arn,
  GroupByAttributeValues: z.array(z.string().max(1024)).min(1).max(100).optional(),
});

const Asked = z.union([Findings, Insight]);

type Sending =
  | { readonly operation: 'SendFindingEvents'; readonly input: SendFindingEventsRequest }
  | { readonly operation: 'SendInsightEvents'; readonly input: SendInsightEventsRequest };

const sendingOf = (input: z.infer<typeof Asked>): Sending =>
  'InsightArn' in input
    ? {
        operation: 'SendInsightEvents',
        input: {
          ActionTargetArn: input.ActionTargetArn,
          InsightArn: input.InsightArn,
          ...(input.GroupByAttributeValues === undefined
            ? {}
            : { GroupByAttributeValues: input.GroupByAttributeValues }),
        },
      }
    : {
        operation: 'SendFindingEvents',
        input: {
          ActionTargetArn: input.ActionTargetArn,
          FindingIdentifiers: input.FindingIdentifiers,
        },
      };

/**
 * `POST /api/custom-action {"region", "ActionTargetArn", "FindingIdentifiers" | "InsightArn"}`: sends findings or an
 * insight's results to a custom action of Security Hub, as who is signed in. AWS's API has no operation for it.
 */
export const customActionRoute =
  (deps: ConsoleDeps, sessions: Sessions): Route =>
  async (request: IncomingMessage, visitor: Visitor) => {
    const session = await requireSession(deps, sessions, request);
    if (session.roleExpired)
      throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
    const parsed = Asked.safeParse(await readSmallJson(request));
    if (!parsed.success)
      throw new ConsoleError(
        400,
        'InvalidRequest',
        'A custom action is sent at most 20 findings, or the results of one insight.',
      );
    await deps.cloud.dispatcher.dispatch({
      ...sendingOf(parsed.data),
      service: 'securityhub-console',
      principal: session.principal,
      accessKeyId: session.accessKeyId,
      region: parsed.data.region,
      requestId: deps.ids.uuid(),
      secureTransport: false,
      fromConsole: true,
      ...visitor,
    });
    return { status: 200, body: {} };
  };
