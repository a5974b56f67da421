import type { Store } from '@gatehouse/store';
import type { z } from '@hono/zod-openapi';
import type { TimelineEntry } from './api/schemas/insight.ts';
import type { SignInConfiguration } from './api/schemas/session.ts';
import type { AuditRead, StoredLeaf } from './audit/index.ts';
import type { Identity, IdentitySettings } from './identity/index.ts';
import type { RequestId } from './model/index.ts';

const MOST_ENTRIES = 1000;
const MOST_NAMES = 500;

/** Every leaf about a request, oldest first, with the names of who did it. */
export const timelineOf = async (
  store: Store,
  read: AuditRead,
  identity: Identity,
  requestId: RequestId,
): Promise<readonly z.input<typeof TimelineEntry>[]> => {
  const { leaves } = await read.leaves({ requestId, limit: MOST_ENTRIES });
  const people = [...new Set(leaves.map(({ actor }) => actor))].slice(0, MOST_NAMES);
  const names = await store.read((tx) => identity.names(tx, people));
  return leaves.map((leaf) => entryOf(leaf, names.get(leaf.actor)));
};

const entryOf = (
  { sequence, at, type, actor, data }: StoredLeaf,
  name: string | undefined,
): z.input<typeof TimelineEntry> => ({
  sequence,
  at: at.toISOString(),
  type,
  actor,
  actorName: name ?? (actor === 'system' ? 'Gatehouse' : actor),
  data: { ...data },
});

/** How browsers and commands sign in, from the issuer's own document. */
export const signInOf = async (
  identity: Identity,
  { clientId, scopes, loopbackPorts, loopbackHost = '127.0.0.1' }: IdentitySettings,
): Promise<z.input<typeof SignInConfiguration>> => {
  const found = await identity.discovery();
  return {
    issuer: found.issuer,
    clientId,
    scopes: [...scopes],
    authorizationEndpoint: found.authorization_endpoint,
    tokenEndpoint: found.token_endpoint,
    endSessionEndpoint: found.end_session_endpoint,
    deviceAuthorizationEndpoint: found.device_authorization_endpoint,
    loopbackPorts: [...loopbackPorts],
    loopbackHost,
  };
};
