/**
 * What IAM checks of a permissions policy before anything else understands it, and in which order: a document with
 * several faults is answered with the first of these. The order and the words are those that AWS answers with.
 */

type Statement = Readonly<Record<string, unknown>>;

export const SYNTAX = 'Syntax errors in policy.';
const LEGACY = 'The policy failed legacy parsing';
const PARTITION = /^aws(?:-[a-z]+)*$/;
const VENDOR = /^[A-Za-z0-9_.-]+$/;
const IAM_PATHS = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];
const MOST_SECONDS = 2n ** 63n;
// Date values as the old parser takes them: loose about missing parts, strict about those that are there.
const DATE =
  /^\d{1,9}(?:-(?:0?[1-9]|1[0-2])(?:-\d{1,2})?)?(?:T(?:\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const list = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const texts = (value: unknown): readonly string[] =>
  list(value).filter((item) => typeof item === 'string');

const statementsOf = (policy: Readonly<Record<string, unknown>>): readonly Statement[] =>
  list(policy['Statement']).filter(isRecord);

const isDate = (value: string): boolean => {
  if (!/^-?\d+$/.test(value)) return value.length <= 64 && DATE.test(value);
  if (value.length > 20) return false;
  const seconds = BigInt(value);
  return seconds >= -MOST_SECONDS && seconds < MOST_SECONDS;
};

const hasWrongDate = (condition: unknown): boolean =>
  isRecord(condition) &&
  Object.entries(condition).some(
    ([operator, keys]) =>
      /^(?:For(?:All|Any)Values?:)?Date/i.test(operator) &&
      isRecord(keys) &&
      Object.values(keys).some((values) => texts(values).some((value) => !isDate(value))),
  );

const resourcesOf = ({ Resource, NotResource }: Statement): readonly string[] => [
  ...texts(Resource),
  ...texts(NotResource),
];

/**
 * `arn:aws:s3::bucket` and the like: an empty part and one too few. An ARN that merely ends before its last parts means
 * all of them (IAM User Guide, "Amazon Resource Names (ARNs)").
 */
const isCutShort = (resource: string): boolean => {
  const [, partition = '', vendor, ...rest] = resource.split(':');
  if (!PARTITION.test(partition) || vendor === undefined || resource.endsWith('*')) return false;
  return vendor === '' || (rest.length < 3 && resource.includes('::'));
};

const failsLegacyParsing = (statement: Statement): boolean => {
  const effect = statement['Effect'];
  return (
    (typeof effect === 'string' && effect !== 'Allow' && effect !== 'Deny') ||
    hasWrongDate(statement['Condition']) ||
    resourcesOf(statement).some(isCutShort)
  );
};

const padded = (parts: readonly string[]): string => {
  const [service = '', region = '*', account = '*', ...rest] = parts;
  const first = service === '' && parts.length < 2 ? '*' : service;
  return [first, region, account, rest.length === 0 ? '*' : rest.join(':')].join(':');
};

const resourceFault = (resource: string): string | undefined => {
  if (resource === '*') return undefined;
  if (!resource.includes(':')) return `Resource ${resource} must be in ARN format or "*".`;
  const [, partition = '', vendor, region = '', account = '', ...rest] = resource.split(':');
  if (partition !== '*' && !PARTITION.test(partition)) {
    const parts = resource.split(':').slice(2);
    return `Partition "${partition}" is not valid for resource "arn:${partition}:${padded(parts)}".`;
  }
  if (vendor === undefined)
    return partition === '*' || resource.endsWith('*')
      ? undefined
      : 'Resource vendor must be fully qualified and cannot contain regexes.';
  const hasRegion = region !== '' && region !== '*';
  if (vendor === 's3' && hasRegion && !isRegionalS3(rest.join(':')))
    return `Resource ${resource} can not contain region information.`;
  if (vendor !== 'iam') return undefined;
  if (hasRegion) return `IAM resource ${resource} cannot contain region information.`;
  const path = rest.join(':');
  // With `arn:aws:iam::*` the account's wildcard stands for the path too.
  if (path === '' && account.endsWith('*')) return undefined;
  const known =
    /^[*?]/.test(path) ||
    path === 'root' ||
    IAM_PATHS.some((start) => path.startsWith(start) || isPatternOf(path, start));
  return known
    ? undefined
    : `IAM resource path must either be "*" or start with ${IAM_PATHS.join(', ')}.`;
};

/** Access points and jobs of S3 are regional, unlike its buckets. */
const isRegionalS3 = (resource: string): boolean =>
  /^(?:accesspoint|job|storage-lens|async-request|\*)/.test(resource);

/** A pattern whose text before its first wildcard could become `start`: `us*`. */
const isPatternOf = (path: string, start: string): boolean => {
  const wildcard = path.search(/[*?]/);
  return wildcard > 0 && start.startsWith(path.slice(0, wildcard));
};

const actionFault = (action: string): string | undefined => {
  if (action === '*') return undefined;
  const colon = action.indexOf(':');
  if (colon < 0)
    return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  if (action.includes(':', colon + 1)) return 'Actions/Condition can contain only one colon.';
  const vendor = action.slice(0, colon);
  return vendor === '*' || VENDOR.test(vendor) ? undefined : `Vendor ${vendor} is not valid`;
};

const first = (
  values: readonly string[],
  fault: (value: string) => string | undefined,
): string | undefined => {
  for (const value of values) {
    const found = fault(value);
    if (found !== undefined) return found;
  }
  return undefined;
};

const actionsOf = ({ Action, NotAction }: Statement): readonly string[] => [
  ...texts(Action),
  ...texts(NotAction),
];

const isLooseEffect = (effect: unknown): boolean =>
  typeof effect === 'string' && /^(?:allow|deny)$/i.test(effect);

/**
 * The policy with `allow` and `DENY` spelled as they must be: to this grammar that is a fault of its own and not one
 * of syntax. Undefined when there is nothing to put right.
 */
export const withStrictEffects = (policy: unknown): object | undefined => {
  if (!isRecord(policy)) return undefined;
  const strict = list(policy['Statement']).map((statement) => {
    if (!isRecord(statement) || !isLooseEffect(statement['Effect'])) return statement;
    const effect = String(statement['Effect']).toLowerCase() === 'allow' ? 'Allow' : 'Deny';
    return { ...statement, Effect: effect };
  });
  const changed = list(policy['Statement']).some((statement, index) => {
    const other = strict[index];
    return isRecord(statement) && isRecord(other) && statement['Effect'] !== other['Effect'];
  });
  return changed ? { ...policy, Statement: strict } : undefined;
};

const hasWrongElement = (statement: Statement): boolean =>
  ['Action', 'NotAction', 'Resource', 'NotResource'].some((element) =>
    list(statement[element]).some((item) => typeof item !== 'string'),
  ) || hasWrongConditionValue(statement['Condition']);

const hasWrongConditionValue = (condition: unknown): boolean =>
  isRecord(condition) &&
  Object.values(condition)
    .flatMap((keys) => (isRecord(keys) ? Object.values(keys) : []))
    .some((values) => list(values).some((value) => value !== null && typeof value === 'object'));

const isUnknownVersion = (version: unknown): boolean =>
  version !== undefined && version !== '2008-10-17' && version !== '2012-10-17';

/** The first fault, in AWS's words; undefined when this old part of the grammar finds none. */
export const legacyFault = (
  policy: unknown,
  { managed }: { readonly managed: boolean },
): string | undefined => {
  if (!isRecord(policy)) return undefined;
  if (isUnknownVersion(policy['Version']) || statementsOf(policy).some(hasWrongElement))
    return SYNTAX;
  if (managed && policy['Version'] !== '2012-10-17')
    return 'Policy document must be version 2012-10-17 or greater.';
  const statements = statementsOf(policy);
  if (statements.some(failsLegacyParsing)) return LEGACY;
  const sids = statements.flatMap(({ Sid }) =>
    typeof Sid === 'string' && Sid !== '' ? [Sid] : [],
  );
  if (new Set(sids).size < sids.length)
    return 'Statement IDs (SID) in a single policy must be unique.';
  const faults =
    first(statements.flatMap(resourcesOf), resourceFault) ??
    first(statements.flatMap(actionsOf), actionFault);
  if (faults !== undefined) return faults;
  if (statements.some((statement) => actionsOf(statement).length === 0))
    return 'Policy statement must contain actions.';
  return statements.some((statement) => resourcesOf(statement).length === 0)
    ? 'Policy statement must contain resources.'
    : undefined;
};
