import { asObject, asText, type Json, own } from './json.ts';

/** Falco's priorities, the gravest first (Falco documentation, "Rule priorities"). */
export const PRIORITIES = [
  'Emergency',
  'Alert',
  'Critical',
  'Error',
  'Warning',
  'Notice',
  'Informational',
  'Debug',
] as const;

export type Priority = (typeof PRIORITIES)[number];

/** What wrapped an alert on its way, which tells where it comes from. */
export interface Origin {
  /** The account and Region of the log group, or of who delivers. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly logGroup?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly ecsCluster?: string | undefined;
  readonly ecsTaskArn?: string | undefined;
  readonly ecsTaskDefinition?: string | undefined;
  readonly cluster?: string | undefined;
  readonly host?: string | undefined;
  /** When the log took it. */
  readonly at?: Date | undefined;
}

/** One alert of Falco. */
export interface FalcoAlert {
  readonly rule: string;
  readonly priority: Priority;
  readonly output: string;
  /** `syscall`, `k8s_audit`, `aws_cloudtrail` … */
  readonly source: string;
  readonly at: Date;
  readonly uuid: string | undefined;
  readonly hostname: string | undefined;
  readonly tags: readonly string[];
  /** Fields with a value, as texts; what Falco did not know is absent. */
  readonly fields: ReadonlyMap<string, string>;
  readonly origin: Origin;
}

const ABSENT = new Set(['', '<NA>', 'null', 'N/A']);
const MOST_FIELDS = 200;
const LONGEST_FIELD = 8192;

const fieldText = (value: unknown): string | undefined => {
  if (value === null || value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return ABSENT.has(text) ? undefined : text.slice(0, LONGEST_FIELD);
};

const fieldsOf = (alert: Json): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(asObject(own(alert, 'output_fields')) ?? {})
      .slice(0, MOST_FIELDS)
      .flatMap(([name, value]): [string, string][] => {
        const text = fieldText(value);
        return text === undefined ? [] : [[name, text]];
      }),
  );

// Older releases say "Info", and some senders write all small.
const priorityOf = (value: unknown): Priority | undefined => {
  const text = asText(value)?.toLowerCase();
  const spelled = text === 'info' ? 'informational' : text;
  return PRIORITIES.find((priority) => priority.toLowerCase() === spelled);
};

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
const INSTANCE = /^i-[0-9a-f]{8,17}$/;

const first = (
  fields: ReadonlyMap<string, string>,
  names: readonly string[],
  form: RegExp,
): string | undefined =>
  names.map((name) => fields.get(name)).find((text) => text !== undefined && form.test(text));

/** What people add to the output themselves (`append_output`, custom fields of falcosidekick), because Falco does not know its account. */
const originByFields = (fields: ReadonlyMap<string, string>, origin: Origin): Origin => ({
  ...origin,
  account:
    first(fields, ['aws.account_id', 'aws.account', 'account_id', 'account'], ACCOUNT) ??
    origin.account,
  region: first(fields, ['aws.region', 'ct.region', 'region'], REGION) ?? origin.region,
  instanceId:
    first(fields, ['ec2.instance.id', 'ec2.instance_id', 'instance_id'], INSTANCE) ??
    origin.instanceId,
  cluster:
    first(fields, ['k8s.cluster.name', 'cluster_name', 'cluster'], /^[\w.:/-]{1,200}$/) ??
    origin.cluster,
});

// A clock that is ahead by more would put all later sightings before this one.
const MOST_AHEAD_MILLISECONDS = 5 * 60_000;

const notAhead = (at: Date, now: Date): Date =>
  at.getTime() > now.getTime() + MOST_AHEAD_MILLISECONDS ? now : at;

const NANOSECONDS = /^\d{18,19}$/;

const timeOf = (value: string | undefined): Date | undefined => {
  if (value === undefined) return undefined;
  const at = new Date(NANOSECONDS.test(value) ? Number(value.slice(0, -6)) : value);
  return Number.isNaN(at.getTime()) ? undefined : at;
};

/** Falco's own mark: a rule with what it says. */
export const isAlert = (value: Json): boolean =>
  asText(own(value, 'rule')) !== undefined &&
  (asText(own(value, 'output')) !== undefined ||
    asObject(own(value, 'output_fields')) !== undefined);

/**
 * An alert from its JSON. Undefined: it lacks what every alert has, a rule and a priority. `now` stands in for a time that
 * neither the alert nor the log has.
 */
export const alertOf = (value: Json, origin: Origin, now: Date): FalcoAlert | undefined => {
  const rule = asText(own(value, 'rule'))?.trim();
  const priority = priorityOf(own(value, 'priority'));
  if (rule === undefined || rule === '' || priority === undefined) return undefined;
  const fields = fieldsOf(value);
  const tags = own(value, 'tags');
  const at =
    timeOf(asText(own(value, 'time'))) ??
    timeOf(fields.get('evt.time')) ??
    timeOf(fields.get('evt.rawtime')) ??
    timeOf(fields.get('evt.time.iso8601')) ??
    origin.at ??
    now;
  return {
    rule,
    priority,
    output: asText(own(value, 'output')) ?? rule,
    source: asText(own(value, 'source')) ?? 'syscall',
    at: notAhead(at, now),
    uuid: asText(own(value, 'uuid')),
    hostname: asText(own(value, 'hostname')),
    tags: Array.isArray(tags) ? tags.flatMap((tag: unknown) => asText(tag) ?? []).slice(0, 50) : [],
    fields,
    origin: originByFields(fields, origin),
  };
};
