import type { Clock, Ids, Log, Mailer } from '@gatehouse/core';
import type { Migration, Store } from '@gatehouse/store';
import { createOutbox, mailMigrations, type Outbox, outboxMailer } from './outbox.ts';
import { smtpMailer, type SmtpSettings } from './smtp-mailer.ts';

export interface MailerSettings {
  /** Without it, mail is kept in the outbox instead of being sent. */
  readonly smtp?: SmtpSettings | undefined;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface Mailing {
  readonly mailer: Mailer;
  readonly outbox: Outbox;
  readonly migrations: readonly Migration[];
}

/** @throws Error when the SMTP settings are not usable. */
export const createMailer = (settings: MailerSettings): Mailing => ({
  mailer:
    settings.smtp === undefined ? outboxMailer(settings) : smtpMailer(settings.smtp, settings.log),
  outbox: createOutbox(settings.store),
  migrations: mailMigrations,
});
