import type { PolicyType } from '../model.ts';
import { checkAction, checkResource, completeResource } from './check-values.ts';
import { readJson } from './json-tree.ts';
import { type Place, SYNTAX, fault, members, oneOrMany, text } from './node-access.ts';
import { parseConditions } from './parse-conditions.ts';
import { parsePrincipals } from './parse-principals.ts';
import type {
  ListElement,
  PolicyDocument,
  PrincipalElement,
  StatementDocument,
} from './policy-document.ts';
import { PolicySyntaxError } from './syntax-error.ts';

/** The longest `PolicyDocument` that any API of IAM takes, in UTF-16 code units. */
const MAX_LENGTH = 131_072;

const DOCUMENT_MEMBERS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_MEMBERS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/** Policy types whose statements say whom they are about; the others are attached to whom they are about. */
const NAMES_PRINCIPALS: ReadonlySet<PolicyType> = new Set(['resource', 'trust', 'rcp', 'endpoint']);

/** IAM User Guide, "Grammar of the IAM JSON policy language", with the narrower rules of each policy type. */
export const parsePolicy = (source: string, type: PolicyType): PolicyDocument => {
  if (source.length > MAX_LENGTH) throw new PolicySyntaxError(SYNTAX, [], MAX_LENGTH);
  const root: Place = { node: readJson(source), path: [] };
  const parts = members(root, DOCUMENT_MEMBERS);
  const version = parseVersion(parts.get('Version'), root, type);
  const id = parts.get('Id');
  const statement = parts.get('Statement') ?? fault(root, SYNTAX);
  const statements = oneOrMany(statement).map((place, index) => parseStatement(place, index, type));
  if (statements.length === 0) fault(statement, SYNTAX);
  rejectRepeatedSids(statements, statement);
  return { version, id: id && text(id), statements };
};

const parseVersion = (
  place: Place | undefined,
  root: Place,
  type: PolicyType,
): PolicyDocument['version'] => {
  const version = place === undefined ? '2008-10-17' : text(place);
  const current = 'Policy document must be version 2012-10-17 or greater.';
  if (version === '2012-10-17') return version;
  // AWS Organizations User Guide, "SCP syntax" and "RCP syntax": the element is required, with this value.
  if (type === 'scp' || type === 'rcp') return fault(place ?? root, current);
  return version === '2008-10-17' ? version : fault(place ?? root, current);
};

const parseStatement = (place: Place, index: number, type: PolicyType): StatementDocument => {
  const parts = members(place, STATEMENT_MEMBERS);
  const effect = parseEffect(parts.get('Effect') ?? fault(place, SYNTAX));
  const sid = parts.get('Sid');
  const condition = parts.get('Condition');
  return {
    index,
    sid: sid && parseSid(sid, type),
    effect,
    principal: principalElement(parts, place, type, effect),
    action: actionElement(parts, place, type),
    resource: resourceElement(parts, place, type),
    conditions: condition === undefined ? [] : parseConditions(condition),
  };
};

const parseEffect = (place: Place): 'Allow' | 'Deny' => {
  const effect = text(place);
  return effect === 'Allow' || effect === 'Deny' ? effect : fault(place, SYNTAX);
};

// Resource policies of several services come with spaces and punctuation in their statement ids; IAM's own do not.
const parseSid = (place: Place, type: PolicyType): string => {
  const sid = text(place);
  if (type !== 'resource' && type !== 'endpoint' && !/^[0-9A-Za-z]*$/.test(sid)) {
    fault(
      place,
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  return sid;
};

const rejectRepeatedSids = (statements: readonly StatementDocument[], place: Place): void => {
  const seen = new Set<string>();
  for (const { sid, index } of statements) {
    if (sid === undefined || sid === '') continue;
    if (seen.has(sid)) {
      const { node, path } = oneOrMany(place)[index] ?? place;
      fault({ node, path }, 'Statement IDs (SID) in a single policy must be unique.');
    }
    seen.add(sid);
  }
};

/** The one of two elements that is present; both together are a fault. */
const either = <Name extends string>(
  parts: ReadonlyMap<string, Place>,
  names: readonly [Name, Name],
): { readonly element: Name; readonly place: Place } | undefined => {
  const [found, second] = names.flatMap((element) => {
    const place = parts.get(element);
    return place === undefined ? [] : [{ element, place }];
  });
  if (second !== undefined) fault(second.place, SYNTAX);
  return found;
};

const principalElement = (
  parts: ReadonlyMap<string, Place>,
  statement: Place,
  type: PolicyType,
  effect: 'Allow' | 'Deny',
): PrincipalElement | undefined => {
  const found = either(parts, ['Principal', 'NotPrincipal']);
  if (!NAMES_PRINCIPALS.has(type)) {
    return found && fault(found.place, 'Policy document should not specify a principal.');
  }
  if (found === undefined) {
    return type === 'endpoint' ? undefined : fault(statement, 'Missing required field Principal');
  }
  const { element, place } = found;
  // IAM User Guide, "NotPrincipal": only with Deny, and in no trust policy.
  if (element === 'NotPrincipal' && (type === 'trust' || type === 'rcp' || effect === 'Allow')) {
    fault(
      place,
      `${type === 'trust' ? 'AssumeRole policy' : 'Policy'} has prohibited field NotPrincipal`,
    );
  }
  const principals = parsePrincipals(place);
  // AWS Organizations User Guide, "RCP syntax": "*" is the only principal.
  if (type === 'rcp' && principals.some(({ value }) => value !== '*')) fault(place, SYNTAX);
  return { element, principals };
};

const actionElement = (
  parts: ReadonlyMap<string, Place>,
  statement: Place,
  type: PolicyType,
): StatementDocument['action'] => {
  const found = either(parts, ['Action', 'NotAction']);
  const list = found && values(found.place);
  if (found === undefined || list === undefined || list.length === 0) {
    return fault(statement, 'Policy statement must contain actions.');
  }
  for (const place of list) checkAction(place, type);
  if (found.element === 'NotAction' && type === 'trust') fault(found.place, SYNTAX);
  return listElement(found.element, list);
};

const resourceElement = (
  parts: ReadonlyMap<string, Place>,
  statement: Place,
  type: PolicyType,
): StatementDocument['resource'] => {
  const found = either(parts, ['Resource', 'NotResource']);
  if (type === 'trust') return found && fault(found.place, 'Has prohibited field Resource');
  // Several services' policies (a container registry's, an event bus') are about the resource they are attached to.
  if (found === undefined && (type === 'resource' || type === 'endpoint')) return undefined;
  const list = found && values(found.place);
  if (found === undefined || list === undefined || list.length === 0) {
    return fault(statement, 'Policy statement must contain resources.');
  }
  for (const place of list) checkResource(place, type);
  const { element, values: resources } = listElement(found.element, list);
  return { element, values: resources.map((resource) => completeResource(resource, type)) };
};

const values = (place: Place): readonly Place[] => oneOrMany(place);

const listElement = <Name extends string>(
  element: Name,
  places: readonly Place[],
): ListElement<Name> => ({ element, values: places.map((place) => text(place)) });
