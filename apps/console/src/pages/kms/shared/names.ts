import type { KeyMetadata } from '@aws-sdk/client-kms';
import type { Json } from '../../../api/json.ts';

export type Metadata = Json<KeyMetadata>;

export const keyPath = (id: string, manager?: string): string =>
  `/kms/${manager === 'AWS' ? 'aws-managed-keys' : 'keys'}/${encodeURIComponent(id)}`;

/** `0123abcd…` of the 64 digits of a grant. */
export const shortId = (id: string): string => (id.length > 12 ? `${id.slice(0, 10)}…` : id);

/** What one calls it by: `1 grant`, `2 grants`. */
export const counted = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? '' : 's'}`;
