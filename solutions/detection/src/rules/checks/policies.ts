import { isObject } from '../../events/json.ts';
import type { JsonObject, TrailEvent } from '../../model.ts';
import type { Finding } from '../model.ts';
import type { CheckContext } from './context.ts';
import { accountOf, type OwnAccounts } from './own-accounts.ts';

const LONGEST = 200_000;
const MOST_STATEMENTS = 200;
const MEMBERS = [
  'policyDocument',
  'assumeRolePolicyDocument',
  'policy',
  'bucketPolicy',
  'resourcePolicy',
  'keyPolicy',
  'value',
  'attributeValue',
  'accessPolicies',
];

const documentOf = (value: unknown): JsonObject | undefined => {
  if (isObject(value)) return value;
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  for (const text of [value, decoded(value)]) {
    const found = parsed(text);
    if (found !== undefined) return found;
  }
  return undefined;
};

const decoded = (text: string): string => {
  if (!text.startsWith('%7B')) return '';
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};

const parsed = (text: string): JsonObject | undefined => {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // CloudTrail cuts long documents; what is cut says nothing.
    return undefined;
  }
};

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** The statements of the policies that an event writes. */
const statementsOf = ({ record }: TrailEvent): readonly JsonObject[] => {
  const request = record['requestParameters'];
  if (!isObject(request)) return [];
  const attributes = isObject(request['attributes']) ? request['attributes'] : {};
  const policies = [
    ...MEMBERS.map((name) => request[name]),
    attributes['Policy'],
    attributes['policy'],
  ];
  return policies
    .map(documentOf)
    .flatMap((document) => listOf(document?.['Statement']))
    .filter(isObject)
    .filter((statement) => statement['Effect'] === 'Allow')
    .slice(0, MOST_STATEMENTS);
};

const STRANGER_KEYS =
  /principalorg|principalaccount|principalarn|sourceaccount|sourcearn|sourceorg|sourceowner|sourcevpce?|sourceip|calleraccount|externalid|vpcsourceip|:sub$|:aud$/i;

/** A condition that names who may come binds even a statement for everybody. */
const isBound = (statement: JsonObject): boolean => {
  const condition = statement['Condition'];
  return (
    isObject(condition) &&
    Object.values(condition).some(
      (tests) => isObject(tests) && Object.keys(tests).some((key) => STRANGER_KEYS.test(key)),
    )
  );
};

const principalsOf = (statement: JsonObject): readonly string[] => {
  const principal = statement['Principal'];
  if (typeof principal === 'string') return [principal];
  if (!isObject(principal)) return [];
  return [...listOf(principal['AWS']), ...listOf(principal['CanonicalUser'])].filter(
    (name) => typeof name === 'string',
  );
};

const ORIGIN_IDENTITY = /:user\/CloudFront Origin Access Identity|^[0-9a-f]{64}$|^A[A-Z0-9]{15,}$/;

const isStranger = (name: string, accounts: OwnAccounts): boolean => {
  const account = ORIGIN_IDENTITY.test(name) ? undefined : accountOf(name);
  return account !== undefined && !accounts.isOwn(account);
};

/** Lets everybody in, or somebody of an account that is not known. */
export const policyLetsStrangersIn = (
  event: TrailEvent,
  { accounts }: CheckContext,
): Finding | undefined => {
  const strangers: string[] = [];
  let open = false;
  let allBound = true;
  for (const statement of statementsOf(event)) {
    const bound = isBound(statement);
    const names = principalsOf(statement);
    open ||= names.includes('*') && !bound;
    const foreign = names.filter((name) => isStranger(name, accounts));
    strangers.push(...foreign);
    if (foreign.length > 0) allBound &&= bound;
  }
  if (open) return { because: ['The policy lets everybody in.'] };
  if (strangers.length === 0) return undefined;
  return {
    because: [`The policy lets in ${strangers.slice(0, 5).join(', ')}, of an account not known.`],
    // With an external id or the like, as vendors ask for it.
    severity: allBound ? 'LOW' : undefined,
  };
};

const ADMIN_POLICY =
  /:policy\/(?:job-function\/)?(?:AdministratorAccess|IAMFullAccess|PowerUserAccess|SystemAdministrator)$/;

/** Everything allowed, by AWS's policies for administrators or by one written so. */
export const adminGranted = (event: TrailEvent): Finding | undefined => {
  const request = event.record['requestParameters'];
  const arns = isObject(request)
    ? [request['policyArn'], ...listOf(request['policyArns']).map(arnOf)]
    : [];
  const arn = arns.find((name) => typeof name === 'string' && ADMIN_POLICY.test(name));
  if (typeof arn === 'string') return { because: [`${arn} allows nearly everything.`] };
  const written = statementsOf(event).some(
    ({ Action, Resource, Condition }) =>
      listOf(Action).some((action) => action === '*' || action === '*:*' || action === 'iam:*') &&
      listOf(Resource).includes('*') &&
      Condition === undefined,
  );
  return written ? { because: ['The policy allows everything on everything.'] } : undefined;
};

const arnOf = (entry: unknown): unknown => (isObject(entry) ? entry['arn'] : entry);
