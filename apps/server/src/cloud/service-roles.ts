import { AwsError, type Clock, type Ids, parseArn } from '@gatehouse/core';
import {
  type AssumableRole,
  type Authorizer,
  type CredentialPort,
  type Dispatcher,
  type OperationCall,
  type RolePrincipal,
  type Service,
  type ServiceRoles,
  type ServiceSession,
} from '@gatehouse/service-kit';
import type { Store, Tx } from '@gatehouse/store';

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly dispatch: Dispatcher['dispatch'];
  readonly decide: Authorizer['decide'];
  readonly temporary: CredentialPort['temporary'];
  readonly role: (tx: Tx, account: string, name: string) => Promise<AssumableRole | undefined>;
  readonly sts: () => Service;
}

type Assumption = Parameters<ServiceRoles['assume']>[0];

interface Assumed {
  readonly Credentials?: {
    readonly AccessKeyId?: string;
    readonly SecretAccessKey?: string;
    readonly SessionToken?: string;
    readonly Expiration?: Date;
  };
}

const SESSION_SECONDS = 3600;
// A session is given out no more when less than this is left of it: what gets it must be able to use it.
const RESERVE_MILLISECONDS = 20 * 60 * 1000;
const KEPT_SESSIONS = 2000;

/** A request of a service: nobody signed it, and as with other calls of services its name stands for the address. */
const fromService = (service: string, ids: Ids) => ({
  requestId: ids.uuid(),
  sourceIp: service,
  userAgent: service,
  secureTransport: true,
});

/** Operations by the session of a role that a service assumed. */
export const operationCall =
  (dispatch: Dispatcher['dispatch'], ids: Ids): OperationCall =>
  ({ by, forwards, ...request }) =>
    dispatch({ ...request, ...fromService(by, ids), ...(forwards === true ? { via: by } : {}) });

const isRole = (principal: unknown): principal is RolePrincipal =>
  typeof principal === 'object' &&
  principal !== null &&
  'kind' in principal &&
  principal.kind === 'assumed-role';

/** Roles that services assume through `sts:AssumeRole`, as anybody does; their sessions are kept while they are good. */
export const createServiceRoles = (deps: Deps): ServiceRoles => {
  const { clock, dispatch, ids, temporary } = deps;
  const kept = new Map<string, Promise<ServiceSession | undefined>>();

  const assume = async (request: Assumption): Promise<ServiceSession | undefined> => {
    const { roleArn, sessionName, source, region } = request;
    try {
      const { Credentials: made } = (await dispatch({
        ...fromService(source.service, ids),
        service: 'sts',
        operation: 'AssumeRole',
        input: {
          RoleArn: roleArn,
          RoleSessionName: sessionName,
          DurationSeconds: SESSION_SECONDS,
        },
        principal: { kind: 'service', name: source.service, account: source.sourceAccount },
        source: { arn: source.sourceArn, account: source.sourceAccount },
        region,
      })) as Assumed;
      const accessKeyId = made?.AccessKeyId ?? '';
      const sessionToken = made?.SessionToken ?? '';
      const known = await temporary(accessKeyId, sessionToken);
      if (!isRole(known?.principal)) return undefined;
      return {
        principal: known.principal,
        accessKeyId,
        secretAccessKey: known.secretAccessKey,
        sessionToken,
        expiresAt: known.principal.session.expiresAt,
      };
    } catch (error) {
      if (error instanceof AwsError && (error.status ?? 400) < 500) return undefined;
      throw error;
    }
  };

  const isGood = (session: ServiceSession | undefined): boolean =>
    session !== undefined &&
    session.expiresAt.getTime() - clock.now().getTime() > RESERVE_MILLISECONDS;

  return {
    assume: async (request) => {
      const { roleArn, sessionName, source, region } = request;
      const key = JSON.stringify([roleArn, sessionName, source.service, source.sourceArn, region]);
      const found = kept.get(key);
      const session = await found?.catch(() => undefined);
      // The role may have lost its trust meanwhile, or be another of the same name: nothing is handed out that could not be had anew.
      if (session !== undefined && isGood(session)) {
        const role = await trustingRole(deps, request);
        if (role?.id === session.principal.roleId) return session;
      }
      if (kept.get(key) === found) kept.delete(key);
      const made = kept.get(key) ?? assume(request);
      kept.set(key, made);
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT_SESSIONS) break;
        kept.delete(oldest);
      }
      return made;
    },
    trusts: async (request) => (await trustingRole(deps, request)) !== undefined,
  };
};

/** The role, if it trusts the service. */
const trustingRole = async (
  { store, clock, decide, role, sts }: Deps,
  { roleArn, source, region }: Parameters<ServiceRoles['trusts']>[0],
): Promise<AssumableRole | undefined> => {
  const parts = parseArn(roleArn);
  const name = parts?.resource.split('/').at(-1);
  if (parts === undefined || name === undefined || !parts.resource.startsWith('role/'))
    return undefined;
  const found = await store.read((tx) => role(tx, parts.account, name));
  if (found === undefined || found.arn !== roleArn) return undefined;
  const decision = await decide({
    service: sts(),
    principal: { kind: 'service', name: source.service, account: source.sourceAccount },
    facts: {
      now: clock.now(),
      region,
      sourceIp: source.service,
      userAgent: source.service,
      secureTransport: true,
      source: { arn: source.sourceArn, account: source.sourceAccount },
    },
    action: 'sts:AssumeRole',
    resource: roleArn,
    keys: {},
    options: {
      resourcePolicy: found.trustPolicy,
      resourceKind: 'trust',
      resourceAccount: found.account,
    },
  });
  return decision.allowed ? found : undefined;
};
