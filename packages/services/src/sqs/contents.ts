import type { Vault } from '@gatehouse/service-kit';
import { type Lock, lockContent, type OpenLock, unlockContent } from './encryption.ts';
import type { MessageAttribute, MessageAttributes } from './model.ts';

/** What a sender says to a receiver. It is stored sealed only. */
export interface Content {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader: string | undefined;
}

interface Stored {
  readonly body: string;
  readonly attributes: readonly (readonly [name: string, type: string, value: string])[];
  readonly traceHeader?: string;
}

/** What lies under a key of KMS. */
interface Locked {
  readonly lock: Lock;
  readonly content: string;
}

const context = (contentId: string): string => `sqs.message/${contentId}`;

export const sealContent = (
  vault: Vault,
  contentId: string,
  { body, attributes, traceHeader }: Content,
  open?: OpenLock,
): Uint8Array => {
  const stored = {
    body,
    attributes: [...attributes].map(([name, { type, value }]) => [name, type, value]),
    traceHeader,
  };
  const text = Buffer.from(JSON.stringify(stored));
  if (open === undefined) return vault.seal(text, context(contentId));
  const locked: Locked = {
    lock: open.lock,
    content: lockContent(open, text, context(contentId)).toString('base64'),
  };
  return vault.seal(Buffer.from(JSON.stringify(locked)), context(contentId));
};

/**
 * The content, or what opens it once its data key is there.
 * @throws Error for what was not sealed for this message
 */
export const openContent = (
  vault: Vault,
  contentId: string,
  sealed: Uint8Array,
): Content | { readonly lock: Lock; readonly open: (dataKey: Uint8Array) => Content } => {
  const opened = vault.open(sealed, context(contentId));
  if (opened === undefined) throw new Error(`the content of message ${contentId} does not open`);
  const stored = JSON.parse(opened.toString('utf8')) as Stored | Locked;
  if (!('lock' in stored)) return toContent(stored);
  const locked = Buffer.from(stored.content, 'base64');
  return {
    lock: stored.lock,
    open: (dataKey) => {
      const text = unlockContent(dataKey, locked, context(contentId)).toString('utf8');
      return toContent(JSON.parse(text) as Stored);
    },
  };
};

const toContent = ({ body, attributes, traceHeader }: Stored): Content => ({
  body,
  attributes: new Map(
    attributes.map(([name, type, value]): [string, MessageAttribute] => [name, { type, value }]),
  ),
  traceHeader,
});
