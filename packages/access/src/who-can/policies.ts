import {
  compilePolicy,
  type NamedPolicy,
  type PolicySet,
  PolicySyntaxError,
  type PolicyType,
  type RawContext,
} from '@gatehouse/policy';
import type { Unread } from '../model.ts';
import type { OrganizationFacts } from '../reading/organization.ts';
import type { PolicyText } from '../reading/principals.ts';
import type { Candidate } from './candidates.ts';
import {
  createReader,
  type IsKnown,
  type OpenCondition,
  type Reader,
  type Readings,
} from './doubt.ts';
import type { Circumstances, Subject } from './question.ts';

export type ReadPolicy = (text: PolicyText, type: PolicyType, isKnown: IsKnown) => Readings;

// What cannot be understood must not make somebody disappear from the answer, nor let anybody in for certain.
const WIDEST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const NARROWEST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
const FOREIGN_SIDE: readonly NamedPolicy[] = [
  { id: 'policies of the other account (not readable)', policy: compilePolicy(WIDEST, 'identity') },
];
const everything = (): boolean => true;
const withPrincipal = (document: string, type: PolicyType): string =>
  type === 'resource' || type === 'rcp'
    ? document.replace('"Action"', '"Principal":"*","Action"')
    : document;

/** What cannot be understood is told in `unread`. A `reader` that is kept compiles each policy once for many questions. */
export const policyReader = (unread: Unread[], reader: Reader = createReader()): ReadPolicy => {
  const told = new Set<string>();
  return ({ id, document }, type, isKnown) => {
    try {
      return reader.read(document, type, isKnown);
    } catch (error) {
      if (!(error instanceof PolicySyntaxError)) throw error;
      if (!told.has(id)) unread.push({ what: `policy ${id}`, because: error.message });
      told.add(id);
      return {
        wide: reader.read(withPrincipal(WIDEST, type), type, everything).wide,
        narrow: reader.read(withPrincipal(NARROWEST, type), type, everything).narrow,
        open: new Map(),
      };
    }
  };
};

/** Of the principal itself, which the policy engine answers from it. */
const OF_PRINCIPAL = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'aws:userid',
  'aws:username',
  'aws:principalisawsservice',
  'aws:principalservicename',
]);

export const knowledge = (
  candidate: Candidate,
  circumstances: Circumstances,
  keys: RawContext,
): IsKnown => {
  const given = new Set(
    Object.entries(keys).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  );
  return (name) =>
    given.has(name) ||
    (!candidate.isOpen(name) &&
      (OF_PRINCIPAL.has(name) || candidate.isAbsent(name) || circumstances.isAbsent(name)));
};

interface PolicyFacts {
  readonly subject: Subject;
  readonly organization: OrganizationFacts | undefined;
  readonly readPolicies: ReadPolicy;
}

/** The policies in both readings, and what of them is open. */
export interface TwoSets {
  readonly wide: PolicySet;
  readonly narrow: PolicySet;
  readonly open: ReadonlyMap<string, ReadonlyMap<number, readonly OpenCondition[]>>;
  readonly documents: ReadonlyMap<string, string>;
}

export const policySets = (
  candidate: Candidate,
  { subject, organization, readPolicies }: PolicyFacts,
  isKnown: IsKnown,
): TwoSets => {
  const open = new Map<string, ReadonlyMap<number, readonly OpenCondition[]>>();
  const documents = new Map<string, string>();
  const both = (text: PolicyText, type: PolicyType): { wide: NamedPolicy; narrow: NamedPolicy } => {
    const readings = readPolicies(text, type, isKnown);
    open.set(text.id, readings.open);
    documents.set(text.id, text.document);
    return {
      wide: { id: text.id, policy: readings.wide },
      narrow: { id: text.id, policy: readings.narrow },
    };
  };
  const identity = candidate.identity.map((text) => both(text, 'identity'));
  const boundary = candidate.boundary && both(candidate.boundary, 'boundary');
  const resource = subject.policy && both(subject.policy, 'resource');
  const levels = (found: OrganizationFacts['scps'], type: 'scp' | 'rcp') =>
    found?.map(({ targetId, policies }) => ({
      targetId,
      policies: policies.map((text) => both(text, type)),
    }));
  // Each binds the account whose place in the organization is known: as the principal's, and as the resource's.
  const isBound = (account: string | undefined) => organization?.account === account;
  const scps = isBound(candidate.account) ? levels(organization?.scps, 'scp') : undefined;
  const rcps = isBound(subject.account) ? levels(organization?.rcps, 'rcp') : undefined;
  const reading = (side: 'wide' | 'narrow'): PolicySet => ({
    identity: identity.map((one) => one[side]),
    resource: resource?.[side],
    resourceKind: subject.kind,
    boundary: boundary?.[side],
    scps: scps?.map(({ targetId, policies }) => ({
      targetId,
      policies: policies.map((one) => one[side]),
    })),
    rcps: rcps?.map(({ targetId, policies }) => ({
      targetId,
      policies: policies.map((one) => one[side]),
    })),
  });
  return { wide: reading('wide'), narrow: reading('narrow'), open, documents };
};

/** The other account's side, which nobody outside can read: that what it would allow depends on it is said apart. */
export const withForeignSide = (set: PolicySet, { delegates }: Candidate): PolicySet =>
  delegates ? { ...set, identity: FOREIGN_SIDE } : set;
