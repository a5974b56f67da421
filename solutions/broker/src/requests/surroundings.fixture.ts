import { type ManualClock, manualClock } from '@gatehouse/testkit';
import type {
  AccessPolicy,
  Catalog,
  ConditionPort,
  Membership,
  NewRequest,
} from '../model/index.ts';
import { catalogOf, compiled, roleArn } from '../policy/policy.fixture.ts';

export const ACCOUNT = '111122223333';
export const PROD = '222233334444';
export const TOOLS = '333344445555';

export const S3_ADMIN = { account: ACCOUNT, roleArn: roleArn(ACCOUNT, 'TempAccessRoleS3Admin') };
export const ADMIN_READ = { account: ACCOUNT, roleArn: roleArn(ACCOUNT, 'team/AdminRead') };
export const PROD_ADMIN = { account: PROD, roleArn: roleArn(PROD, 'Admin') };
export const READ = { account: TOOLS, roleArn: roleArn(TOOLS, 'Read') };
export const ON_CALL = { account: TOOLS, roleArn: roleArn(TOOLS, 'OnCall') };

export const demo: Catalog = catalogOf([
  { id: ACCOUNT, roles: ['TempAccessRoleS3Admin', 'team/AdminRead', 'Unlisted'] },
  { id: PROD, roles: ['Admin'] },
  { id: TOOLS, roles: ['Read', 'OnCall'] },
]);

const SOURCES = 'sources: { pager: { url: "https://pager.example/oncall", timeout: PT1S } }';

const S3_RULE = `  - id: s3
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${ACCOUNT}'], roles: [TempAccessRoleS3Admin, team/AdminRead] }]
    maxDuration: PT4H
    approval: { steps: [{ name: security, groups: [security] }] }
    breakGlass: { maxDuration: PT1H, reviewers: [incident] }`;

const OTHER_RULES = `  - id: prod
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${PROD}'], roles: [Admin] }]
    maxDuration: PT2H
    fields: { ticket: { label: Ticket, pattern: 'OPS-\\d{1,8}' } }
    approval:
      steps:
        - { name: security, groups: [security], quorum: 2 }
        - { name: owner, groups: [owners], escalate: { after: PT1H, to: [leads] } }
  - id: read
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${TOOLS}'], roles: [Read] }]
    maxDuration: PT1H
    approval: none
  - id: on-call
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${TOOLS}'], roles: [OnCall] }]
    maxDuration: PT1H
    approval:
      steps: [{ name: security, groups: [security] }]
      unless: [{ onCall: { source: pager, schedule: primary } }]
  - id: no-contractors
    effect: deny
    who: { groups: [contractors] }
    what: [{ accounts: ['${ACCOUNT}', '${PROD}', '${TOOLS}'], roles: all }]`;

export const POLICY = compiled(`${S3_RULE}\n${OTHER_RULES}`, SOURCES, 1);
/** The same without the rule `s3`. */
export const POLICY_WITHOUT_S3 = compiled(OTHER_RULES, SOURCES, 2);

export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  ann: ['eng'],
  ben: ['eng'],
  sam: ['security'],
  sue: ['security'],
  sid: ['security', 'owners'],
  otto: ['owners'],
  lea: ['leads'],
  ida: ['incident'],
  dora: ['auditors'],
  max: ['enders'],
  nora: [],
};

/** What tests move: time, people, policy, the outside. */
export interface Surroundings {
  readonly clock: ManualClock;
  readonly people: Map<string, Membership>;
  policy: AccessPolicy;
  catalog: Catalog;
  directoryAnswers: boolean;
  holds: ConditionPort['holds'];
  /** Runs between what the broker asks STS and what STS answers. */
  duringIssue: () => Promise<void>;
}

export const memberOf = (name: string, groups: readonly string[], active = true): Membership => ({
  person: {
    id: `p-${name}`,
    issuer: 'https://issuer.example',
    subject: name,
    name: name.toUpperCase(),
    email: `${name}@example.com`,
  },
  groups: new Set(groups),
  attributes: new Map(),
  active,
});

export const surroundings = (): Surroundings => ({
  clock: manualClock('2026-11-25T12:00:00.000Z'),
  people: new Map(
    Object.entries(GROUPS).map(([name, groups]) => [`p-${name}`, memberOf(name, groups)]),
  ),
  policy: POLICY,
  catalog: demo,
  directoryAnswers: true,
  holds: () => Promise.reject(new Error('the source is away')),
  duringIssue: async () => {},
});

/** A request for the S3 role, for one hour. */
export const wish = (members: Partial<NewRequest> = {}): NewRequest => ({
  targets: [S3_ADMIN],
  justification: 'Deploy of the quarterly fix',
  durationSeconds: 3600,
  fields: new Map(),
  breakGlass: false,
  ...members,
});

export const prodWish = (members: Partial<NewRequest> = {}): NewRequest =>
  wish({ targets: [PROD_ADMIN], fields: new Map([['ticket', 'OPS-17']]), ...members });
