import type { IncomingMessage } from 'node:http';
import { AwsError } from '@gatehouse/core';
import { findAction } from '@gatehouse/policy';
import type { Service } from '@gatehouse/service-kit';
import { z } from 'zod';
import { serviceEntries, unsignedOperations } from '../service-entries.ts';
import { type ActiveSession, requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { aboutTheAction, mayReadPolicies } from './error-view.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import { type Power, powerOf } from './power.ts';
import type { Route } from './session-routes.ts';

const Asked = z.strictObject({
  service: z.string().max(40).optional(),
  operation: z.string().max(80).optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+){1,2}-\d$/)
    .default('us-east-1'),
});

type Explain = ConsoleDeps['cloud']['authorizer']['explain'];
type Question = Parameters<Explain>[0];
type Explanation = Awaited<ReturnType<Explain>>;

interface Row {
  readonly operation: string;
  readonly action: string;
  readonly readOnly: boolean;
  readonly power: Power;
}

// STS API Reference, GetCallerIdentity: no permission is needed, and an explicit deny changes nothing.
const FOR_EVERYBODY = new Set(['sts:GetCallerIdentity']);

/** `SendMessageBatch` is allowed by `sqs:SendMessage`; undefined where IAM has no action for the operation. */
const actionOf = async (service: string, operation: string): Promise<string | undefined> => {
  const own = `${service}:${operation}`;
  if ((await findAction(own)) !== undefined) return own;
  const single = own.replace(/Batch$/, '');
  if ((await findAction(single)) !== undefined) return single;
  return undefined;
};

interface Visit {
  readonly session: ActiveSession;
  readonly visitor: Visitor;
  readonly region: string;
  readonly now: Date;
}

const questionOf = (service: Service, action: string, visit: Visit): Question => ({
  service,
  principal: visit.session.principal,
  facts: { now: visit.now, region: visit.region, secureTransport: false, ...visit.visitor },
  action,
  resource: '*',
  keys: {},
  options: {},
});

/** Undefined where the kind of credential may not call the service at all, whatever the policies. */
const explained = async (
  { cloud }: ConsoleDeps,
  question: Question,
): Promise<Explanation | undefined> => {
  try {
    return await cloud.authorizer.explain(question);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
};

const rowOf = async (
  deps: ConsoleDeps,
  service: Service,
  operation: string,
  visit: Visit,
): Promise<Row> => {
  const action = await actionOf(service.id, operation);
  const readOnly = service.operations[operation]?.readOnly === true;
  if (action === undefined || FOR_EVERYBODY.has(action))
    return { operation, action: action ?? '', readOnly, power: 'allowed' };
  const explanation = await explained(deps, questionOf(service, action, visit));
  const power = explanation === undefined ? 'denied' : powerOf(explanation);
  return { operation, action, readOnly, power };
};

/**
 * What a refusal would tell the session itself: which kind of policies decided, not what stands in them. Those who may
 * simulate the policies see all.
 */
const withoutPolicies = ({
  action,
  resource,
  principal,
  decision,
  layers,
}: Explanation): object => ({
  action,
  resource,
  principal,
  decision: decision.allowed
    ? { allowed: true }
    : { allowed: false, because: decision.because, layer: decision.layer },
  layers: layers
    .filter(({ layer }) => !decision.allowed && layer === decision.layer)
    .slice(0, 1)
    .map(({ layer, outcome }) => ({ layer, outcome, policies: [] })),
});

const why = async (
  deps: ConsoleDeps,
  service: Service,
  operation: string,
  visit: Visit,
): Promise<object> => {
  const row = await rowOf(deps, service, operation, visit);
  if (row.action === '' || FOR_EVERYBODY.has(row.action)) return row;
  const explanation = await explained(deps, questionOf(service, row.action, visit));
  if (explanation === undefined) return row;
  const readable = await mayReadPolicies(deps, visit.session, visit.visitor, visit.region);
  const shown = readable ? aboutTheAction(explanation) : withoutPolicies(explanation);
  return { ...row, policiesShown: readable, explanation: shown };
};

/** What is run for whoever signs in to AWS; what people call with tokens of their own is theirs and not a matter of IAM. */
const operationsOf = (service: Service): readonly string[] => {
  const unsigned = new Set(unsignedOperations(service.id));
  return Object.keys(service.operations)
    .filter((name) => !unsigned.has(name))
    .toSorted();
};

/**
 * `POST /api/explorer {"service": "sqs"}`: what the open session may do, by the policies as they are now. It reads, calls
 * nothing, and tells a session only about itself, so it needs no permission. With `operation` it says why.
 */
export const explorerRoute =
  (deps: ConsoleDeps, sessions: Sessions): Route =>
  async (request: IncomingMessage, visitor) => {
    const session = await requireSession(deps, sessions, request);
    if (session.roleExpired)
      throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
    const parsed = Asked.safeParse(await readSmallJson(request));
    if (!parsed.success)
      throw new ConsoleError(400, 'InvalidRequest', 'service, operation and region are names.');
    await deps.cloud.authorizer.admit(session.principal);
    // What only the console's own pages can call is not shown.
    const addressed = new Set(serviceEntries(deps.cloud.services).map((entry) => entry.id));
    const services = deps.cloud.services.filter((one) => addressed.has(one.id));
    const { service: id, operation, region } = parsed.data;
    if (id === undefined)
      return { status: 200, body: { services: services.map((one) => one.id).toSorted() } };
    const service = services.find((one) => one.id === id);
    if (
      service === undefined ||
      (operation !== undefined && !operationsOf(service).includes(operation))
    )
      throw new ConsoleError(404, 'UnknownOperation', 'The embedded cloud has no such operation.');
    const visit = { session, visitor, region, now: deps.clock.now() };
    if (operation !== undefined)
      return { status: 200, body: await why(deps, service, operation, visit) };
    const names = operationsOf(service);
    const operations = await Promise.all(names.map((name) => rowOf(deps, service, name, visit)));
    return { status: 200, body: { operations } };
  };
