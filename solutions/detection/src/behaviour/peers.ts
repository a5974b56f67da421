import type { Actor } from '../model.ts';
import { hashOf } from './actions.ts';

/** Principals of one kind: what one of them does for the first time is less unusual when the others do it. */
export interface PeerGroup {
  readonly key: string;
  members: number;
  /** Action to the number of members that did it. */
  readonly actions: Map<string, number>;
  /** Buckets of actions whose rows are to be written. */
  readonly changed: Set<number>;
}

const ACTIONS_KEPT = 3000;

export const groupBucketOf = (action: string): number => hashOf(action) % 32;

export const createPeerGroup = (key: string): PeerGroup => ({
  key,
  members: 0,
  actions: new Map(),
  changed: new Set(),
});

const PERMISSION_SET = /^AWSReservedSSO_(.{1,64})_[0-9a-f]{16}$/;

/** What changes from one name of a kind to the next: numbers, and what tools append. */
const CHANGING = /[0-9a-f]{6,}|\d+|-[A-Z0-9]{8,}$/g;

export const permissionSetOf = (actor: Actor): string | undefined =>
  actor.kind === 'role' && actor.name?.startsWith('AWSReservedSSO_') === true
    ? (PERMISSION_SET.exec(actor.name)?.[1] ?? undefined)
    : undefined;

/** People with one permission set, roles of one name but for its numbers, users of one account. */
export const groupOf = (actor: Actor): string => {
  const set = permissionSetOf(actor);
  if (set !== undefined) return `set|${set}`;
  if (actor.kind === 'role') {
    return `role|${(actor.name ?? '').slice(0, 96).replaceAll(CHANGING, '#')}`;
  }
  return `${actor.kind}|${actor.account ?? ''}`;
};

/** A person behind a permission set is a principal of their own; every other role is one, whoever has assumed it. */
export const principalOf = (actor: Actor): string =>
  permissionSetOf(actor) === undefined ? actor.key : `${actor.key}/${actor.sessionName ?? ''}`;

/** One more member did it. */
export const countPeer = (group: PeerGroup, action: string): void => {
  const known = group.actions.get(action);
  if (known === undefined && group.actions.size >= ACTIONS_KEPT) return;
  group.actions.set(action, (known ?? 0) + 1);
  group.changed.add(groupBucketOf(action));
};

export interface PeerShare {
  /** Without the principal itself. */
  readonly peers: number;
  readonly did: number;
  /** What a surprise is worth among these peers: 0.25 where a third of them does it, 1.1 where none of three or more does. */
  readonly factor: number;
}

/** Asked after the principal itself was counted. */
export const peersWho = (group: PeerGroup, action: string): PeerShare => {
  const peers = Math.max(0, group.members - 1);
  const did = Math.min(peers, Math.max(0, (group.actions.get(action) ?? 1) - 1));
  if (peers === 0) return { peers, did, factor: 1 };
  const share = did / peers;
  if (did === 0) return { peers, did, factor: peers >= 3 ? 1.1 : 1 };
  return { peers, did, factor: Math.max(0.25, 1 - 2.25 * share) };
};
