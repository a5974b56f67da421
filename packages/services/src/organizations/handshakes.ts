import type { Handshake as HandshakeShape } from '@aws-sdk/client-organizations';
import type { Ids } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { alreadyInState, invalidTransition } from './errors.ts';
import type { Handshake, HandshakeState, Organization } from './model.ts';
import { HANDSHAKE_DAYS } from './quotas.ts';
import { accounts } from './repositories/accounts.ts';
import { handshakes } from './repositories/handshakes.ts';
import { organizations } from './repositories/organizations.ts';
import { currentState, handshakeView } from './views.ts';

const DAY_MILLISECONDS = 86_400_000;

export const daysAfter = (date: Date, days: number): Date =>
  new Date(date.getTime() + days * DAY_MILLISECONDS);

/** A handshake of this organization, not yet stored. */
export const newHandshake = (
  ids: Ids,
  { id, managementAccount }: Organization,
  now: Date,
  details: Pick<Handshake, 'action' | 'party' | 'state'> &
    Partial<Pick<Handshake, 'parentId' | 'notes' | 'tags'>>,
): Handshake => ({
  id: `h-${ids.hex(32)}`,
  organizationId: id,
  managementAccount,
  parentId: undefined,
  notes: undefined,
  tags: new Map(),
  ...details,
  requestedAt: now,
  expiresAt: daysAfter(now, HANDSHAKE_DAYS),
});

/** A handshake as its parties see it. */
export const shown = async (
  { tx, now }: Pick<Call, 'tx' | 'now'>,
  handshake: Handshake,
): Promise<HandshakeShape> => {
  const organization = await organizations.byId(tx, handshake.organizationId);
  const manager = await accounts.find(tx, handshake.managementAccount);
  const sender = {
    email: organization?.managementEmail,
    name: manager?.name,
    featureSet: organization?.featureSet,
  };
  return handshakeView(handshake, sender, now);
};

/** Moves a handshake on, if it still waits for that. */
export const moveOn = async (
  tx: Tx,
  handshake: Handshake,
  to: HandshakeState,
  now: Date,
): Promise<Handshake> => {
  const state = currentState(handshake, now);
  if (state === to) throw alreadyInState();
  if (state !== 'REQUESTED' && state !== 'OPEN') throw invalidTransition();
  if (!(await handshakes.setState(tx, handshake, to))) throw invalidTransition();
  return { ...handshake, state: to };
};
