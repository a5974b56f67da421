import {
  type Grant,
  type Party,
  constraintsInWords as inWords,
  isConstrained,
} from '@gatehouse/access';
import { type Finding, type Inspection, isOfService, labelOf } from './finding.ts';

/** Of these nobody needs a constraint: they move no data. */
const HARMLESS: ReadonlySet<string> = new Set(['DescribeKey', 'GetPublicKey', 'RetireGrant']);
/** From so many operations on, a grant is about everything rather than about a task. */
const MANY_OPERATIONS = 4;

type RuleOf = (grant: Grant, inspection: Inspection) => Finding | undefined;

const usable = ({ operations }: Grant): readonly string[] =>
  operations.filter((one) => !HARMLESS.has(one));

/** Only symmetric encryption keys take an encryption context (KMS Developer Guide, "Using grant constraints"). */
const canBeConstrained = ({ facts: { key } }: Inspection): boolean =>
  key.spec === 'SYMMETRIC_DEFAULT';

const isUnlimited = (grant: Grant, inspection: Inspection): boolean =>
  canBeConstrained(inspection) &&
  !isConstrained(grant.constraints) &&
  usable(grant).length >= MANY_OPERATIONS &&
  grant.retiring === undefined;

const unlimited: RuleOf = (grant, inspection) =>
  isUnlimited(grant, inspection)
    ? {
        rule: 'unlimited',
        severity: 'HIGH',
        title: 'Unlimited grant',
        text: `${labelOf(grant)} lets ${grant.grantee} do ${usable(grant).length} kinds of operations (${usable(grant).join(', ')}) with any encryption context, and nobody is named who could retire it. Grants never expire.`,
        grants: [grant.id],
        evidence: [],
      }
    : undefined;

const delegatesUnconstrained: RuleOf = (grant) =>
  grant.operations.includes('CreateGrant') && !isConstrained(grant.constraints)
    ? {
        rule: 'delegates-unconstrained',
        severity: 'HIGH',
        title: 'Can hand on its permissions without any constraint',
        text: `${labelOf(grant)} lets ${grant.grantee} create grants for ${grant.operations.filter((one) => one !== 'CreateGrant').join(', ') || 'CreateGrant'} to anybody, in any account, and no constraint binds them.`,
        grants: [grant.id],
        evidence: [],
      }
    : undefined;

const noConstraint: RuleOf = (grant, inspection) => {
  if (!canBeConstrained(inspection) || isConstrained(grant.constraints)) return undefined;
  // Said already, and more sharply.
  if (isUnlimited(grant, inspection) || usable(grant).length === 0) return undefined;
  if (grant.operations.includes('CreateGrant')) return undefined;
  return {
    rule: 'no-constraint',
    severity: 'MEDIUM',
    title: 'No encryption context is asked for',
    text: `${labelOf(grant)} lets ${grant.grantee} do ${usable(grant).join(', ')} with everything that the key encrypts, whatever it belongs to.`,
    grants: [grant.id],
    evidence: [],
  };
};

const accountGrantee: RuleOf = (grant, { facts: { key } }) => {
  const party: Party = grant.granteeParty;
  if (party.kind === 'account' && party.account === key.account)
    return {
      rule: 'account-grantee',
      severity: 'MEDIUM',
      title: 'The grantee is the whole account',
      text: `${labelOf(grant)} names account ${party.account} itself: every user and role whose IAM policies allow the operations can use it. Name the role that needs it.`,
      grants: [grant.id],
      evidence: [],
    };
  const account = 'account' in party ? party.account : undefined;
  if (account === undefined || account === key.account || party.kind === 'machine')
    return undefined;
  return party.kind === 'account'
    ? {
        rule: 'foreign-account',
        severity: 'HIGH',
        title: 'The grantee is a whole other account',
        text: `${labelOf(grant)} names account ${account}: its administrators decide who of it does ${grant.operations.join(', ')}. Name the principal that needs it.`,
        grants: [grant.id],
        evidence: [],
      }
    : {
        rule: 'foreign-principal',
        severity: 'MEDIUM',
        title: 'The grantee is of another account',
        text: `${labelOf(grant)} lets ${grant.grantee} of account ${account} do ${grant.operations.join(', ')} (constraints: ${inWords(grant.constraints)}). Whether it still exists cannot be seen from here.`,
        grants: [grant.id],
        evidence: [],
      };
};

const noRetiringPrincipal: RuleOf = (grant, inspection) =>
  grant.retiring === undefined &&
  !grant.operations.includes('RetireGrant') &&
  !isUnlimited(grant, inspection)
    ? {
        rule: 'no-retiring-principal',
        severity: 'LOW',
        title: 'Nobody is named who retires it',
        text: `${labelOf(grant)} has no retiring principal and its grantee may not retire it: only administrators of account ${grant.issuingAccount} can end it, and grants never expire.`,
        grants: [grant.id],
        evidence: [],
      }
    : undefined;

const RULES: readonly RuleOf[] = [
  unlimited,
  delegatesUnconstrained,
  noConstraint,
  accountGrantee,
  noRetiringPrincipal,
];

/** What is wrong with a grant by what it says; what services make for their resources is as they need it. */
export const shape = (grant: Grant, inspection: Inspection): readonly Finding[] =>
  isOfService(grant) ? [] : RULES.flatMap((rule) => rule(grant, inspection) ?? []);
