import { invalidIdentifier, missing } from './errors.ts';
import { KINDS } from './kinds.ts';
import type { Kind } from './model.ts';

const IDENTIFIER = /^[a-z][a-z0-9-]*$/;
const GROUP = /^[a-z][a-z0-9._ -]*$/;

const isIdentifier = (kind: Kind, id: string): boolean => {
  if (id.length > KINDS[kind].maxLength) return false;
  // Names of subnet groups may hold a little more (API_CreateDBSubnetGroup).
  if (kind === 'subgrp') return GROUP.test(id);
  return IDENTIFIER.test(id) && !id.endsWith('-') && !id.includes('--');
};

/** A new resource's identifier in lower case, as RDS keeps it; `member` is what the message calls it. */
export const newIdentifier = (
  kind: Kind,
  given: string | undefined,
  member: string = KINDS[kind].member,
): string => {
  if (given === undefined || given.trim() === '') throw missing(member);
  const id = given.toLowerCase();
  if (!isIdentifier(kind, id)) throw invalidIdentifier(member);
  return id;
};
