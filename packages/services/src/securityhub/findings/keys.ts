import { hash } from 'node:crypto';
import type { HubRef } from '../ports.ts';

const ID_BYTES = 16;
const CONTEXT_BYTES = 8;

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Whose finding it is, and which product's: one hash for all findings of a batch. */
export const keyContext = ({ account, region }: HubRef, productArn: string): Buffer =>
  digest(`${account}\0${region}\0${productArn}`).subarray(0, CONTEXT_BYTES);

/** What a finding is found by: first its Id, so that all findings of one Id stand together, then the context. */
export const findingKey = (context: Buffer, id: string): Buffer =>
  Buffer.concat([digest(id).subarray(0, ID_BYTES), context]);

/** The range of keys of all findings with this Id, both ends included. */
export const keysOfId = (id: string): { readonly from: Buffer; readonly to: Buffer } => {
  const start = digest(id).subarray(0, ID_BYTES);
  return {
    from: Buffer.concat([start, Buffer.alloc(CONTEXT_BYTES, 0)]),
    to: Buffer.concat([start, Buffer.alloc(CONTEXT_BYTES, 0xff)]),
  };
};
