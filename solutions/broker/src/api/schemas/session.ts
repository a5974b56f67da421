import { z } from '@hono/zod-openapi';
import { Person } from './parts.ts';

/** What a browser or command needs to sign a person in. */
export const SignInConfiguration = z
  .object({
    issuer: z.string(),
    clientId: z.string(),
    scopes: z.array(z.string()),
    authorizationEndpoint: z.string(),
    tokenEndpoint: z.string(),
    endSessionEndpoint: z.string().optional(),
    deviceAuthorizationEndpoint: z.string().optional(),
    /** Ports of 127.0.0.1 that the issuer takes a command's redirect to; empty: any. */
    loopbackPorts: z.array(z.int()),
    /** The name of this machine in a command's redirect. */
    loopbackHost: z.enum(['127.0.0.1', 'localhost']),
  })
  .openapi('SignInConfiguration');

export const Me = z
  .object({
    person: Person,
    groups: z.array(z.string()),
    may: z.object({
      audit: z.boolean(),
      administerPolicy: z.boolean(),
      endAny: z.boolean(),
      reviewBreakGlass: z.boolean(),
    }),
    /** How many requests wait for this person's decision; at most 100. */
    waiting: z.int(),
  })
  .openapi('Me');
