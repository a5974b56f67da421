import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { requireSession, type Sessions } from './active-session.ts';
import type { Caller } from './ask-as.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import type { Route } from './session-routes.ts';

export const REGION = z.string().regex(/^[a-z]{2}(-[a-z]+){1,2}-\d$/);

interface Expected<Form> {
  readonly form: Form;
  /** What is said of a question in another form. */
  readonly wrong: string;
}

/** A question in a known form, by somebody who is signed in. */
export const asked =
  <Form extends z.ZodType<{ readonly region: string }>>(
    deps: ConsoleDeps,
    sessions: Sessions,
    { form, wrong }: Expected<Form>,
    answer: (question: z.output<Form>, caller: Caller) => Promise<unknown>,
  ): Route =>
  async (request: IncomingMessage, visitor) => {
    const session = await requireSession(deps, sessions, request);
    if (session.roleExpired)
      throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
    const parsed = form.safeParse(await readSmallJson(request));
    if (!parsed.success) throw new ConsoleError(400, 'InvalidRequest', wrong);
    const { region } = parsed.data;
    return { status: 200, body: await answer(parsed.data, { session, visitor, region }) };
  };
