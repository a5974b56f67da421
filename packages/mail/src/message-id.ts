import { createHash } from 'node:crypto';

const digest = (kind: string, value: string): string =>
  createHash('sha256').update(kind).update('\0').update(value).digest('hex').slice(0, 40);

/** The same for the same key, so that a message delivered twice is recognised as one (RFC 5322 §3.6.4). */
export const messageId = (key: string, domain: string): string =>
  `<${digest('message', key)}@${domain}>`;

/** Names the conversation; no message has it, and mail programs group by it all the same. */
export const threadId = (thread: string, domain: string): string =>
  `<${digest('thread', thread)}@${domain}>`;
