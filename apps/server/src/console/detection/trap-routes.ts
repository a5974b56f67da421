import { requireSession, type Sessions } from '../active-session.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { ConsoleError, readSmallJson } from '../http.ts';
import type { Route } from '../session-routes.ts';
import { powersOf } from './access.ts';

/** As @gatehouse/detection has them, which is loaded only where it runs. */
const ROUTES = [
  'traps',
  'traps/show',
  'traps/create',
  'traps/rotate',
  'traps/remove',
  'traps/verify',
  'traps/reveal',
  'traps/drill',
  'traps/drill-state',
] as const;

// For whoever may not know of traps there is nothing here, as for any other path.
const nothingHere = (): ConsoleError => new ConsoleError(404, 'NotFound', 'There is nothing here.');

const trapRoute =
  (deps: ConsoleDeps, sessions: Sessions, route: string): Route =>
  async (request, visitor) => {
    const session = await requireSession(deps, sessions, request);
    if (session.roleExpired)
      throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
    const running = deps.detection?.();
    if (running?.traps === undefined) throw nothingHere();
    const { seeTraps } = await powersOf(deps, session, running.live.settings, visitor);
    if (!seeTraps) throw nothingHere();
    const { answerTraps } = await import('@gatehouse/detection');
    return answerTraps(running.traps, {
      route,
      administrator: seeTraps,
      body: await readSmallJson(request),
    });
  };

export const trapRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] =>
  ROUTES.map((route) => [`POST /api/detection/${route}`, trapRoute(deps, sessions, route)]);
