import type { EvaluationCase } from './case-file.fixture.ts';
import { type RequestPrincipal, principalContext, requestContext } from './index.ts';
import { type Keys, conditionHolds, patternCovers } from './reference-conditions.fixture.ts';

/**
 * The evaluation logic a second time, straight from the documents, without compilation, index or cleverness: what the
 * engine is compared with. It shares the engine's types and context, and no line of matching or deciding.
 */
export type ReferenceQuestion = Pick<EvaluationCase, 'request' | 'policies'>;

type Answer = EvaluationCase['expect'];
type Json = Readonly<Record<string, unknown>>;

interface Found {
  readonly effect: unknown;
  /** 0 not named, 1 by its account, 2 by the role or user behind the session, 3 as itself. */
  readonly named: number;
}

const array = (value: unknown): readonly unknown[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
};

const texts = (value: unknown): readonly string[] => array(value).map(String);

const entries = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const record = (value: unknown): Json => Object.fromEntries(entries(value));

const identified = ({ kind }: RequestPrincipal): boolean =>
  ['user', 'assumed-role', 'federated-user'].includes(kind);

const named = (element: unknown, principal: RequestPrincipal): number => {
  const listed =
    typeof element === 'string'
      ? [['AWS', element] as const]
      : entries(element).flatMap(([type, values]) =>
          texts(values).map((value) => [type, value] as const),
        );
  const degrees = listed.map(([type, value]) => {
    if (type === 'AWS' && value === '*') return 3;
    if (type === 'Service') return principal.kind === 'service' && principal.name === value ? 3 : 0;
    if (type === 'Federated')
      return principal.kind === 'federated' && principal.provider === value ? 3 : 0;
    if (type !== 'AWS' || !('account' in principal) || principal.kind === 'service') return 0;
    const ofAccount =
      value === principal.account || value.endsWith(`:iam::${principal.account}:root`);
    if (ofAccount) return principal.kind === 'root' ? 3 : 1;
    if (principal.kind === 'root') return 0;
    if (value === principal.arn) return 3;
    if (principal.kind === 'user') return value === principal.id ? 3 : 0;
    const behind =
      principal.kind === 'assumed-role'
        ? [principal.roleArn, principal.roleId]
        : [principal.userArn];
    return behind.includes(value) ? 2 : 0;
  });
  return Math.max(0, ...degrees);
};

const actionFits = (statement: Json, action: string): boolean => {
  const covers = (values: unknown): boolean =>
    texts(values).some(
      (value) =>
        patternCovers(value.toLowerCase(), action.toLowerCase(), new Map(), false) === true,
    );
  return 'Action' in statement ? covers(statement['Action']) : !covers(statement['NotAction']);
};

const completed = (arn: string): string =>
  arn.endsWith('*')
    ? arn
    : [...arn.split(':'), '*', '*', '*'].slice(0, Math.max(6, arn.split(':').length)).join(':');

const resourceFits = (
  statement: Json,
  resource: string,
  keys: Keys,
  variables: boolean,
): boolean => {
  const element = 'Resource' in statement ? 'Resource' : 'NotResource';
  if (!(element in statement)) return true;
  const fits = texts(statement[element]).map((value) =>
    patternCovers(completed(value), resource, keys, variables),
  );
  if (statement['Effect'] === 'Allow' && fits.includes(undefined)) return false;
  return fits.includes(true) === (element === 'Resource');
};

const demands = (statement: Json, key: string): boolean =>
  entries(statement['Condition']).some(
    ([operator, tests]) =>
      /^(?:for(?:all|any)values?:)?null$/i.test(operator) &&
      entries(tests).some(
        ([other, values]) =>
          other.toLowerCase() === key.toLowerCase() &&
          texts(values).every((value) => value.toLowerCase() === 'false'),
      ),
  );

const conditionsHold = (statement: Json, keys: Keys, variables: boolean): boolean =>
  entries(statement['Condition']).every(([operator, tests]) =>
    entries(tests).every(([key, values]) =>
      conditionHolds(operator, key, texts(values), {
        keys,
        variables,
        allows: statement['Effect'] === 'Allow',
        demanded: demands(statement, key),
      }),
    ),
  );

/** The statements of the documents that match the request. */
const matching = (
  documents: readonly Json[],
  { request, policies }: ReferenceQuestion,
): readonly Found[] => {
  const { principal } = request;
  const keys = new Map([
    ...requestContext(principalContext(principal)),
    ...requestContext(request.context),
  ]);
  const bounded = policies.boundary !== undefined && identified(principal);
  return documents.flatMap((document) => {
    const variables = document['Version'] === '2012-10-17';
    return array(document['Statement'])
      .map(record)
      .flatMap((statement) => {
        const degree = named(statement['Principal'] ?? statement['NotPrincipal'] ?? '*', principal);
        const about = 'NotPrincipal' in statement ? bounded || degree < 3 : degree > 0;
        const fits =
          about &&
          actionFits(statement, request.action) &&
          resourceFits(statement, request.resource, keys, variables) &&
          conditionsHold(statement, keys, variables);
        return fits ? [{ effect: statement['Effect'], named: degree }] : [];
      });
  });
};

const one = (document: Json | undefined): readonly Json[] =>
  document === undefined ? [] : [document];

const denies = (found: readonly Found[]): boolean => found.some(({ effect }) => effect === 'Deny');

const allows = (found: readonly Found[]): boolean => found.some(({ effect }) => effect === 'Allow');

const refuse = (layer: string): Answer => ({ allowed: false, because: 'no-allow', layer });

export const referenceDecision = (question: ReferenceQuestion): Answer => {
  const { request, policies } = question;
  const { principal } = request;
  const unsigned = ['anonymous', 'federated'].includes(principal.kind);
  if (request.action.toLowerCase() === 'sts:getcalleridentity' && !unsigned)
    return { allowed: true };
  const linked = principal.kind === 'assumed-role' && principal.serviceLinked === true;
  const levels = (binds: boolean, list: typeof policies.scps): readonly (readonly Found[])[] =>
    binds ? (list ?? []).map((level) => matching(level.policies, question)) : [];
  const rcps = levels(!linked, policies.rcps);
  const scps = levels(
    (identified(principal) && !linked) || principal.kind === 'root',
    policies.scps,
  );
  const endpoint = matching(one(policies.endpoint), question);
  const resource = matching(one(policies.resource), question);
  const identity = identified(principal) ? matching(policies.identity, question) : [];
  const boundary = identified(principal) ? matching(one(policies.boundary), question) : [];
  const session = matching(policies.session ?? [], question);

  const layers = {
    rcp: rcps.flat(),
    scp: scps.flat(),
    endpoint,
    resource,
    identity,
    boundary,
    session,
  };
  for (const [layer, found] of Object.entries(layers)) {
    if (denies(found)) return { allowed: false, because: 'explicit-deny', layer };
  }
  if (!rcps.every(allows)) return refuse('rcp');
  if (!scps.every(allows)) return refuse('scp');
  if (policies.endpoint !== undefined && !allows(endpoint)) return refuse('endpoint');
  const bounded = policies.boundary !== undefined && identified(principal);
  const limited = policies.session !== undefined || principal.kind === 'federated-user';
  const withinLimits = (): Answer => {
    if (bounded && !allows(boundary)) return refuse('boundary');
    return limited && !allows(session) ? refuse('session') : { allowed: true };
  };
  if (policies.grant !== undefined && policies.grant.delegates !== true)
    return policies.grant.toRole === true ? withinLimits() : { allowed: true };

  const degree = Math.max(
    policies.grant === undefined ? 0 : 1,
    ...resource.map((found) => found.named),
  );
  const hasAccount = identified(principal) || principal.kind === 'root';
  if (!hasAccount) return degree === 3 ? { allowed: true } : refuse('resource');
  const same =
    request.resourceAccount === undefined ||
    ('account' in principal && request.resourceAccount === principal.account);
  if (same && degree === 3) return { allowed: true };
  const needsResource = !same || (policies.resourceKind ?? 'delegates') !== 'delegates';
  if (needsResource && degree === 0) return refuse('resource');
  const identityAllows = principal.kind === 'root' || allows(identity) || (same && degree === 2);
  if (!identityAllows) return refuse('identity');
  return withinLimits();
};
