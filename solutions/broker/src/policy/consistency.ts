import type {
  AccessPolicyDocument,
  AllowRuleDocument,
  ConditionsDocument,
  RuleDocument,
  StepDocument,
} from './document.ts';
import { parseDuration } from './duration.ts';
import type { Path } from './read-yaml.ts';

interface Found {
  readonly path: Path;
  readonly message: string;
}

/** What is wrong between the parts of a document that has the right form. */
export const consistencyProblems = (document: AccessPolicyDocument): readonly Found[] => [
  ...repeated(
    document.rules.map(({ id }) => id),
    (at) => ['rules', at, 'id'],
  ),
  ...repeated(
    (document.templates ?? []).map(({ id }) => id),
    (at) => ['templates', at, 'id'],
  ),
  ...document.rules.flatMap((rule, at) => ruleProblems(rule, document, ['rules', at])),
  ...Object.entries(document.sources ?? {}).flatMap(([name, { url }]) =>
    isWebhookUrl(url)
      ? []
      : [
          {
            path: ['sources', name, 'url'],
            message:
              'must be an https URL without user, password and fragment (http only to this machine)',
          },
        ],
  ),
  ...(document.templates ?? []).flatMap(({ sessionPolicy }, at) =>
    sessionPolicy === undefined || isPolicyObject(sessionPolicy)
      ? []
      : [
          {
            path: ['templates', at, 'sessionPolicy'],
            message: 'must be an IAM policy: a JSON object with Version and Statement',
          },
        ],
  ),
];

const repeated = (ids: readonly string[], path: (at: number) => Path): readonly Found[] => {
  const seen = new Set<string>();
  return ids.flatMap((id, at) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ path: path(at), message: `"${id}" stands more than once` }];
  });
};

const ruleProblems = (
  rule: RuleDocument,
  document: AccessPolicyDocument,
  path: Path,
): readonly Found[] => {
  if (rule.effect === 'deny') return [];
  return [...approvalProblems(rule, document, path), ...breakGlassProblems(rule, path)];
};

const approvalProblems = (
  rule: AllowRuleDocument,
  document: AccessPolicyDocument,
  path: Path,
): readonly Found[] => {
  const { approval } = rule;
  if (approval === 'none') return [];
  const pending = parseDuration(rule.pendingFor ?? document.settings.pendingFor) ?? 0;
  const steps: Path = [...path, 'approval', 'steps'];
  return [
    ...repeated(
      approval.steps.map(({ name }) => name),
      (at) => [...steps, at, 'name'],
    ),
    ...approval.steps.flatMap((step, at) => stepProblems(step, document, pending, [...steps, at])),
    ...(approval.unless ?? []).flatMap((conditions, at) =>
      conditionProblems(conditions, rule, document, [...path, 'approval', 'unless', at]),
    ),
  ];
};

const stepProblems = (
  step: StepDocument,
  { approverSets = {} }: AccessPolicyDocument,
  pendingSeconds: number,
  path: Path,
): readonly Found[] => {
  const found: Found[] = [];
  if (step.set !== undefined && !Object.hasOwn(approverSets, step.set))
    found.push({ path: [...path, 'set'], message: `there is no approver set "${step.set}"` });
  if (step.escalate !== undefined && (parseDuration(step.escalate.after) ?? 0) >= pendingSeconds)
    found.push({
      path: [...path, 'escalate', 'after'],
      message: 'must be shorter than pendingFor: the request would have expired before',
    });
  return found;
};

const conditionProblems = (
  { onCall, ticket, timeWindow }: ConditionsDocument,
  { fields = {} }: AllowRuleDocument,
  { sources = {} }: AccessPolicyDocument,
  path: Path,
): readonly Found[] => {
  const found: Found[] = [];
  const requireSource = (name: string | undefined, kind: string): void => {
    if (name !== undefined && !Object.hasOwn(sources, name))
      found.push({ path: [...path, kind, 'source'], message: `there is no source "${name}"` });
  };
  requireSource(onCall?.source, 'onCall');
  requireSource(ticket?.source, 'ticket');
  if (ticket !== undefined && !(Object.hasOwn(fields, ticket.field) && fields[ticket.field]))
    found.push({
      path: [...path, 'ticket', 'field'],
      message: `the rule has no field "${ticket.field}"`,
    });
  if (timeWindow === undefined) return found;
  if (timeWindow.from === timeWindow.to)
    found.push({ path: [...path, 'timeWindow', 'to'], message: 'must differ from "from"' });
  if (!isZone(timeWindow.zone))
    found.push({ path: [...path, 'timeWindow', 'zone'], message: 'is no known IANA time zone' });
  if (new Set(timeWindow.days).size !== timeWindow.days.length)
    found.push({ path: [...path, 'timeWindow', 'days'], message: 'must name each day once' });
  return found;
};

const breakGlassProblems = (
  { breakGlass, maxDuration }: AllowRuleDocument,
  path: Path,
): readonly Found[] => {
  if (breakGlass === undefined) return [];
  if ((parseDuration(breakGlass.maxDuration) ?? 0) <= (parseDuration(maxDuration) ?? 0)) return [];
  return [
    {
      path: [...path, 'breakGlass', 'maxDuration'],
      message: 'must not be longer than the maxDuration of the rule',
    },
  ];
};

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

const isWebhookUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
};

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

const isPolicyObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return (
      typeof value === 'object' &&
      value !== null &&
      Object.hasOwn(value, 'Version') &&
      Object.hasOwn(value, 'Statement')
    );
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
};
