export { createMailer, type MailerSettings, type Mailing } from './create-mailer.ts';
export type { KeptMail, Outbox, OutboxPage } from './outbox.ts';
export { MailRefusedError } from './refusal.ts';
export type { SmtpSettings } from './smtp-mailer.ts';
