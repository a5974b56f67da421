import type { IncomingMessage } from 'node:http';
import type { Outbox } from '@gatehouse/mail';
import { z } from 'zod';
import { requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import type { Route } from './session-routes.ts';

const Question = z.strictObject({ before: z.int().min(1).optional() });
const PAGE = 50;

// Who may give themselves everything has everything; nobody else may learn what takes over other people's accounts.
const POWER = 'iam:PutUserPolicy';
const EVERYBODY = 'user/*';

/** Mail holds codes that open accounts: only who administers the account of the whole organization may read that of others. */
const mayRead = async (
  { cloud, clock }: ConsoleDeps,
  { home, principal }: Awaited<ReturnType<typeof requireSession>>,
  account: string,
  { sourceIp, userAgent }: Visitor,
): Promise<boolean> => {
  const isPerson = home.kind === 'user' || home.kind === 'root';
  if (!isPerson || home.account !== account) return false;
  if (!('account' in principal) || principal.account !== account) return false;
  const { allowed } = await cloud.authorizer.decide({
    service: cloud.iam.service,
    principal,
    action: POWER,
    resource: `arn:aws:iam::${account}:${EVERYBODY}`,
    keys: {},
    options: {},
    facts: { now: clock.now(), region: 'us-east-1', sourceIp, userAgent, secureTransport: false },
  });
  return allowed;
};

/** `POST /api/outbox {"before": 120}`: mail that was kept because no mail server is set up, newest first. */
export const outboxRoute =
  (deps: ConsoleDeps, sessions: Sessions, outbox: Outbox, account: string): Route =>
  async (request: IncomingMessage, visitor: Visitor) => {
    const session = await requireSession(deps, sessions, request);
    if (!(await mayRead(deps, session, account, visitor)))
      throw new ConsoleError(
        403,
        'AccessDenied',
        `Only administrators of the management account ${account} read the outbox.`,
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
