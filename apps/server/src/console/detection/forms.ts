import { z } from 'zod';

const SEVERITIES = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
const STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'] as const;
const ORIGINS = [
  'workload',
  'cis',
  'attack',
  'sigma',
  'trap',
  'behaviour',
  'insight',
  'custom',
] as const;

const MOST_IDS = 100;
const LONGEST = 2048;

const text = z.string().min(1).max(LONGEST);
const time = z.iso.datetime({ offset: true });
const account = z.string().regex(/^\d{12}$/);
const region = z.string().regex(/^[a-z]{2}(-[a-z]+){1,3}-\d$/);
const alertId = z.string().regex(/^[\da-f]{32}$/);
const token = z.string().min(1).max(8192);
const texts = z.array(text).min(1).max(100);

export const Nothing = z.strictObject({});

export const Alerts = z.strictObject({
  statuses: z.array(z.enum(STATUSES)).max(STATUSES.length).optional(),
  severities: z.array(z.enum(SEVERITIES)).max(SEVERITIES.length).optional(),
  origins: z.array(z.enum(ORIGINS)).max(ORIGINS.length).optional(),
  rule: text.optional(),
  account: account.optional(),
  region: region.optional(),
  text: text.optional(),
  from: time.optional(),
  to: time.optional(),
  limit: z.number().int().min(1).max(100).optional(),
  after: token.optional(),
});

export const Alert = z.strictObject({ id: alertId });

export const AlertChange = z.strictObject({
  ids: z.array(alertId).min(1).max(MOST_IDS),
  status: z.enum(STATUSES).optional(),
  note: z.string().min(1).max(512).optional(),
});

export const RuleChange = z.strictObject({
  id: text,
  enabled: z.boolean().optional(),
  severity: z.enum(SEVERITIES).nullable().optional(),
  exclusions: z.array(text).max(50).optional(),
});

/** What is in them is checked as a file of settings is. */
export const ParameterChange = z.strictObject({
  parameters: z.record(z.string(), z.array(text).max(1000).nullable()).optional(),
  behaviour: z
    .record(z.string(), z.union([z.array(text).max(1000), z.number().min(0), z.null()]))
    .optional(),
});

const MOST_FILES = 500;
const LONGEST_FILE = 262_144;

export const RuleImport = z.strictObject({
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(256), text: z.string().max(LONGEST_FILE) }))
    .min(1)
    .max(MOST_FILES),
  dryRun: z.boolean().optional(),
});

export const Named = z.strictObject({ id: text });

export const Suppression = z.strictObject({
  name: z.string().min(1).max(256),
  reason: z.string().min(1).max(1024),
  expires: time.optional(),
  rule: texts.optional(),
  actor: texts.optional(),
  account: z.array(account).min(1).max(100).optional(),
  sourceIp: texts.optional(),
  userAgent: texts.optional(),
  resource: texts.optional(),
  pattern: texts.optional(),
});

export const Changes = z.strictObject({ after: token.optional() });

export const Calls = z.strictObject({
  from: time.optional(),
  to: time.optional(),
  account: account.optional(),
  region: region.optional(),
  source: text.optional(),
  name: text.optional(),
});

export const Search = z.strictObject({
  from: time.optional(),
  to: time.optional(),
  accounts: z.array(account).min(1).max(100).optional(),
  regions: z.array(region).min(1).max(50).optional(),
  name: text.optional(),
  source: text.optional(),
  actor: text.optional(),
  accessKeyId: text.optional(),
  sourceIp: text.optional(),
  errorCode: text.optional(),
  readOnly: z.boolean().optional(),
  resource: text.optional(),
  pattern: z.string().min(1).max(1024).optional(),
  limit: z.number().int().min(1).max(200).optional(),
  token: token.optional(),
});

const SUBJECTS = ['principal', 'session', 'access-key', 'address', 'resource', 'alert'] as const;

export const Investigation = z.strictObject({
  kind: z.enum(SUBJECTS).optional(),
  value: text,
  from: time.optional(),
  to: time.optional(),
  token: token.optional(),
});
