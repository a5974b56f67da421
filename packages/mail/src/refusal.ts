import type { Mail } from '@gatehouse/core';

/** A message that no server should be asked to take, or that the server did not take. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}

// RFC 5321 §4.5.3.1: 64 octets before the at sign, 255 after it. Quoted local parts are not taken: nothing here makes one.
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,255}$/u;
const CONTROL = /\p{Cc}/u;
const MOST_RECIPIENTS = 50;
// RFC 5322 §2.1.1 lets a line be long when it is folded; nobody needs a subject of more than this.
const LONGEST_SUBJECT = 998;

/** Whether a text is one mailbox and nothing that could end a header line or name a second one. */
export const isAddress = (text: string): boolean => ADDRESS.test(text);

/** Refuses what could add a header or a recipient that the sender did not mean. */
export const requireSendable = (mail: Mail): void => {
  if (mail.to.length === 0 || mail.to.length > MOST_RECIPIENTS)
    throw new MailRefusedError(`a message has 1 to ${MOST_RECIPIENTS} recipients`);
  if (!mail.to.every(isAddress)) throw new MailRefusedError('a recipient is not a mail address');
  if (CONTROL.test(mail.subject) || mail.subject.length > LONGEST_SUBJECT)
    throw new MailRefusedError('the subject has a control character or is too long');
};
