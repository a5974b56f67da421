import type { Ids } from '@gatehouse/core';

// IAM User Guide, "IAM identifiers", table of unique id prefixes.
const PREFIXES = {
  user: 'AIDA',
  role: 'AROA',
  group: 'AGPA',
  policy: 'ANPA',
  'instance-profile': 'AIPA',
  certificate: 'ASCA',
  'public-key': 'APKA',
  'service-credential': 'ACCA',
} as const;

export type UniqueIdKind = keyof typeof PREFIXES;

const UNIQUE_LETTERS = 17;

/** An id that is never given again, even to an entity of the same name. */
export const uniqueId = (ids: Ids, kind: UniqueIdKind): string =>
  PREFIXES[kind] + ids.base32(UNIQUE_LETTERS);

/** 40 characters, as the secrets of AWS access keys are. */
export const secretAccessKey = (ids: Ids): string => ids.bytes(30).toString('base64');
