import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import { keyApis, keyResourceApis } from './key-apis.ts';
import { auditView, treeView } from './key-views.ts';
import type { Route } from './session-routes.ts';

// A page waits for the answer; the command reads more.
const MOST_EVENTS = 5000;
const DAYS = 90;
const UNUSED_DAYS = 30;

const place = {
  region: z.string().regex(/^[a-z]{2}(-[a-z]+){1,2}-\d$/),
  keyId: z.string().min(1).max(2048),
};
const Place = z.strictObject(place);
const Audited = z.strictObject({
  ...place,
  unusedDays: z.number().int().min(0).max(DAYS).default(UNUSED_DAYS),
});
const Asked = z.strictObject({
  ...place,
  operation: z.string().min(1).max(64),
  context: z.record(z.string().max(8192), z.string().max(8192)).optional(),
  via: z.string().max(128).optional(),
});

type Caller = Parameters<typeof keyApis>[1];

/** A question in a known form, by somebody who is signed in. */
const asked =
  <Form extends z.ZodType<{ readonly region: string }>>(
    deps: ConsoleDeps,
    sessions: Sessions,
    form: Form,
    answer: (question: z.output<Form>, caller: Caller) => Promise<unknown>,
  ): Route =>
  async (request: IncomingMessage, visitor) => {
    const session = await requireSession(deps, sessions, request);
    if (session.roleExpired)
      throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
    const parsed = form.safeParse(await readSmallJson(request));
    if (!parsed.success)
      throw new ConsoleError(400, 'InvalidRequest', 'The Region, the key or the question is none.');
    const { region } = parsed.data;
    return { status: 200, body: await answer(parsed.data, { session, visitor, region }) };
  };

const settingsAt = (now: Date) => ({ now, days: DAYS, mostEvents: MOST_EVENTS });

const treeRoute = (deps: ConsoleDeps, sessions: Sessions): Route =>
  asked(deps, sessions, Place, async ({ keyId }, caller) => {
    const { gatherGrants, grantTree } = await import('@gatehouse/keys');
    const { grants, history, unread } = await gatherGrants(
      keyApis(deps, caller),
      keyId,
      settingsAt(deps.clock.now()),
    );
    return treeView(grantTree(grants, history), unread);
  });

const auditRoute = (deps: ConsoleDeps, sessions: Sessions): Route =>
  asked(deps, sessions, Audited, async ({ keyId, unusedDays }, caller) => {
    const { auditGrants, gatherAudit } = await import('@gatehouse/keys');
    const apis = keyApis(deps, caller);
    const now = deps.clock.now();
    const facts = await gatherAudit(apis, keyResourceApis(deps, caller), keyId, settingsAt(now));
    const { Arn } = await apis.getCallerIdentity({});
    return auditView(auditGrants(facts, { now, unusedDays }, Arn));
  });

const whoRoute = (deps: ConsoleDeps, sessions: Sessions): Route =>
  asked(deps, sessions, Asked, async ({ keyId, operation, context, via }, caller) => {
    const { gatherAccess, operationNamed, QuestionError, whoCan } =
      await import('@gatehouse/access');
    const known = await operationNamed(operation).catch((error: unknown) => {
      if (!(error instanceof QuestionError)) throw error;
      throw new ConsoleError(400, 'InvalidRequest', `${error.message}.`);
    });
    const facts = await gatherAccess(keyApis(deps, caller), keyId);
    const question = {
      operation: known,
      context: context === undefined ? undefined : new Map(Object.entries(context)),
      via,
      conditions: new Map<string, readonly string[]>(),
    };
    return whoCan(question, facts, deps.clock.now());
  });

/** `POST /api/keys/{grant-tree,grants-audit,who}`: what the pages of keys ask beside AWS's API. */
export const keyRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] => [
  ['POST /api/keys/grant-tree', treeRoute(deps, sessions)],
  ['POST /api/keys/grants-audit', auditRoute(deps, sessions)],
  ['POST /api/keys/who', whoRoute(deps, sessions)],
];
