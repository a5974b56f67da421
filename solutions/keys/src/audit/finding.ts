import type { AccountPrincipals, Grant, KeyFacts, Unread } from '@gatehouse/access';
import type { History } from '../model.ts';
import type { Uses } from '../usage/uses.ts';

export type Severity = 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL';

export type Rule =
  | 'duplicate'
  | 'grantee-gone'
  | 'resource-gone'
  | 'unused-grant'
  | 'unused-operations'
  | 'no-constraint'
  | 'delegates-unconstrained'
  | 'account-grantee'
  | 'foreign-account'
  | 'foreign-principal'
  | 'no-retiring-principal'
  | 'retiring-principal-gone'
  | 'unlimited';

/** What a finding rests on, to be looked up. */
export interface Evidence {
  readonly text: string;
  readonly eventId?: string | undefined;
  readonly at?: Date | undefined;
}

export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
  /** The one to keep comes first, in a duplicate. */
  readonly grants: readonly string[];
  readonly evidence: readonly Evidence[];
}

export interface AuditSettings {
  readonly now: Date;
  /** Not used for so many days is unused; 0: never since it was made or the history begins. */
  readonly unusedDays: number;
}

export interface AuditFacts {
  readonly key: KeyFacts;
  readonly grants: readonly Grant[];
  /** Undefined: CloudTrail could not be read. */
  readonly history: History | undefined;
  readonly iam: AccountPrincipals | undefined;
  /** Ids of instances, volumes and databases that exist no more, with what says so. */
  readonly gone: ReadonlyMap<string, string>;
  readonly unread: readonly Unread[];
}

/** What the rules look at, prepared once for all grants. */
export interface Inspection {
  readonly facts: AuditFacts;
  readonly settings: AuditSettings;
  readonly uses: Uses;
  /** ARNs and unique ids of the account's users and roles; undefined: not readable. */
  readonly existing: ReadonlySet<string> | undefined;
}

/** A service made it for a resource, and retires it with the resource: its shape is the service's business. */
export const isOfService = ({ granteeParty, retiringParty }: Grant): boolean =>
  granteeParty.kind === 'service' ||
  granteeParty.kind === 'machine' ||
  retiringParty?.kind === 'service';

// Ids may begin with a time: fewer letters would be the same for grants that were made together.
const SHORT_ID = 20;

export const labelOf = ({ id, name }: Grant): string => {
  const short = id.length > SHORT_ID ? `${id.slice(0, SHORT_ID)}…` : id;
  return name === '' ? `grant ${short}` : `grant "${name}" (${short})`;
};

export const dateOf = (at: Date | undefined): string =>
  at === undefined ? 'a time that KMS does not tell' : at.toISOString().slice(0, 10);
