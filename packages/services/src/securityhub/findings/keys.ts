import { hash } from 'node:crypto';
import type { FindingId, HubRef } from '../ports.ts';

const ID_BYTES = 16;
const CONTEXT_BYTES = 8;

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/**
 * What a finding is found by: first its Id, so that all findings of one Id stand together, then whose it is and which
 * product's.
 */
export const findingKey = ({ account, region }: HubRef, { Id, ProductArn }: FindingId): Buffer =>
  Buffer.concat([
    digest(Id).subarray(0, ID_BYTES),
    digest(`${account}\0${region}\0${ProductArn}`).subarray(0, CONTEXT_BYTES),
  ]);

/** The range of keys of all findings with this Id, both ends included. */
export const keysOfId = (id: string): { readonly from: Buffer; readonly to: Buffer } => {
  const start = digest(id).subarray(0, ID_BYTES);
  return {
    from: Buffer.concat([start, Buffer.alloc(CONTEXT_BYTES, 0)]),
    to: Buffer.concat([start, Buffer.alloc(CONTEXT_BYTES, 0xff)]),
  };
};
