import type { Person } from '../model/index.ts';
import type { Message } from './message.ts';
import type { StoredNotice } from './repository.ts';

export const DAY_MILLISECONDS = 86_400_000;

/** The uses of break-glass that one person was passed over for, as one message. */
export const digestMessage = (messages: readonly Message[], consoleUrl: string): Message => ({
  subject: `[Gatehouse] Break-glass in the last day: ${messages.length}`,
  lines: messages.map(({ subject, link }) => `${subject.replace('[Gatehouse] ', '')}: ${link}`),
  link: `${consoleUrl}/access/audit`,
  linkText: 'Open the audit',
});

/** Each person's share of the notices, by mailbox. */
export const byPerson = (
  notices: readonly { readonly notice: StoredNotice; readonly people: readonly Person[] }[],
): ReadonlyMap<string, readonly StoredNotice[]> => {
  const shares = new Map<string, StoredNotice[]>();
  for (const { notice, people } of notices) {
    for (const { email } of people) {
      if (email === undefined) continue;
      const share = shares.get(email) ?? [];
      share.push(notice);
      shares.set(email, share);
    }
  }
  return shares;
};
