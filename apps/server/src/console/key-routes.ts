import { z } from 'zod';
import type { Sessions } from './active-session.ts';
import { asked, REGION } from './asked-route.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { ConsoleError } from './http.ts';
import { keyApis, keyResourceApis } from './key-apis.ts';
import { auditView, treeView } from './key-views.ts';
import type { Route } from './session-routes.ts';

// A page waits for the answer; the command reads more.
const MOST_EVENTS = 5000;
const DAYS = 90;
const UNUSED_DAYS = 30;

const place = {
  region: REGION,
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

const WRONG = 'The Region, the key or the question is none.';

const settingsAt = (now: Date) => ({ now, days: DAYS, mostEvents: MOST_EVENTS });

const treeRoute = (deps: ConsoleDeps, sessions: Sessions): Route =>
  asked(deps, sessions, { form: Place, wrong: WRONG }, async ({ keyId }, caller) => {
    const { gatherGrants, grantTree } = await import('@gatehouse/keys');
    const { grants, history, unread } = await gatherGrants(
      keyApis(deps, caller),
      keyId,
      settingsAt(deps.clock.now()),
    );
    return treeView(grantTree(grants, history), unread);
  });

const auditRoute = (deps: ConsoleDeps, sessions: Sessions): Route =>
  asked(deps, sessions, { form: Audited, wrong: WRONG }, async ({ keyId, unusedDays }, caller) => {
    const { auditGrants, gatherAudit } = await import('@gatehouse/keys');
    const apis = keyApis(deps, caller);
    const now = deps.clock.now();
    const facts = await gatherAudit(apis, keyResourceApis(deps, caller), keyId, settingsAt(now));
    const { Arn } = await apis.getCallerIdentity({});
    return auditView(auditGrants(facts, { now, unusedDays }, Arn));
  });

const whoRoute = (deps: ConsoleDeps, sessions: Sessions): Route =>
  asked(
    deps,
    sessions,
    { form: Asked, wrong: WRONG },
    async ({ keyId, operation, context, via }, caller) => {
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
    },
  );

/** `POST /api/keys/{grant-tree,grants-audit,who}`: what the pages of keys ask beside AWS's API. */
export const keyRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] => [
  ['POST /api/keys/grant-tree', treeRoute(deps, sessions)],
  ['POST /api/keys/grants-audit', auditRoute(deps, sessions)],
  ['POST /api/keys/who', whoRoute(deps, sessions)],
];
