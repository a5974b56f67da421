import type { RuleFacts, Severity, Technique } from '../model.ts';
import type { EvidenceKind } from './session.ts';

const technique = (id: string, name: string, ...tactics: readonly string[]): Technique => ({
  id,
  name,
  tactics,
});

const CLOUD_ACCOUNTS = technique('T1078.004', 'Valid Accounts: Cloud Accounts', 'TA0001', 'TA0003');

interface KindFacts {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly question: string;
  readonly techniques: readonly Technique[];
  readonly nextSteps: readonly string[];
}

const ASK_OWNER =
  'Ask the owner of the principal whether this was them, by a way that the session cannot reach.';
const LOOK_AT_SESSION =
  'Read everything this session did, from its first event on, and compare it with sessions of the weeks before.';
const REVOKE =
  'If nobody can explain it: deactivate the access key, or revoke the sessions of the role issued before now, and then look for what it created.';

const steps = (...own: readonly string[]): readonly string[] => [
  ASK_OWNER,
  LOOK_AT_SESSION,
  ...own,
  REVOKE,
];

const KINDS: Readonly<Record<EvidenceKind, KindFacts>> = {
  action: {
    id: 'behaviour.new-activity',
    title: 'A principal does what it never did',
    description:
      'The session used API actions that its principal has not used before and, where it has peers, that they do not use either.',
    question:
      'Was the work of this principal changed, or is somebody else working with its credentials?',
    techniques: [CLOUD_ACCOUNTS],
    nextSteps: steps('Find the change (release, ticket) that needs these actions.'),
  },
  principal: {
    id: 'behaviour.new-principal',
    title: 'A new principal does what the account has not seen',
    description:
      'A principal without a history of its own acts in a way that is new to the whole account.',
    question: 'Who made this principal, and for what?',
    techniques: [technique('T1136.003', 'Create Account: Cloud Account', 'TA0003'), CLOUD_ACCOUNTS],
    nextSteps: steps('Find the event that created the principal, and who called it.'),
  },
  region: {
    id: 'behaviour.new-region',
    title: 'A principal works in a Region it never used',
    description: 'Regions that nobody looks at are where resources are hidden.',
    question: 'Does the workload belong in this Region?',
    techniques: [technique('T1535', 'Unused/Unsupported Cloud Regions', 'TA0005')],
    nextSteps: steps(
      'List what exists in the Region; deny Regions that nobody needs by a service control policy.',
    ),
  },
  network: {
    id: 'behaviour.new-network',
    title: 'A principal comes from a network it never came from',
    description: 'Credentials are used from a place that is new to their principal.',
    question: 'Where is the principal, and where does it usually work?',
    techniques: [CLOUD_ACCOUNTS],
    nextSteps: steps('Look up whose network it is; add it to the known networks if it is yours.'),
  },
  agent: {
    id: 'behaviour.new-tool',
    title: 'A principal uses a tool it never used',
    description: 'The program that signs the calls is new to the principal.',
    question: 'Has the tooling changed, or are the credentials used by another program?',
    techniques: [CLOUD_ACCOUNTS],
    nextSteps: steps('Find where the credentials are stored, and what else runs there.'),
  },
  'two-networks': {
    id: 'behaviour.two-networks',
    title: 'One session comes from two networks at once',
    description:
      'The same credentials were used from two networks within minutes: they may have been copied.',
    question: 'Are these credentials used in two places by intent?',
    techniques: [
      CLOUD_ACCOUNTS,
      technique(
        'T1550.001',
        'Use Alternate Authentication Material: Application Access Token',
        'TA0005',
        'TA0008',
      ),
    ],
    nextSteps: steps(
      'If one of the networks is a VPN or proxy of yours, add it to the known networks.',
    ),
  },
  chain: {
    id: 'behaviour.attack-chain',
    title: 'One session goes through the stages of an attack',
    description:
      'Within one session a principal did several things new to it that together look like an intrusion: looking around, reaching for credentials, making a way back, hiding, taking data.',
    question: 'Is there any task that needs all of these together?',
    techniques: [
      CLOUD_ACCOUNTS,
      technique('T1580', 'Cloud Infrastructure Discovery', 'TA0007'),
      technique('T1098', 'Account Manipulation', 'TA0003', 'TA0004'),
    ],
    nextSteps: steps(
      'List users, keys, roles and policies that it made or changed, and undo them.',
    ),
  },
  refused: {
    id: 'behaviour.refused-calls',
    title: 'A principal is refused much more often than usual',
    description:
      'Many calls of one session were denied: somebody may be trying what the credentials can do.',
    question: 'Are these failed calls around sensitive services or information?',
    techniques: [technique('T1526', 'Cloud Service Discovery', 'TA0007')],
    nextSteps: steps('See which of its calls were not refused.'),
  },
  burst: {
    id: 'behaviour.many-actions',
    title: 'A session uses many more different actions than usual',
    description: 'A wide sweep over the API, as tools make that enumerate an account.',
    question: 'Does the application normally generate list and describe calls in production?',
    techniques: [
      technique('T1580', 'Cloud Infrastructure Discovery', 'TA0007'),
      technique('T1526', 'Cloud Service Discovery', 'TA0007'),
    ],
    nextSteps: steps('See whether an inventory or posture tool was set up.'),
  },
  sequence: {
    id: 'behaviour.rare-sequence',
    title: 'A session calls known actions in an order nobody uses',
    description: 'Each action is usual in the account; one after another like this they are not.',
    question: 'Is a person at work where a program should be, or another program than usual?',
    techniques: [CLOUD_ACCOUNTS],
    nextSteps: steps(),
  },
};

const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH'] as const;
type Told = (typeof SEVERITIES)[number];

/** MEDIUM from a score of 50, HIGH from 75: CRITICAL is for what is known, not for what is unusual. */
const toldFor = (score: number): Told => (score >= 75 ? 'HIGH' : score >= 50 ? 'MEDIUM' : 'LOW');

const WINDOW_SECONDS = 12 * 3600;

const factsOf = (kind: EvidenceKind, severity: Severity): RuleFacts => ({
  ...KINDS[kind],
  origin: 'behaviour',
  severity,
  references: [],
  threshold: 1,
  windowSeconds: WINDOW_SECONDS,
  countsDistinct: false,
});

const table = new Map(
  SEVERITIES.map((severity) => [
    severity,
    new Map(
      // Object.keys widens: the kinds are listed by the record itself.
      (
        [
          'action',
          'principal',
          'region',
          'network',
          'agent',
          'two-networks',
          'chain',
          'refused',
          'burst',
          'sequence',
        ] as const
      ).map((kind) => [kind, factsOf(kind, severity)]),
    ),
  ]),
);

/** The rule of a kind, as severe as the score: made once, the same object for the same of both. */
export const behaviourRule = (kind: EvidenceKind, score: number): RuleFacts =>
  table.get(toldFor(score))?.get(kind) ?? factsOf(kind, toldFor(score));

/** All rules of this room, at the severity that they have in the middle. */
export const BEHAVIOUR_RULES: readonly RuleFacts[] = [...(table.get('MEDIUM')?.values() ?? [])];
