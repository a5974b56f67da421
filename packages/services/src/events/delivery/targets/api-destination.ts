import type { OutboundResponse } from '@gatehouse/core';
import { openAuth } from '../../connection-secrets.ts';
import type { ApiDestination, Connection, ConnectionAuth } from '../../model.ts';
import { apiDestinations } from '../../repositories/api-destinations.ts';
import { connections } from '../../repositories/connections.ts';
import { asRole, type DeliveryDeps, type Deliverer, type Job, sourceOf } from '../job.ts';
import { DELIVERED, failed, later, type Outcome } from '../outcome.ts';
import { type Credentials, requestFor, staticCredentials } from './http-request.ts';
import type { OAuthTokens } from './oauth-tokens.ts';

type Deps = DeliveryDeps & { readonly tokens: OAuthTokens };

const ACTION = 'events:InvokeApiDestination';
/** User Guide, "API destination error codes": what is tried again beside the server's own faults. */
const PASSING = new Set([401, 407, 409, 429]);
const STALE_TOKEN = new Set([401, 407]);

/** Seconds, or an HTTP date (RFC 9110 §10.2.3). */
const retryAfterSeconds = (value: string | undefined, now: Date): number | undefined => {
  if (value === undefined) return undefined;
  const seconds = /^-?\d{1,9}$/.test(value)
    ? Number(value)
    : Math.ceil((Date.parse(value) - now.getTime()) / 1000);
  return Number.isFinite(seconds) ? seconds : undefined;
};

const outcomeOf = ({ status, headers }: OutboundResponse, now: Date): Outcome => {
  if (status >= 200 && status < 300) return DELIVERED;
  const message = `The endpoint answered with status ${status}.`;
  const code = status === 429 ? 'THROTTLING' : 'ERROR_FROM_TARGET';
  if (status < 500 && !PASSING.has(status)) return failed(code, message);
  const pause = retryAfterSeconds(headers['retry-after'], now);
  return pause !== undefined && pause < 0 ? failed(code, message) : later(code, message, pause);
};

const outcomeOfError = (error: unknown): Outcome =>
  error instanceof Error && error.name === 'TimeoutError'
    ? later('TIMEOUT', 'The endpoint did not answer in five seconds.')
    : later('CONNECTION_FAILURE', 'The endpoint could not be reached.');

const credentialsOf = async (
  { tokens }: Deps,
  connection: Connection,
  auth: ConnectionAuth,
): Promise<Credentials> => {
  const known = staticCredentials(auth);
  if (known !== undefined) return known;
  const version = String(connection.modifiedAt.getTime());
  const token = await tokens.token({ arn: connection.arn, version }, auth);
  return {
    headers: { authorization: `Bearer ${token}` },
    parameters: auth.InvocationHttpParameters,
  };
};

const tokenOf = ({ headers }: Credentials): string =>
  headers['authorization']?.replace(/^Bearer /, '') ?? '';

const invoke = async (
  deps: Deps,
  job: Job,
  destination: ApiDestination,
  connection: Connection,
): Promise<Outcome> => {
  const auth = openAuth(deps.vault, connection);
  if (auth === undefined)
    return failed('NO_PERMISSIONS', `The connection ${connection.arn} is not authorized.`);
  let credentials: Credentials;
  try {
    credentials = await credentialsOf(deps, connection, auth);
  } catch (error) {
    return later('CONNECTION_FAILURE', `No access token: ${String(error)}`);
  }
  const request = requestFor(job, destination, credentials);
  if (request === undefined)
    return failed('INVALID_PARAMETER', 'The parameters make no request that may be sent.');
  try {
    const response = await deps.outbound.send(request);
    if (STALE_TOKEN.has(response.status)) deps.tokens.forget(connection.arn, tokenOf(credentials));
    return outcomeOf(response, deps.clock.now());
  } catch (error) {
    return outcomeOfError(error);
  }
};

/** By the target's role, which must let EventBridge invoke the destination. */
const permitted = (deps: Deps, job: Job, run: () => Promise<Outcome>): Promise<Outcome> => {
  const { target, rule } = job;
  const roleArn = target.RoleArn ?? rule.roleArn;
  if (deps.acceptsLooseInput === true) return run();
  const refused = failed('NO_PERMISSIONS', `No role permits ${ACTION} on ${target.Arn}.`);
  if (roleArn === undefined) return Promise.resolve(refused);
  return asRole(deps, job, roleArn, rule.region, async (principal) =>
    (await deps.permitsRole({
      principal,
      region: rule.region,
      action: ACTION,
      resource: target.Arn,
      resourceAccount: rule.account,
      keys: {},
      source: sourceOf(job),
    }))
      ? run()
      : refused,
  );
};

/** An HTTP endpoint. */
export const toApiDestination =
  (deps: Deps): Deliverer =>
  async (job) => {
    const found = await deps.store.read(async (tx) => {
      const destination = await apiDestinations.find(tx, job.target.Arn);
      if (destination === undefined) return undefined;
      const connection = await connections.find(tx, destination.connectionArn);
      return connection === undefined ? undefined : { destination, connection };
    });
    // Whose rule it is, his is the destination.
    if (found?.destination.account !== job.rule.account)
      return failed('NO_RESOURCE', `The API destination ${job.target.Arn} does not exist.`);
    return permitted(deps, job, () => invoke(deps, job, found.destination, found.connection));
  };
