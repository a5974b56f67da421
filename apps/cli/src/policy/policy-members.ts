import {
  compilePolicy,
  type NamedPolicy,
  type OrganizationLevel,
  type PolicySet,
  PolicySyntaxError,
  type PolicyType,
} from '@gatehouse/policy';
import { isRecord, own } from '../json.ts';
import { wrong } from './case-error.ts';
import {
  type GivenLevel,
  type GivenPolicy,
  readLevels,
  readOnePolicy,
  readPolicies,
} from './documents.ts';
import {
  readMembers,
  readOptionalText,
  readText,
  requireKnown,
  type Spellings,
} from './members.ts';

/** A policy that IAM would not store. Nothing is allowed by one. */
export class MalformedPolicyError extends Error {
  override readonly name = 'MalformedPolicyError';
}

export const POLICY_SPELLINGS: Spellings = {
  identity: ['identityPolicy', 'identityPolicies', 'identityBased', 'identityBasedPolicies'],
  resource: ['resourcePolicy', 'resourceBased', 'resourceBasedPolicy', 'trust', 'trustPolicy'],
  resourceKind: [],
  boundary: [
    'permissionsBoundary',
    'permissionBoundary',
    'boundaryPolicy',
    'permissionBoundaryPolicies',
  ],
  session: ['sessionPolicy', 'sessionPolicies'],
  scps: ['scp', 'serviceControlPolicy', 'serviceControlPolicies'],
  rcps: ['rcp', 'resourceControlPolicy', 'resourceControlPolicies'],
  endpoint: ['endpointPolicy', 'vpcEndpoint', 'vpcEndpointPolicy'],
  grant: [],
};

/** The policies of a case, not yet compiled. */
export interface GivenPolicies {
  readonly identity: readonly GivenPolicy[];
  readonly resource?: GivenPolicy | undefined;
  readonly resourceKind?: PolicySet['resourceKind'];
  readonly boundary?: GivenPolicy | undefined;
  readonly session?: readonly GivenPolicy[] | undefined;
  readonly scps?: readonly GivenLevel[] | undefined;
  readonly rcps?: readonly GivenLevel[] | undefined;
  readonly endpoint?: GivenPolicy | undefined;
  readonly grant?: PolicySet['grant'];
}

/** Policies by their kind, or a list or a single policy: those of the identity; CaseError. */
export const readGivenPolicies = (value: unknown, member: string): GivenPolicies => {
  if (value === undefined) return { identity: [] };
  if (!isRecord(value) || Object.hasOwn(value, 'Statement'))
    return { identity: readPolicies(value, member, 'identity') };
  const members = readMembers(value, member, POLICY_SPELLINGS);
  requireKnown(members, member, POLICY_SPELLINGS);
  const { get, place } = members;
  const session = get('session');
  return {
    identity: readPolicies(get('identity'), place('identity'), 'identity'),
    resource: readOnePolicy(get('resource'), place('resource'), 'resource'),
    resourceKind: readResourceKind(
      get('resourceKind') ?? (/trust/i.test(place('resource')) ? 'trust' : undefined),
      place('resourceKind'),
    ),
    boundary: readOnePolicy(get('boundary'), place('boundary'), 'boundary'),
    session: session === undefined ? undefined : readPolicies(session, place('session'), 'session'),
    scps: readLevels(get('scps'), place('scps'), 'scp'),
    rcps: readLevels(get('rcps'), place('rcps'), 'rcp', [RCP_FULL_ACCESS]),
    endpoint: readOnePolicy(get('endpoint'), place('endpoint'), 'endpoint'),
    grant: readGrant(get('grant'), place('grant')),
  };
};

/** Organizations attaches it everywhere, and nobody can detach it (Organizations User Guide, "RCP evaluation"). */
export const RCP_FULL_ACCESS: GivenPolicy = {
  id: 'RCPFullAWSAccess',
  document: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
  },
  member: 'RCPFullAWSAccess',
};

const KINDS = ['delegates', 'trust', 'kms'] as const;

const readResourceKind = (value: unknown, member: string): PolicySet['resourceKind'] => {
  const kind = readOptionalText(value, member);
  if (kind === undefined) return undefined;
  return KINDS.find((one) => one === kind) ?? wrong(member, `expected one of ${KINDS.join(', ')}`);
};

const readGrant = (value: unknown, member: string): GivenPolicies['grant'] => {
  if (value === undefined) return undefined;
  if (!isRecord(value)) return { id: readText(value, member) };
  return {
    id: readText(own(value, 'id'), member),
    delegates: readTruth(own(value, 'delegates'), `${member}.delegates`),
    toRole: readTruth(own(value, 'toRole'), `${member}.toRole`),
  };
};

const readTruth = (value: unknown, member: string): boolean =>
  value === undefined
    ? false
    : typeof value === 'boolean'
      ? value
      : wrong(member, 'expected true or false');

/** A resource policy without a word about its kind is what the action makes it: a trust policy, or a key's. */
const kindFor = (
  action: string,
  { resource, resourceKind }: GivenPolicies,
): PolicySet['resourceKind'] => {
  if (resourceKind !== undefined || resource === undefined) return resourceKind;
  const name = action.toLowerCase();
  if (name.startsWith('sts:assumerole')) return 'trust';
  return name.startsWith('kms:') ? 'kms' : undefined;
};

/** @throws MalformedPolicyError */
export const compileGiven = (given: GivenPolicies, action: string): PolicySet => {
  const { identity, resource, boundary, session, scps, rcps, endpoint, grant } = given;
  const resourceKind = kindFor(action, given);
  return {
    identity: identity.map(compiled('identity')),
    resource:
      resource && compiledResource(resource, resourceKind, given.resourceKind !== undefined),
    resourceKind,
    boundary: boundary && compiled('boundary')(boundary),
    session: session?.map(compiled('session')),
    scps: scps?.map(compiledLevel('scp')),
    rcps: rcps?.map(compiledLevel('rcp')),
    endpoint: endpoint && compiled('endpoint')(endpoint),
    grant,
  };
};

const compiled =
  (type: PolicyType) =>
  ({ id, document, member }: GivenPolicy): NamedPolicy => {
    try {
      return { id, policy: compilePolicy(document, type) };
    } catch (error) {
      if (!(error instanceof PolicySyntaxError)) throw error;
      const path = error.path.length === 0 ? '' : ` at ${error.path.join('.')}`;
      throw new MalformedPolicyError(`${member}: ${error.message}${path}`, { cause: error });
    }
  };

/** A role's policy that only its action makes a trust policy may name the role, as the policies of other resources do. */
const compiledResource = (
  policy: GivenPolicy,
  kind: PolicySet['resourceKind'],
  isStated: boolean,
): NamedPolicy => {
  if (kind !== 'trust') return compiled('resource')(policy);
  try {
    return compiled('trust')(policy);
  } catch (error) {
    if (isStated || !(error instanceof MalformedPolicyError)) throw error;
    return compiled('resource')(policy);
  }
};

const compiledLevel =
  (type: PolicyType) =>
  ({ targetId, policies }: GivenLevel): OrganizationLevel => ({
    targetId,
    policies: policies.map(compiled(type)),
  });
