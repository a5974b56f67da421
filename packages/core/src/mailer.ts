/** A message to people. Texts are plain UTF-8; a mailer encodes headers and wraps lines. */
export interface Mail {
  /** Addresses (RFC 5321 mailboxes), at least one. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  /** Messages about one thing share it, so that mail programs show them as a conversation (RFC 5322 In-Reply-To). */
  readonly thread?: string | undefined;
  /** The same key sends the same message once: a repeated delivery attempt carries the same Message-ID. */
  readonly key: string;
}

/** Sends mail. Never called inside a transaction; rejects when the message was not accepted. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}
