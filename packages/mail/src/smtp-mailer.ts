import type { Log, Mailer } from '@gatehouse/core';
import { createTransport, type Transporter } from 'nodemailer';
import { messageId, threadId } from './message-id.ts';
import { isAddress, MailRefusedError, requireSendable } from './refusal.ts';

export interface SmtpSettings {
  /** `smtp://user@host:port`, where STARTTLS is demanded unless the host is loopback, or `smtps://…`. No password. */
  readonly url: string;
  /** Default: the URL's. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** `gatehouse@example.com` */
  readonly from: string;
}

const CONNECT_MILLISECONDS = 10_000;
const IDLE_MILLISECONDS = 60_000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;

const isSmtp = (protocol: string): protocol is keyof typeof PORTS => Object.hasOwn(PORTS, protocol);

const createSmtp = ({ url, user: given, password }: SmtpSettings): Transporter => {
  const { protocol, hostname, port, username, password: inUrl } = new URL(url);
  if (!isSmtp(protocol)) throw new Error('the SMTP URL begins with neither smtp:// nor smtps://');
  if (inUrl !== '')
    throw new Error('the SMTP URL holds a password, which has a setting of its own');
  const user = given ?? (username === '' ? undefined : decodeURIComponent(username));
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return createTransport({
    host: bare,
    port: port === '' ? PORTS[protocol] : Number(port),
    secure: protocol === 'smtps:',
    // Without it a stranger on the way could answer that the server has no STARTTLS, and read along.
    requireTLS: protocol === 'smtp:' && !LOOPBACK.test(hostname),
    // A server on this machine seldom has a certificate for its name, and nobody sits in between.
    ignoreTLS: protocol === 'smtp:' && LOOPBACK.test(hostname),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: CONNECT_MILLISECONDS,
    greetingTimeout: CONNECT_MILLISECONDS,
    socketTimeout: IDLE_MILLISECONDS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
};

/** Sends through an SMTP server; rejects when it does not answer or refuses the message or one of the recipients. */
export const smtpMailer = (settings: SmtpSettings, log: Log): Mailer => {
  const { from } = settings;
  if (!isAddress(from)) throw new Error('the sender is not a mail address');
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const smtp = createSmtp(settings);

  return {
    send: async (mail) => {
      requireSendable(mail);
      const { to, subject, text, html, thread, key } = mail;
      const parent = thread === undefined ? undefined : threadId(thread, domain);
      const sent: { readonly rejected?: readonly unknown[] | undefined } = await smtp.sendMail({
        from: { name: '', address: from },
        to: to.map((address) => ({ name: '', address })),
        subject,
        text,
        ...(html === undefined ? {} : { html }),
        messageId: messageId(key, domain),
        ...(parent === undefined ? {} : { inReplyTo: parent, references: parent }),
      });
      const refused = sent.rejected?.length ?? 0;
      if (refused > 0)
        throw new MailRefusedError(`the server refused ${refused} of ${to.length} recipients`);
      log.debug('mail sent', { recipients: to.length });
    },
  };
};
