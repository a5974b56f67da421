import type { IncomingMessage } from 'node:http';
import type { Outbox } from '@gatehouse/mail';
import { z } from 'zod';
import { requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import type { Route } from './session-routes.ts';

const Question = z.strictObject({ before: z.int().min(1).optional() });
const PAGE = 50;

/** Mail holds codes that open accounts: only who administers the whole organization may read that of others. */
const mayRead = (
  { home, principal }: Awaited<ReturnType<typeof requireSession>>,
  account: string,
): boolean =>
  (home.kind === 'user' || home.kind === 'root') &&
  home.account === account &&
  'account' in principal &&
  principal.account === account;

/** `POST /api/outbox {"before": 120}`: mail that was kept because no mail server is set up, newest first. */
export const outboxRoute =
  (deps: ConsoleDeps, sessions: Sessions, outbox: Outbox, account: string): Route =>
  async (request: IncomingMessage) => {
    const session = await requireSession(deps, sessions, request);
    if (!mayRead(session, account))
      throw new ConsoleError(
        403,
        'AccessDenied',
        `Only users of the management account ${account} read the outbox.`,
      );
    const parsed = Question.safeParse(await readSmallJson(request));
    if (!parsed.success) throw new ConsoleError(400, 'InvalidRequest', 'before is a number.');
    const { messages, next } = await outbox.list({ limit: PAGE, before: parsed.data.before });
    const shown = messages.map(({ id, sentAt, to, subject, text }) => ({
      id,
      sentAt,
      to,
      subject,
      text,
    }));
    return { status: 200, body: { messages: shown, next } };
  };
