import type { Metadata } from './names.ts';

/** What each part of a key's page is about. */
export interface OfKey {
  readonly metadata: Metadata;
  /** Asks for the key again. */
  readonly changed: () => void;
}

/** Keys that services made cannot be changed. */
export const isOwn = ({ KeyManager }: Metadata): boolean => KeyManager === 'CUSTOMER';
