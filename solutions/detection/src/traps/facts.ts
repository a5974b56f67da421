import type { RuleFacts } from '../model.ts';
import { techniquePage, techniquesOf } from '../rules/techniques.ts';

const WINDOW_SECONDS = 3600;

interface About {
  readonly title: string;
  readonly description: string;
  readonly question: string;
  readonly techniques: readonly string[];
  readonly nextSteps: readonly string[];
}

const WHO =
  'Find who had the credentials that made the call, and what else they did in the same session (gatehouse investigate).';
const SHUT =
  'Take them away: deactivate the access key, or revoke the sessions of the role issued before now.';
const LEAK =
  'Find where the caller learned of it: the file, host or repository where it was planted, or a list call shortly before.';
const RENEW =
  'Rotate the trap when the case is closed (gatehouse traps rotate): its name is known now.';

const steps = (...own: readonly string[]): readonly string[] => [WHO, ...own, SHUT, RENEW];

const rule = (id: string, { techniques, ...about }: About): RuleFacts => ({
  id: `trap.${id}`,
  origin: 'trap',
  ...about,
  // Nobody has a reason to touch a trap: one touch is a finding, and more than HIGH is for what has an effect.
  severity: 'HIGH',
  techniques: techniquesOf(techniques),
  references: techniques.map(techniquePage),
  threshold: 1,
  windowSeconds: WINDOW_SECONDS,
  countsDistinct: false,
});

export const TRAP_RULES = {
  login: rule('console-login', {
    title: 'Somebody tried to sign in to the console as a trap user',
    description:
      'The user exists to be found by an intruder. Nobody works as it: a sign-in, failed or not, is by somebody who looks for a way in.',
    question: 'Where did they learn the user name, and did they have the password?',
    techniques: ['T1078.004', 'T1110'],
    nextSteps: steps(
      LEAK,
      'See which other users the same address tried to sign in as, and with what success.',
    ),
  }),
  assume: rule('assume-role', {
    title: 'Somebody tried to assume a trap role',
    description:
      'The role exists to be found by an intruder, and can do nothing. Whoever asks for it looks for more rights than they have.',
    question: 'Whose credentials asked for the role, and who uses them?',
    techniques: ['T1078.004', 'T1548.005'],
    nextSteps: steps('See which other roles the caller tried to assume, and which of them let it.'),
  }),
  credentials: rule('credentials-used', {
    title: 'Credentials of a trap are used',
    description:
      'The access key, user or role was given to nobody. Whoever uses it took it from the place where it was planted.',
    question: 'Where was the key planted, and who can read that place?',
    techniques: ['T1078.004', 'T1552.001'],
    nextSteps: steps(LEAK, 'Look for other secrets in that place, and change those that are real.'),
  }),
  identity: rule('identity-probed', {
    title: 'Somebody looks at, or changes, a trap user or role',
    description:
      'A call named a user, role or key that exists to be found by an intruder, to read it, give it rights or take it over.',
    question: 'Why does the caller care about this user or role?',
    techniques: ['T1087.004', 'T1098'],
    nextSteps: steps('Undo what the call changed (gatehouse traps verify says what).'),
  }),
  objects: rule('bucket-touched', {
    title: 'Somebody explores a trap bucket',
    description:
      'The bucket holds nothing of worth and no program uses it. A call on it, refused or not, is by somebody who looks around.',
    question: 'What was the caller looking for, and which real buckets can it read?',
    techniques: ['T1530', 'T1619'],
    nextSteps: steps('See which other buckets the caller listed or read.'),
  }),
  table: rule('table-touched', {
    title: 'Somebody explores a trap table',
    description:
      'The table holds invented customers and no program uses it. A call on it, refused or not, is by somebody who looks around.',
    question: 'What was the caller looking for, and which real tables can it read?',
    techniques: ['T1530', 'T1580'],
    nextSteps: steps('See which other tables the caller described or read.'),
  }),
  listing: rule('tables-listed', {
    title: 'Somebody lists tables where a trap table stands',
    description:
      'Programs know the names of their tables. Where access is predictable, who lists them is looking for what there is.',
    question: 'Is the caller a tool that takes an inventory? Then add it to the expected ones.',
    techniques: ['T1580', 'T1526'],
    nextSteps: [
      WHO,
      'If it is a tool of yours that lists tables regularly, add it to expectedListers.',
      SHUT,
    ],
  }),
  secret: rule('secret-touched', {
    title: 'Somebody reads or asks about a trap secret',
    description:
      'The secret opens nothing and no program uses it. Whoever names it found it by looking around.',
    question: 'Which real secrets did the same session read?',
    techniques: ['T1555.006'],
    nextSteps: steps('List the secrets that the session read, and rotate them.'),
  }),
  parameter: rule('parameter-touched', {
    title: 'Somebody reads or asks about a trap parameter',
    description:
      'The parameter opens nothing and no program uses it. Whoever names it found it by looking around.',
    question: 'Which real parameters did the same session read?',
    techniques: ['T1555.006', 'T1552.005'],
    nextSteps: steps('List the parameters that the session read, and change what they open.'),
  }),
  trail: rule('sensing-changed', {
    title: 'The trail that tells of calls on traps was changed',
    description:
      'Somebody stopped, changed or deleted the trail that records calls on the contents of traps.',
    question: 'Who may change trails, and does this one know what it is for?',
    techniques: ['T1562.008'],
    nextSteps: [WHO, 'gatehouse traps verify sets it up again.', SHUT],
  }),
} as const satisfies Readonly<Record<string, RuleFacts>>;

export type TrapRule = keyof typeof TRAP_RULES;

export const TRAP_RULE_LIST: readonly RuleFacts[] = Object.values(TRAP_RULES);
