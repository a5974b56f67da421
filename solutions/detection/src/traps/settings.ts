import type { Tag } from './kinds/kind.ts';
import type { Place } from './model.ts';

/** Where calls on contents are told: an own trail, one that exists (its ARN), or nowhere. */
export type DataTrail = 'own' | 'none' | { readonly trailArn: string };

export interface TrapSettings {
  /** Accounts in which traps may stand. */
  readonly accounts: readonly string[];
  /** Of the role that makes them there; undefined: with our own credentials. */
  readonly roleArnOf: (account: string) => string | undefined;
  readonly sessionName: string;
  /** ARNs of users and roles whose calls are our own, where there is no such role. */
  readonly ownPrincipals: readonly string[];
  /** Of users and roles that are made. */
  readonly path: string;
  readonly tag: Tag | undefined;
  readonly dataTrail: (place: Place) => DataTrail;
  /** Hours from one look at whether a trap is as it was made to the next. */
  readonly verifyHours: number;
  readonly watch: WatchSettings;
}

export interface WatchSettings {
  /** ARNs of users and roles, `*` for any letters, that list tables as a matter of course. */
  readonly expectedListers: readonly string[];
  /** ARNs of scanners and backups that go over everything: what they touch is no sign. */
  readonly expectedPrincipals: readonly string[];
}

const VERIFY_HOURS = 6;

export const TRAP_DEFAULTS = {
  sessionName: 'baseline',
  ownPrincipals: [],
  path: '/ops/',
  tag: { key: 'lifecycle', value: 'retained' },
  dataTrail: (): DataTrail => 'own',
  verifyHours: VERIFY_HOURS,
  watch: { expectedListers: [], expectedPrincipals: [] },
} as const satisfies Omit<TrapSettings, 'accounts' | 'roleArnOf'>;
