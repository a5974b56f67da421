import type { Decision, Layer } from '@gatehouse/policy';
import { inWords } from '../constraints.ts';
import type { Grant } from '../model.ts';
import type { Candidate } from './candidates.ts';

/** A statement that decides, as it stands in its policy. */
export interface Statement {
  readonly policyId: string;
  readonly layer: Layer;
  readonly index: number;
  readonly sid: string | undefined;
  /** Undefined for a grant. */
  readonly statement: unknown;
}

const statementAt = (document: string | undefined, index: number): unknown => {
  if (document === undefined || document === '') return undefined;
  try {
    const value: unknown = JSON.parse(document);
    const found: unknown =
      typeof value === 'object' && value !== null && 'Statement' in value
        ? value.Statement
        : undefined;
    return Array.isArray(found) ? found[index] : found;
  } catch {
    return undefined;
  }
};

export const statementsOf = (
  decision: Decision,
  documents: ReadonlyMap<string, string>,
): readonly Statement[] =>
  decision.by.map(({ policyId, layer, index, sid }) => ({
    policyId,
    layer,
    index,
    sid,
    statement: statementAt(documents.get(policyId), index),
  }));

/** How the reasons about a kind of resource are put. */
export interface Wording {
  /** `the key policy` */
  readonly policy: string;
  /** Why the resource's policy does not let: as `neither the key policy nor a grant lets it`. */
  readonly notByPolicy: string;
  readonly notByIdentity: string;
  /** In parentheses behind what lets the root user. */
  readonly root: string;
}

export const KEY_WORDING: Wording = {
  policy: 'the key policy',
  notByPolicy: 'neither the key policy nor a grant lets it',
  notByIdentity:
    'the key policy leaves it to the account, and no identity policy allows it, nor does a grant',
  root: 'the root user may do all that the key policy leaves to its account',
};

const LAYERS: Readonly<Record<Exclude<Layer, 'resource'>, string>> = {
  identity: 'an identity policy',
  boundary: 'the permissions boundary',
  session: 'the session policy',
  scp: 'a service control policy',
  rcp: 'a resource control policy',
  endpoint: 'the VPC endpoint policy',
};

const MISSING: Readonly<Record<Exclude<Layer, 'resource' | 'identity'>, string>> = {
  boundary: 'the permissions boundary does not allow it',
  session: 'the session policy does not allow it',
  scp: 'the service control policies do not allow it',
  rcp: 'the resource control policies do not allow it',
  endpoint: 'the VPC endpoint policy does not allow it',
};

interface Reasons {
  readonly result: 'allowed' | 'denied' | 'conditional' | 'delegated';
  readonly decision: Decision;
  /** The decision when everything unknown speaks against it. */
  readonly doubt: Decision;
  readonly grant: Grant | undefined;
  readonly candidate: Candidate;
  readonly wording: Wording;
}

type Ref = Decision['by'][number];

const named = ({ policyId, index, sid }: Ref): string =>
  `statement ${sid === undefined ? index + 1 : `"${sid}"`} of ${policyId}`;

const refusal = (decision: Extract<Decision, { allowed: false }>, wording: Wording): string => {
  const { layer } = decision;
  const [by] = decision.by;
  const at = decision.targetId === undefined ? '' : ` of ${decision.targetId}`;
  if (decision.because === 'explicit-deny') {
    const who = layer === 'resource' ? wording.policy : LAYERS[layer];
    return `${who}${at} denies it: ${by === undefined ? 'a statement' : named(by)}`;
  }
  if (layer === 'resource') return wording.notByPolicy;
  return layer === 'identity' ? wording.notByIdentity : `${MISSING[layer]}${at}`;
};

const permission = (
  { by }: Decision,
  { grant, candidate, wording }: Pick<Reasons, 'grant' | 'candidate' | 'wording'>,
): string => {
  if (grant !== undefined)
    return `grant ${grant.id}${grant.name === '' ? '' : ` "${grant.name}"`} to ${grant.grantee} lets it (constraints: ${inWords(grant.constraints)})`;
  const statements = by.filter(({ layer }) => layer === 'resource' || layer === 'identity');
  if (statements.length === 0)
    return candidate.kind === 'root' ? wording.root : 'nothing denies it';
  const own = candidate.kind === 'root' ? ` (${wording.root})` : '';
  return `${statements.map(named).join(' and ')} ${statements.length === 1 ? 'allows' : 'allow'} it${own}`;
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** Why, in one sentence. */
export const explanationOf = (reasons: Reasons): string => {
  const { result, decision, doubt, candidate, wording } = reasons;
  if (!decision.allowed) return sentence(refusal(decision, wording));
  const why = permission(decision, reasons);
  if (result === 'allowed') return sentence(why);
  const elsewhere =
    candidate.account === undefined
      ? 'the account of the caller decides by its own policies'
      : `account ${candidate.account} decides by its own policies`;
  if (result === 'delegated') return sentence(`${why} here; ${elsewhere}`);
  const against =
    !doubt.allowed && doubt.because === 'explicit-deny'
      ? `, unless ${refusal(doubt, wording)}`
      : '';
  return sentence(`${why} if its conditions hold${against}`);
};
