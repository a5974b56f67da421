import { admits, type Certainty } from '../constraints.ts';
import type { Context, Grant, KeyFacts, Party } from '../model.ts';
import type { Candidate } from './candidates.ts';
import { isSymmetric, type Question } from './question.ts';

/** A grant that permits what is asked, or could. */
export interface Usable {
  readonly grant: Grant;
  readonly certainty: Exclude<Certainty, 'no'>;
  /** It is to an account, whose own policies decide whom of it. */
  readonly delegates: boolean;
  /** It is to a role, whose boundary and session policies limit it. */
  readonly toRole: boolean;
}

/** Usable grants by whom they are to. */
export type UsableGrants = ReadonlyMap<string, readonly Usable[]>;

// Keys that take no encryption context have grants without constraints on one.
const NO_CONTEXT: Context = new Map();

const nameOf = (party: Party): string | undefined => {
  switch (party.kind) {
    case 'account':
      return `account ${party.account}`;
    case 'user':
    case 'role':
    case 'session':
    case 'federated-user':
      return party.arn;
    case 'service':
      return party.service;
    case 'machine':
      return `${party.account}:${party.role}:${party.machine}`;
    case 'deleted':
    case 'unknown':
      return undefined;
    default:
      return party satisfies never;
  }
};

export const usableGrants = (
  grants: readonly Grant[],
  { operation, context }: Question,
  key: KeyFacts,
): UsableGrants => {
  const asked = isSymmetric(key) ? context : NO_CONTEXT;
  const found = new Map<string, Usable[]>();
  for (const grant of grants) {
    const name = nameOf(grant.granteeParty);
    if (name === undefined || !grant.operations.includes(operation)) continue;
    const certainty = admits(grant, operation, asked);
    if (certainty === 'no') continue;
    const list = found.get(name) ?? [];
    const { kind } = grant.granteeParty;
    list.push({ grant, certainty, delegates: kind === 'account', toRole: kind === 'role' });
    found.set(name, list);
  }
  return found;
};

/** Under what a candidate is named in grants: itself, its role, its account. */
const namesOf = ({ kind, name, account, principal }: Candidate): readonly string[] => {
  if (kind === 'everybody' || principal === undefined) return [];
  const role =
    principal.kind === 'assumed-role' && kind !== 'machine' ? principal.roleArn : undefined;
  const id = kind === 'machine' && 'id' in principal ? principal.id : undefined;
  return [
    ...new Set([
      name,
      ...(role === undefined ? [] : [role]),
      ...(id === undefined ? [] : [id]),
      ...(account === undefined || kind === 'machine' ? [] : [`account ${account}`]),
    ]),
  ];
};

export const grantsFor = (candidate: Candidate, usable: UsableGrants): readonly Usable[] =>
  namesOf(candidate).flatMap((name) => usable.get(name) ?? []);
