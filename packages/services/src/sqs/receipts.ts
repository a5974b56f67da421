import { receiptInvalid } from './errors.ts';
import type { ReceiptKey } from './repositories/messages.ts';

const LONGEST = 1024;
const PARTS = /^([0-9a-f-]{36}) ([0-9a-f-]{36}) ([0-9a-f]{32})$/;

/** What names one receive of one message. The last part is secret, so that no other handle can be made from it. */
export const receiptHandle = (queueId: string, { id, receipt }: ReceiptKey): string =>
  Buffer.from(`${queueId} ${id} ${receipt}`, 'latin1').toString('base64');

/** Throws for what is no handle of this queue. */
export const openReceiptHandle = (queueId: string, handle: string): ReceiptKey => {
  const text = handle.length > LONGEST ? '' : Buffer.from(handle, 'base64').toString('latin1');
  const [, queue, id, receipt] = PARTS.exec(text) ?? [];
  if (queue !== queueId || id === undefined || receipt === undefined)
    throw receiptInvalid(handle.slice(0, LONGEST));
  return { id, receipt };
};
