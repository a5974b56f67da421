import { type AccessRequest, type Membership, type RequestId } from '../../model/index.ts';
import { conflict, notFound } from '../errors.ts';
import type { RequestsParts } from '../parts.ts';
import type { Refused } from '../refusals.ts';
import { findRequest } from '../repositories/requests.ts';
import { maySee } from '../rights.ts';

const ID = /^r-[a-z0-9]{20}$/;

/** What a refusal is about; an id that is none stays out of the log's columns. */
export const about = (operation: string, id: RequestId): Refused => ({
  operation,
  requestId: ID.test(id) ? id : undefined,
});

/** The request as it is stored now; throws `not-found` alike where there is none and where `me` may not know of it. */
export const visible = async (
  { store, policies }: RequestsParts,
  me: Membership,
  id: RequestId,
): Promise<AccessRequest> => {
  const [request, policy] = await Promise.all([
    store.read((tx) => findRequest(tx, id)),
    policies.inForce(),
  ]);
  if (request === undefined || !maySee(request, me, policy)) throw notFound();
  return request;
};

export const requireVersion = ({ version }: AccessRequest, seen: number | undefined): void => {
  if (seen !== undefined && seen !== version)
    throw conflict('The request has changed since it was looked at.', { version });
};
