import type { Context, ErrorHandler, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { type Actor, BrokerError, STATUS } from '../model/index.ts';
import { type Api, type Env, newApi } from './kit.ts';
import type { ApiParts, Visitor } from './ports.ts';
import { auditRoutes } from './routes/audit.ts';
import { insightRoutes } from './routes/insight.ts';
import { policyRoutes } from './routes/policy.ts';
import { requestRoutes } from './routes/requests.ts';
import { meRoutes, openRoutes } from './routes/session.ts';

const LARGEST_BODY = 2 * 1_048_576;

export interface BrokerApi {
  /** Paths begin with `/v1` or are `/openapi.json`. */
  fetch(request: Request, visitor: Visitor): Promise<Response>;
  /** The OpenAPI 3.1 document. */
  openApi(): object;
}

const failure = (code: string, message: string, details?: Readonly<Record<string, unknown>>) => ({
  error: { code, message, ...(details === undefined ? {} : { details }) },
});

const LONGEST_PATH = 128;
const REQUEST = /^\/v1\/requests\/(r-[a-z0-9]{20})(?:\/|$)/;

/** Also what the routes refuse before they reach an operation: input, and what only some may read. */
const record = async (
  { refused }: ApiParts,
  c: Context<Env>,
  error: BrokerError,
): Promise<void> => {
  // Nobody knows yet who it is; strangers must not write the log.
  const actor: Actor | undefined = c.get('actor');
  if (actor === undefined) return;
  const { method, path } = c.req;
  const operation = `${method} ${path.slice(0, LONGEST_PATH)}`;
  await refused(actor, { operation, requestId: REQUEST.exec(path)?.[1] }, error);
};

/** A refusal in its own words; anything else is ours, is logged by its place alone, and tells nothing. */
const onError =
  (parts: ApiParts): ErrorHandler<Env> =>
  async (error, c) => {
    if (error instanceof BrokerError) {
      await record(parts, c, error);
      const { code, message, details } = error;
      if (code === 'unauthenticated') c.header('www-authenticate', 'Bearer error="invalid_token"');
      const hasDetails = Object.keys(details).length > 0;
      return c.json(failure(code, message, hasDetails ? details : undefined), STATUS[code]);
    }
    if (error instanceof HTTPException)
      return c.json(failure('invalid', 'The request cannot be read.'), error.status);
    const place = (error.stack ?? '').split('\n').slice(1, 6);
    parts.log.error('a request to the broker failed', {
      error: error.name,
      at: place.map((line) => line.trim()).join(' < '),
    });
    return c.json(
      failure('internal', 'The request failed for a reason of ours; it is logged.'),
      500,
    );
  };

const headers: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  c.header('cache-control', 'no-store');
  c.header('x-content-type-options', 'nosniff');
  c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  c.header('referrer-policy', 'no-referrer');
};

/** A form of another site can send neither this content type nor a token; a body of another kind is nobody's. */
const onlyJson: MiddlewareHandler<Env> = async (c, next) => {
  const type = c.req.header('content-type')?.split(';')[0]?.trim();
  if (c.req.method === 'POST' && type !== 'application/json')
    return c.json(failure('invalid', 'The content type must be application/json.'), 415);
  return next();
};

const documented = (api: Api): object => {
  api.openAPIRegistry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token of the configured issuer. An ID token is refused.',
  });
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Gatehouse access broker',
      version: '1',
      description: 'Temporary elevated access to AWS accounts: request, approve, session, audit.',
    },
    servers: [{ url: '/broker' }],
  });
};

/** The broker's REST API. */
export const createApi = (parts: ApiParts): BrokerApi => {
  const api = newApi();
  api.onError(onError(parts));
  api.notFound((c) => c.json(failure('not-found', 'There is nothing here.'), 404));
  api.use(headers);
  api.use(onlyJson);
  api.use(
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: (c) => {
        // What is left of the body is not read, so that nothing else can come on this connection.
        c.header('connection', 'close');
        return c.json(failure('invalid', 'The body is too large.'), 413);
      },
    }),
  );
  api.get('/openapi.json', (c) => c.json(document));
  api.route('/', openRoutes(parts));
  api.use('/v1/*', async (c, next) => {
    c.set('actor', await parts.authenticator.authenticate(c.req.raw.headers, c.env));
    await next();
  });
  for (const routes of [meRoutes, requestRoutes, insightRoutes, auditRoutes, policyRoutes])
    api.route('/', routes(parts));
  const document = documented(api);
  return {
    fetch: async (request, visitor) => api.fetch(request, visitor),
    openApi: () => document,
  };
};
