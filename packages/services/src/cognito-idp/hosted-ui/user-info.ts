import { verifyAccessToken } from '../tokens/access-token.ts';
import { attributeClaims } from '../tokens/claims.ts';
import { json } from './answers.ts';
import type { Handler } from './visit.ts';

const refusal = (status: 400 | 401, error: string, description: string): Response =>
  json({ error, error_description: description }, status, {
    'www-authenticate': `Bearer error="${error}", error_description="${description}"`,
    'access-control-expose-headers': 'www-authenticate',
  });

const badRequest = (): Response =>
  refusal(400, 'invalid_request', 'Bad OAuth2 request at UserInfo Endpoint');
const invalidToken = (): Response =>
  refusal(
    401,
    'invalid_token',
    'Access token is expired, disabled, or deleted, or the user has globally signed out.',
  );

/** OpenID Connect Core §5.3, for tokens with the scope `openid`. Cognito sends every value as text. */
export const userInfo: Handler = async (parts, { request, pool }) => {
  const [scheme = '', token, ...rest] = (request.headers.get('authorization') ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer' || token === undefined || rest.length > 0)
    return badRequest();
  const verified = await parts.store.read((tx) =>
    verifyAccessToken(tx, parts.keys, token, parts.clock.now()),
  );
  if (!verified.valid || verified.bearer.pool.id !== pool.id) return invalidToken();
  const { client, user, grant } = verified.bearer;
  if (!grant.scopes.includes('openid')) return invalidToken();
  const claims = Object.entries(attributeClaims(client, user, grant.scopes)).map(
    ([name, value]) => [name, typeof value === 'boolean' ? String(value) : value],
  );
  return json({ sub: user.sub, ...Object.fromEntries(claims), username: user.username });
};
