import { parseArn } from '@gatehouse/core';
import { isKind } from './kinds.ts';
import type { Kind, Resource, Scope } from './model.ts';

export const arnOf = ({ account, region }: Scope, kind: Kind | 'og', id: string): string =>
  `arn:aws:rds:${region}:${account}:${kind}:${id}`;

export const arnOfResource = (resource: Resource<Kind>): string =>
  arnOf(resource, resource.kind, resource.id);

export interface Named<K extends Kind = Kind> extends Scope {
  readonly kind: K;
  readonly id: string;
}

/** What an ARN of RDS names, by its lower-case identifier. */
export const namedBy = (arn: string): Named | undefined => {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'rds') return undefined;
  const colon = parsed.resource.indexOf(':');
  const kind = parsed.resource.slice(0, colon);
  const id = parsed.resource.slice(colon + 1).toLowerCase();
  if (!isKind(kind) || id === '') return undefined;
  return { account: parsed.account, region: parsed.region, kind, id };
};

/** What a member names: an identifier of the caller's own, in any case, or an ARN. */
export const named = <K extends Kind>(scope: Scope, kind: K, given: string): Named<K> => {
  const { account, region } = scope;
  const found = given.startsWith('arn:') ? namedBy(given) : undefined;
  if (found?.kind === kind)
    return { account: found.account, region: found.region, kind, id: found.id };
  return { account, region, kind, id: given.toLowerCase() };
};
