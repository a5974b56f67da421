import type { IncomingMessage } from 'node:http';
import { AwsError } from '@gatehouse/core';
import type { Position, Report } from '@gatehouse/resolver';
import { z } from 'zod';
import { type ActiveSession, requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps, FindingSolutions, Visitor } from './console-deps.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import type { Route } from './session-routes.ts';

const ACTION = 'securityhub:GetFindings';
const MOST_DELETIONS = 50;
const DAY_MILLISECONDS = 24 * 3600 * 1000;
const MOST_DAYS = 90;

const Question = z.strictObject({
  days: z.number().int().min(1).max(MOST_DAYS).default(MOST_DAYS),
  after: z
    .strictObject({ heardAt: z.number().int().nonnegative(), id: z.string().max(256) })
    .optional(),
  /** One deletion, with what became of each finding. */
  deletion: z.string().min(1).max(256).optional(),
});

const mayRead = async (
  { cloud, clock }: ConsoleDeps,
  { principal }: ActiveSession,
  { account, region }: FindingSolutions,
  { sourceIp, userAgent }: Visitor,
): Promise<boolean> => {
  try {
    const { allowed } = await cloud.authorizer.decide({
      service: cloud.securityHub.service,
      principal,
      action: ACTION,
      resource: `arn:aws:securityhub:${region}:${account}:hub/default`,
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

/** @throws ConsoleError unless the session is of the account whose findings are resolved and may read them */
const requireReader = async (
  deps: ConsoleDeps,
  session: ActiveSession,
  solutions: FindingSolutions,
  visitor: Visitor,
): Promise<void> => {
  const { principal, roleExpired } = session;
  if (roleExpired)
    throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
  const { account, region } = solutions;
  const own = 'account' in principal ? principal.account : undefined;
  if (own !== account)
    throw new ConsoleError(
      403,
      'AccessDeniedException',
      `The report is of account ${account}, which administers Security Hub; this session is of ${own === undefined ? 'no account' : `account ${own}`}.`,
    );
  if (!(await mayRead(deps, session, solutions, visitor)))
    throw new ConsoleError(
      403,
      'AccessDeniedException',
      `Only who may call ${ACTION} in account ${account}, ${region}, sees the report.`,
    );
};

const deletionOf = async (report: Report | undefined, id: string) => {
  if (report === undefined)
    throw new ConsoleError(404, 'NotRunning', 'The finding resolver does not run here.');
  const entry = await report.deletion(id);
  if (entry === undefined)
    throw new ConsoleError(404, 'NotFound', 'No such deletion is on record.');
  return { entry, outcomes: await report.outcomes(id) };
};

const deletionsOf = async (report: Report, after: Position | undefined) => {
  const entries = await report.deletions(MOST_DELETIONS + 1, after);
  const deletions = entries.slice(0, MOST_DELETIONS);
  const last = entries.length > MOST_DELETIONS ? deletions.at(-1) : undefined;
  const next = last && { heardAt: last.heardAt.getTime(), id: last.deletion.id };
  return { deletions, next };
};

/**
 * `POST /api/resolver {"days"?, "after"?, "deletion"?}`: what was resolved and why, what was ignored, and what of Falco's
 * alerts waits or was refused; for people of the account that administers Security Hub.
 */
export const resolverRoute =
  (deps: ConsoleDeps, sessions: Sessions): Route =>
  async (request: IncomingMessage, visitor: Visitor) => {
    const session = await requireSession(deps, sessions, request);
    const solutions = deps.findings?.();
    if (solutions === undefined)
      throw new ConsoleError(
        404,
        'NotRunning',
        'Neither the finding resolver nor the Falco bridge runs on this server.',
      );
    await requireReader(deps, session, solutions, visitor);
    const parsed = Question.safeParse(await readSmallJson(request));
    if (!parsed.success)
      throw new ConsoleError(400, 'InvalidRequest', 'The report is of 1 to 90 days.');
    const { days, after, deletion } = parsed.data;
    const { report, falco, dryRun } = solutions;
    if (deletion !== undefined) return { status: 200, body: await deletionOf(report, deletion) };
    const since = new Date(deps.clock.now().getTime() - days * DAY_MILLISECONDS);
    const resolver = report && {
      dryRun,
      totals: await report.totals(since),
      ...(await deletionsOf(report, after)),
    };
    return { status: 200, body: { resolver, falco: await falco?.state() } };
  };
