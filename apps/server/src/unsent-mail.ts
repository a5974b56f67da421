import type { Log, Mailer } from '@gatehouse/core';

/** Where no mail server is configured: says that a message was not sent, and nothing of what it holds. */
export const unsentMail = (log: Log): Mailer => ({
  send: ({ to }) => {
    log.warn('a mail was not sent: no mail server is configured', { recipients: to.length });
    return Promise.resolve();
  },
});
