import type { IncomingMessage } from 'node:http';
import { AwsError } from '@gatehouse/core';
import { z } from 'zod';
import { type ActiveSession, requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import type { Route } from './session-routes.ts';

const MOST_FAILURES = 200;
const ACTION = 'events:ListRules';

const Question = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+){1,2}-\d$/),
  ruleArn: z.string().max(1600).optional(),
});

const accountOf = ({ principal, roleExpired }: ActiveSession): string => {
  if (roleExpired)
    throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
  if ('account' in principal) return principal.account;
  throw new ConsoleError(403, 'AccessDenied', 'Only who is of an account sees its deliveries.');
};

/** Deliveries tell no more than rules do: who may list those of the account may see what became of their events. */
const mayList = async (
  { cloud, clock }: ConsoleDeps,
  { principal }: ActiveSession,
  region: string,
  { sourceIp, userAgent }: Visitor,
): Promise<boolean> => {
  try {
    const { allowed } = await cloud.authorizer.decide({
      service: cloud.events.service,
      principal,
      action: ACTION,
      resource: '*',
      keys: {},
      options: {},
      facts: { now: clock.now(), region, sourceIp, userAgent, secureTransport: false },
    });
    return allowed;
  } catch (error) {
    // The kind of credential may not call the service at all.
    if (error instanceof AwsError) return false;
    throw error;
  }
};

/**
 * `POST /api/deliveries {"region", "ruleArn"?}`: deliveries of EventBridge that were given up, the newest first, and how
 * many wait, of the session's own account. AWS's API has no operation for it.
 */
export const deliveriesRoute =
  (deps: ConsoleDeps, sessions: Sessions): Route =>
  async (request: IncomingMessage, visitor: Visitor) => {
    const session = await requireSession(deps, sessions, request);
    const account = accountOf(session);
    const parsed = Question.safeParse(await readSmallJson(request));
    if (!parsed.success)
      throw new ConsoleError(400, 'InvalidRequest', 'The Region or the rule is not one.');
    const { region, ruleArn } = parsed.data;
    const own = `arn:aws:events:${region}:${account}:rule/`;
    if (ruleArn?.startsWith(own) === false)
      throw new ConsoleError(400, 'InvalidRequest', 'The rule is not one of this account.');
    if (!(await mayList(deps, session, region, visitor)))
      throw new ConsoleError(
        403,
        'AccessDeniedException',
        `Only who may call ${ACTION} sees the deliveries of account ${account}.`,
      );
    const { report } = deps.cloud.events;
    const scope = { account, region };
    const body = await deps.store.read(async (tx) => ({
      failures: await report.failures(tx, scope, { ruleArn, limit: MOST_FAILURES }),
      waiting:
        ruleArn === undefined
          ? await report.waitingIn(tx, scope)
          : (await report.waiting(tx, ruleArn)).map((target) => ({ ruleArn, ...target })),
    }));
    return { status: 200, body };
  };
