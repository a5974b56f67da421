import { z } from 'zod';
import { DURATION_PATTERN, parseDuration } from './duration.ts';
import { parsePattern } from './pattern.ts';

export const MOST_TARGETS = 20;
const MOST_RULES = 1000;
const MOST_ENTRIES = 200;
const MOST_VALUES = 10_000;
const MOST_GROUPS = 200;
const MOST_STEPS = 10;
const MOST_CONDITIONS = 8;
const MOST_FIELDS = 10;
const MOST_QUORUM = 20;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Text, with the reason where YAML has read a number, a date or a truth value. */
const text = (pattern: RegExp, what: string): z.ZodString =>
  z
    .string({
      error: ({ input }) =>
        typeof input === 'number'
          ? `put it in quotes: without them YAML reads a number, and ${what} is text whose zeros count`
          : `must be ${what}, as text`,
    })
    .regex(pattern, { error: `must be ${what}`, abort: true });

/** No line breaks or control characters, nothing around it: what a person could not see must not decide. */
const NAME = /^(?! )[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}*?]{1,128}(?<! )$/u;
const LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]{1,256}$/u;
const PROSE = /^[^\0]{1,4096}$/;

const group = text(NAME, 'the exact name of a group (no wildcards, no control characters)');
const id = text(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'lower-case letters, digits and hyphens');
const word = text(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'a letter and then letters, digits, "_" or "-"');
const line = text(LINE, 'one line of at most 256 characters');
const account = text(/^[0-9]{12}$/, 'an account id of exactly twelve digits');
const unit = text(
  /^(?:r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/,
  'the id of a root (r-…) or organizational unit (ou-…-…)',
);

// IAM API reference, CreateRole: a path of printable ASCII between slashes, a name of [\w+=,.@-]{1,64}; "*" and "?" are
// legal in paths, and refused here, so that nobody takes them for wildcards.
const ROLE_NAME = String.raw`[A-Za-z0-9_+=,.@-]{1,64}`;
const ROLE_PATH = String.raw`(?:[!-)+-.0->@-~]{1,510}/){0,20}`;
const role = text(
  new RegExp(`^${ROLE_PATH}${ROLE_NAME}$`),
  'the exact path and name of a role, such as "ops/Restart" (no wildcards, no leading slash)',
);
const roleArn = text(
  new RegExp(`^arn:aws(?:-cn|-us-gov)?:iam::[0-9]{12}:role/${ROLE_PATH}${ROLE_NAME}$`),
  'the exact ARN of a role (no wildcards)',
);

const duration = (least: number, most: number, range: string): z.ZodString =>
  text(DURATION_PATTERN, 'an ISO 8601 duration such as PT1H30M').refine((value) => {
    const seconds = parseDuration(value);
    return seconds !== undefined && seconds >= least && seconds <= most;
  }, `must be a duration from ${range}`);

const groups = z.array(group).min(1).max(MOST_GROUPS);
const groupsOnly = z.strictObject({ groups: z.array(group).max(MOST_GROUPS) });
const valuesByName = z
  .record(text(NAME, 'a name without wildcards'), z.array(line).min(1).max(100))
  .refine((value) => Object.keys(value).length > 0, 'must name at least one');

const Who = z
  .strictObject({
    groups: groups.optional(),
    attributes: valuesByName.optional(),
  })
  .refine(
    (who) => who.groups !== undefined || who.attributes !== undefined,
    'must have groups, attributes, or both',
  );

const whereMembers = {
  accounts: z.array(account).min(1).max(MOST_VALUES).optional(),
  units: z.array(unit).min(1).max(1000).optional(),
  accountTags: valuesByName.optional(),
};

interface Where {
  readonly accounts?: unknown;
  readonly units?: unknown;
  readonly accountTags?: unknown;
  readonly roles?: unknown;
  readonly roleArns?: unknown;
}

const selectsRoles = ({ roles, roleArns }: Where): boolean =>
  (roles === undefined) !== (roleArns === undefined);
const ROLES_OR_ARNS = 'must have either roles or roleArns';
const selectsAccounts = ({ roleArns, ...where }: Where): boolean =>
  (roleArns === undefined) ===
  (where.accounts !== undefined || where.units !== undefined || where.accountTags !== undefined);
const ACCOUNTS_OR_ARNS =
  'must say in which accounts (accounts, units or accountTags), unless roleArns, which stand alone, say it';

const roles = z.array(role).min(1).max(1000);
const roleArns = z.array(roleArn).min(1).max(MOST_VALUES).optional();
const AllowedWhat = z
  .strictObject({ ...whereMembers, roles: roles.optional(), roleArns })
  .refine(selectsRoles, ROLES_OR_ARNS)
  .refine(selectsAccounts, ACCOUNTS_OR_ARNS);
const DeniedWhat = z
  .strictObject({
    ...whereMembers,
    roles: z.union([roles, z.literal('all')], 'must be a list of roles, or all').optional(),
    roleArns,
  })
  .refine(selectsRoles, ROLES_OR_ARNS)
  .refine(selectsAccounts, ACCOUNTS_OR_ARNS);

const Step = z
  .strictObject({
    name: id,
    groups: groups.optional(),
    set: word.optional(),
    quorum: z.int().min(1).max(MOST_QUORUM).default(1),
    escalate: z
      .strictObject({ after: duration(MINUTE, 30 * DAY, 'PT1M to P30D'), to: groups })
      .optional(),
  })
  .refine(
    (step) => (step.groups === undefined) !== (step.set === undefined),
    'must have either groups or set',
  );

const clockTime = text(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, 'a time of day such as "08:30"');
const Conditions = z
  .strictObject({
    onCall: z.strictObject({ source: word, schedule: line }).optional(),
    ticket: z.strictObject({ source: word, field: word }).optional(),
    timeWindow: z
      .strictObject({
        days: z
          .array(z.enum(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']))
          .min(1)
          .max(7),
        from: clockTime,
        to: clockTime,
        zone: text(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, 'an IANA time zone such as Europe/Berlin'),
      })
      .optional(),
  })
  .refine((all) => Object.keys(all).length > 0, 'must have at least one condition');

const Approval = z.union(
  [
    z.literal('none'),
    z.strictObject({
      steps: z.array(Step).min(1).max(MOST_STEPS),
      unless: z.array(Conditions).min(1).max(MOST_CONDITIONS).optional(),
    }),
  ],
  { error: 'must be none, or have steps' },
);

const Field = z.strictObject({
  label: line,
  required: z.boolean().default(true),
  pattern: z
    .string({ error: 'must be a pattern, as text' })
    .superRefine((source, context) => {
      const answer = parsePattern(source);
      if (!answer.ok) context.addIssue({ code: 'custom', message: answer.message });
    })
    .optional(),
});

const fewFields = (fields: object): boolean => Object.keys(fields).length <= MOST_FIELDS;

const AllowRule = z.strictObject({
  id,
  description: text(PROSE, 'text').optional(),
  effect: z.literal('allow'),
  who: Who,
  what: z.array(AllowedWhat).min(1).max(MOST_ENTRIES),
  maxDuration: duration(15 * MINUTE, 30 * DAY, 'PT15M to P30D'),
  pendingFor: duration(5 * MINUTE, 30 * DAY, 'PT5M to P30D').optional(),
  fields: z
    .record(word, Field)
    .refine(fewFields, `must not be more than ${MOST_FIELDS}`)
    .optional(),
  approval: Approval,
  breakGlass: z
    .strictObject({ maxDuration: duration(15 * MINUTE, DAY, 'PT15M to P1D'), reviewers: groups })
    .optional(),
});

const DenyRule = z.strictObject({
  id,
  description: text(PROSE, 'text').optional(),
  effect: z.literal('deny'),
  who: z.union([z.literal('everyone'), Who], {
    error: 'must be everyone, or have groups, attributes, or both',
  }),
  what: z.array(DeniedWhat).min(1).max(MOST_ENTRIES),
});

const Source = z.strictObject({
  url: z.string({ error: 'must be a URL, as text' }).max(2048),
  timeout: duration(1, 10, 'PT1S to PT10S').default('PT2S'),
});

const Template = z.strictObject({
  id,
  title: line,
  targets: z.array(roleArn).min(1).max(MOST_TARGETS),
  duration: duration(15 * MINUTE, 30 * DAY, 'PT15M to P30D'),
  justification: text(PROSE, 'text').default(''),
  sessionPolicy: text(/^[^\0]{1,2048}$/, 'an IAM policy as JSON text').optional(),
});

const Settings = z.strictObject({
  pendingFor: duration(5 * MINUTE, 30 * DAY, 'PT5M to P30D').default('PT8H'),
  maxTargets: z.int().min(1).max(MOST_TARGETS).default(MOST_TARGETS),
  policyAdministrators: z.strictObject({ groups }),
  auditors: groupsOnly.optional(),
  enders: groupsOnly.optional(),
  breakGlassReviewers: groupsOnly.optional(),
});

const named = <Value extends z.ZodType>(value: Value): z.ZodRecord<z.ZodString, Value> =>
  z.record(word, value);

/** The access policy as people write it: see docs/access-policy.md. */
export const AccessPolicyDocument = z.strictObject({
  version: z.literal(1, { error: 'must be 1, the only version of this format' }),
  settings: Settings,
  sources: named(Source).optional(),
  approverSets: named(groups).optional(),
  rules: z
    .array(
      z.discriminatedUnion('effect', [AllowRule, DenyRule], {
        error: ({ code }) =>
          code === 'invalid_union' ? 'must have an effect, allow or deny' : undefined,
      }),
    )
    .max(MOST_RULES),
  templates: z.array(Template).max(200).optional(),
});

export type AccessPolicyDocument = z.output<typeof AccessPolicyDocument>;
export type RuleDocument = AccessPolicyDocument['rules'][number];
export type AllowRuleDocument = Extract<RuleDocument, { effect: 'allow' }>;
export type WhatDocument = RuleDocument['what'][number];
export type StepDocument = z.output<typeof Step>;
export type ConditionsDocument = z.output<typeof Conditions>;

/** JSON Schema (2020-12) of the document, for editors and for other checks than ours. */
export const accessPolicySchema = (): Readonly<Record<string, unknown>> => ({
  ...z.toJSONSchema(AccessPolicyDocument, { io: 'input' }),
  title: 'Gatehouse access policy',
});
