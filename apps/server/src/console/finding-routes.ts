import type { Sessions } from './active-session.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { customActionRoute } from './custom-action-route.ts';
import { findingCountsRoute } from './finding-counts-route.ts';
import { resolverRoute } from './resolver-route.ts';
import type { Route } from './session-routes.ts';

/** What the pages about findings ask beside AWS's API. */
export const findingRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] => [
  ['POST /api/custom-action', customActionRoute(deps, sessions)],
  ['POST /api/finding-counts', findingCountsRoute(deps, sessions)],
  ['POST /api/resolver', resolverRoute(deps, sessions)],
];
