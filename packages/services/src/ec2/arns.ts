import type { Ids } from '@gatehouse/core';
import { KINDS } from './kinds.ts';
import type { Kind, Resource, Scope } from './model.ts';

const ID_DIGITS = 17;

export const arnOf = ({ account, region }: Scope, kind: Kind, id: string): string =>
  `arn:aws:ec2:${region}:${KINDS[kind].ownerless === true ? '' : account}:${kind}/${id}`;

export const arnOfResource = (resource: Resource<Kind>): string =>
  arnOf(resource, resource.kind, resource.id);

export const newId = (ids: Ids, kind: Kind): string =>
  `${KINDS[kind].prefix}-${ids.hex(ID_DIGITS)}`;

/** An id of what is no resource of its own: `rtbassoc-…`, `eni-attach-…`. */
export const partId = (ids: Ids, prefix: string): string => `${prefix}-${ids.hex(ID_DIGITS)}`;
