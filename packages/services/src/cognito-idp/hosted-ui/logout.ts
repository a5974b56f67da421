import { clients } from '../repositories/clients.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import { browserSessions } from '../tokens/browser-sessions.ts';
import { errorPage, redirect } from './answers.ts';
import { encoded } from './authorization-request.ts';
import { endedCookie, sessionIdOf } from './cookies.ts';
import type { Handler, Visit } from './visit.ts';

const endSession = async (parts: SignInParts, visit: Visit): Promise<void> => {
  const id = sessionIdOf(parts, visit);
  if (id !== undefined) await parts.store.write((tx) => browserSessions.end(tx, id));
};

/** `/logout`: ends the browser's session, then goes to a registered address, or to the login page. */
export const logout: Handler = async (parts, visit) => {
  const { query, pool, root } = visit;
  const client = await parts.store.read((tx) => clients.find(tx, query.get('client_id') ?? ''));
  if (client?.poolId !== pool.id)
    return errorPage('The application is not known here (invalid_request: client_id).');
  const { LogoutURLs = [], CallbackURLs = [], AllowedOAuthScopes = [] } = client.settings;
  const logoutUri = query.get('logout_uri');
  if (logoutUri !== undefined) {
    if (!LogoutURLs.includes(logoutUri) && !CallbackURLs.includes(logoutUri))
      return errorPage('The address to go to after signing out is not registered.');
    await endSession(parts, visit);
    return redirect(logoutUri, [endedCookie(visit)]);
  }
  const redirectUri = query.get('redirect_uri');
  const responseType = query.get('response_type');
  if (redirectUri === undefined || responseType === undefined)
    return errorPage('Required parameters are missing (invalid_request).');
  if (!CallbackURLs.includes(redirectUri))
    return errorPage(
      'The address to go to after signing in is not registered (redirect_mismatch).',
    );
  await endSession(parts, visit);
  const parameters = encoded({
    ...Object.fromEntries(query),
    scope: query.get('scope') ?? AllowedOAuthScopes.join(' '),
  });
  return redirect(`${root}/login?${parameters}`, [endedCookie(visit)]);
};
