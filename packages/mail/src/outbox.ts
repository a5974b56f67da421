import type { Clock, Ids, Mailer } from '@gatehouse/core';
import type { Migration, Store, Tx } from '@gatehouse/store';
import { requireSendable } from './refusal.ts';

/** A message that was kept here because no mail server is set up. */
export interface KeptMail {
  readonly id: string;
  /** Grows with each message; a page begins before one. */
  readonly position: number;
  readonly sentAt: Date;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
  readonly thread: string | undefined;
}

export interface OutboxPage {
  /** Newest first. */
  readonly messages: readonly KeptMail[];
  /** For `before` of the next page; undefined on the last one. */
  readonly next: number | undefined;
}

/** Mail that would have been sent. Empty where mail goes to an SMTP server. */
export interface Outbox {
  /** Up to 1000 messages of one page. */
  list(page: { readonly limit: number; readonly before?: number | undefined }): Promise<OutboxPage>;
  get(id: string): Promise<KeptMail | undefined>;
}

/** The newest so many stay. */
export const KEPT_MESSAGES = 10_000;
const LARGEST_PAGE = 1000;

export const mailMigrations: readonly Migration[] = [
  {
    component: 'mail',
    version: 1,
    statements: [
      `CREATE TABLE mail_message (
        id TEXT PRIMARY KEY,
        position BIGINT NOT NULL UNIQUE,
        mail_key TEXT NOT NULL UNIQUE,
        sent_at BIGINT NOT NULL,
        recipients TEXT NOT NULL,
        subject TEXT NOT NULL,
        body_text TEXT NOT NULL,
        body_html TEXT,
        thread TEXT
      )`,
    ],
  },
];

interface MailRow {
  readonly id: string;
  readonly position: number;
  readonly sent_at: number;
  readonly recipients: string;
  readonly subject: string;
  readonly body_text: string;
  readonly body_html: string | null;
  readonly thread: string | null;
}

const toKeptMail = (row: MailRow): KeptMail => ({
  id: row.id,
  position: row.position,
  sentAt: new Date(row.sent_at),
  to: JSON.parse(row.recipients) as string[],
  subject: row.subject,
  text: row.body_text,
  html: row.body_html ?? undefined,
  thread: row.thread ?? undefined,
});

const prune = async (tx: Tx): Promise<void> => {
  await tx.run(
    'DELETE FROM mail_message WHERE position <= (SELECT MAX(position) FROM mail_message) - ?',
    [KEPT_MESSAGES],
  );
};

/** PostgreSQL takes no NUL in a text, and no mail program shows one. */
const storable = (text: string): string => text.replaceAll('\0', '\u{fffd}');

interface Settings {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Takes every message that could be sent, and sends none. */
export const outboxMailer = ({ store, clock, ids }: Settings): Mailer => ({
  send: async (mail) => {
    requireSendable(mail);
    const { to, subject, text, html, thread, key } = mail;
    const id = ids.uuid();
    await store.write(async (tx) => {
      await tx.run(
        `INSERT INTO mail_message
           (id, position, mail_key, sent_at, recipients, subject, body_text, body_html, thread)
         VALUES (?, (SELECT COALESCE(MAX(position), 0) + 1 FROM mail_message), ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (mail_key) DO NOTHING`,
        [
          id,
          storable(key),
          clock.now().getTime(),
          JSON.stringify(to),
          subject,
          storable(text),
          html === undefined ? null : storable(html),
          thread === undefined ? null : storable(thread),
        ],
      );
      await prune(tx);
    });
  },
});

export const createOutbox = (store: Store): Outbox => ({
  list: async ({ limit, before }) => {
    const most = Math.max(1, Math.min(Math.trunc(limit), LARGEST_PAGE));
    const rows = await store.read((tx) =>
      tx.all<MailRow>(
        'SELECT * FROM mail_message WHERE position < ? ORDER BY position DESC LIMIT ?',
        [before ?? Number.MAX_SAFE_INTEGER, most + 1],
      ),
    );
    const messages = rows.slice(0, most).map(toKeptMail);
    return { messages, next: rows.length > most ? messages.at(-1)?.position : undefined };
  },
  get: async (id) => {
    const row = await store.read((tx) =>
      tx.get<MailRow>('SELECT * FROM mail_message WHERE id = ?', [storable(id)]),
    );
    return row === undefined ? undefined : toKeptMail(row);
  },
});
