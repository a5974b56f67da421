import { parseArn } from '@gatehouse/core';
import {
  type AuthorizationRequest,
  type RawContext,
  requestContext,
  type RequestPrincipal,
} from '@gatehouse/policy';
import { isRecord, kindOf, own } from '../json.ts';
import { wrong } from './case-error.ts';
import { mergedContext, readContext, textOf } from './context.ts';
import { type Expectation, readExpectation } from './expectation.ts';
import { type Members, readMembers, readText, requireKnown, type Spellings } from './members.ts';
import { type GivenPolicies, POLICY_SPELLINGS, readGivenPolicies } from './policy-members.ts';
import { readPrincipal } from './principal.ts';

export interface Case {
  readonly name: string;
  readonly request: CaseRequest;
  readonly policies: GivenPolicies;
  readonly expect: Expectation | undefined;
}

export interface CaseRequest {
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string | undefined;
  readonly principal: RequestPrincipal;
  readonly context: RawContext;
}

const REQUEST_SPELLINGS: Spellings = {
  action: ['actionName'],
  resource: ['resourceArn'],
  resourceAccount: ['resourceAccountId', 'resourceOwner'],
  principal: ['caller', 'callerArn', 'principalArn'],
  context: ['contextKeys', 'conditionKeys', 'contextEntries', 'contextVariables', 'conditions'],
};

const CASE_SPELLINGS: Spellings = {
  name: ['title'],
  request: [],
  policies: ['policy'],
  expect: ['expected', 'expectation', 'expectedDecision', 'expectedResult'],
};

// Beside the request's members `resource` is the resource, and its policy needs another of its names.
const { resource: resourcePolicy = [], ...ATTACHED } = POLICY_SPELLINGS;
const FLAT_POLICIES: Spellings = { ...ATTACHED, resourcePolicy };

const FLAT_SPELLINGS: Spellings = { ...CASE_SPELLINGS, ...REQUEST_SPELLINGS, ...FLAT_POLICIES };

/**
 * A case: `{name, request, policies, expect}`, or the members of request and policies beside the name. Members that
 * we do not know may only describe it: what looks like a policy or keys under a name of its own is an error, because
 * leaving it out could turn a no into a yes. Throws CaseError.
 */
export const readCase = (value: unknown, place: string): Case => {
  const outer = readMembers(value, '', isRecord(value) ? FLAT_SPELLINGS : {});
  const description = outer.get('name');
  const name = typeof description === 'string' && description !== '' ? description : place;
  return {
    name,
    request: readRequest(outer, value),
    policies: readCasePolicies(outer, value),
    expect: readExpectation(outer.get('expect'), outer.place('expect')),
  };
};

const readRequest = (outer: Members, value: unknown): CaseRequest => {
  if (outer.get('request') === undefined || outer.get('policies') === undefined)
    refuseHidden(outer, value);
  if (outer.get('request') === undefined) return requestFrom(outer);
  const request = readMembers(outer.get('request'), 'request', REQUEST_SPELLINGS);
  requireKnown(request, 'request', REQUEST_SPELLINGS);
  return requestFrom(request);
};

const requestFrom = ({ get, place }: Members): CaseRequest => {
  const context = readContext(get('context'), place('context'));
  const { principal, context: tags } = readPrincipal(
    get('principal') ?? wrong(place('principal'), 'is missing'),
    place('principal'),
    { userId: textOf(context, 'aws:userid'), principalArn: textOf(context, 'aws:PrincipalArn') },
  );
  const resource = get('resource') === undefined ? '*' : single(get('resource'), place('resource'));
  return {
    action: readAction(single(get('action'), place('action')), place('action')),
    resource,
    resourceAccount:
      readAccount(get('resourceAccount'), place('resourceAccount')) ?? accountOf(resource),
    principal,
    context: mergedContext(tags, context),
  };
};

const single = (value: unknown, member: string): string =>
  readText(Array.isArray(value) && value.length === 1 ? value[0] : value, member);

const readAction = (text: string, member: string): string =>
  /^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(text)
    ? text
    : wrong(member, `"${text}" is no action like ecs:RunTask`);

const readAccount = (value: unknown, member: string): string | undefined => {
  if (value === undefined) return undefined;
  const text =
    typeof value === 'number' ? String(value).padStart(12, '0') : readText(value, member);
  return /^\d{12}$/.test(text) ? text : wrong(member, `"${text}" is no account of 12 digits`);
};

/** The account in an ARN; a bucket's has none. */
export const accountOf = (resource: string): string | undefined => {
  const account = parseArn(resource)?.account ?? '';
  return /^\d{12}$/.test(account) ? account : undefined;
};

const readCasePolicies = (outer: Members, value: unknown): GivenPolicies => {
  const policies = outer.get('policies');
  if (policies !== undefined) return readGivenPolicies(policies, 'policies');
  const flat = isRecord(value)
    ? Object.fromEntries(
        Object.keys(FLAT_POLICIES).flatMap((name) =>
          outer.get(name) === undefined ? [] : [[outer.place(name), outer.get(name)]],
        ),
      )
    : {};
  return readGivenPolicies(flat, '');
};

const refuseHidden = ({ unknown }: Members, value: unknown): void => {
  if (!isRecord(value)) return;
  for (const name of unknown) {
    const found = own(value, name);
    const hides =
      typeof found === 'string' ? found.trimStart().startsWith('{') : found instanceof Object;
    if (hides)
      wrong(
        name,
        `no such member (${kindOf(found)}); there are ${Object.keys(FLAT_SPELLINGS).join(', ')}`,
      );
  }
};

export const authorizationRequest = (request: CaseRequest): AuthorizationRequest => ({
  ...request,
  context: requestContext(request.context),
});
