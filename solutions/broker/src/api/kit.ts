import { OpenAPIHono, z } from '@hono/zod-openapi';
import { type Actor, BrokerError } from '../model/index.ts';
import type { Visitor } from './ports.ts';
import { Failure } from './schemas/parts.ts';

/** What a route finds beside its input. */
export interface Env {
  // Hono asks for these two names.
  Bindings: Visitor;
  Variables: { actor: Actor };
}

export type Api = OpenAPIHono<Env>;

export const newApi = (): Api =>
  new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw invalid(result.error);
    },
  });

const MOST_ISSUES = 10;
// Issues quote names from the body, which can be as long as the body.
const LONGEST_ISSUE = 256;

const short = (text: string): string =>
  text.length > LONGEST_ISSUE ? `${text.slice(0, LONGEST_ISSUE)}…` : text;

const invalid = (error: z.core.$ZodError): BrokerError =>
  new BrokerError('invalid', 'The request is not what this operation takes.', {
    issues: error.issues
      .slice(0, MOST_ISSUES)
      .map(({ path, message }) => ({ path: short(path.join('.')), message: short(message) })),
  });

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The answers that every route has. */
export const failures = {
  401: json(Failure, 'No good access token.'),
  403: json(Failure, 'Not allowed.'),
  404: json(Failure, 'No such thing, or not for you.'),
  409: json(Failure, 'It has changed, or was decided already.'),
  422: json(Failure, 'The input is wrong; nothing was done.'),
  429: json(Failure, 'Too many.'),
  503: json(Failure, 'Something that is needed does not answer; nothing was granted.'),
};

export const answers = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: json(schema, description),
  ...failures,
});

export const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

export const SECURITY: Record<string, string[]>[] = [{ accessToken: [] }];

export const IdempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/)
    .optional()
    .openapi({ description: 'Repeats with the same key and body are one request (24 hours).' }),
});

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 200;

export const Paging = z.object({
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(DEFAULT_PAGE),
});
