export interface BehaviourSettings {
  /** A principal is learned from this many days of its own activity before anything is said of it. */
  readonly learningDays: number;
  /** And from at least so many events. */
  readonly learningEvents: number;
  /** `203.0.113.0/24`: company networks and VPNs. Changing to one of them is never unusual. */
  readonly knownNetworks: readonly string[];
  /** ARNs of users and roles of which nothing is said. */
  readonly ignoredPrincipals: readonly string[];
  /** Scores below this are not told. */
  readonly leastScore: number;
  /** Minutes within which one session from two networks is noted. */
  readonly twoNetworksMinutes: number;
  readonly maximumPrincipals: number;
  readonly maximumSessions: number;
}

export const BEHAVIOUR_DEFAULTS: BehaviourSettings = {
  learningDays: 7,
  learningEvents: 50,
  knownNetworks: [],
  ignoredPrincipals: [],
  leastScore: 40,
  twoNetworksMinutes: 10,
  maximumPrincipals: 10_000,
  maximumSessions: 8000,
};
