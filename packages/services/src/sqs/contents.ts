import type { Vault } from '@gatehouse/service-kit';
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

const context = (contentId: string): string => `sqs.message/${contentId}`;

export const sealContent = (
  vault: Vault,
  contentId: string,
  { body, attributes, traceHeader }: Content,
): Uint8Array => {
  const stored = {
    body,
    attributes: [...attributes].map(([name, { type, value }]) => [name, type, value]),
    traceHeader,
  };
  return vault.seal(Buffer.from(JSON.stringify(stored)), context(contentId));
};

export const openContent = (vault: Vault, contentId: string, sealed: Uint8Array): Content => {
  const opened = vault.open(sealed, context(contentId));
  if (opened === undefined) throw new Error(`the content of message ${contentId} does not open`);
  const { body, attributes, traceHeader } = JSON.parse(opened.toString('utf8')) as Stored;
  return {
    body,
    attributes: new Map(
      attributes.map(([name, type, value]): [string, MessageAttribute] => [name, { type, value }]),
    ),
    traceHeader,
  };
};
