import { parseArn } from '@gatehouse/core';
import {
  type FoundGrant,
  type Principal,
  type PrincipalPort,
  rootArn,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { GrantPrincipal } from '../model.ts';
import { granteeKey } from './digests.ts';
import { invalidArn, invalidServicePrincipal } from './errors.ts';

const ACCOUNT = /^[0-9]{12}$/;
export const UNIQUE_ID = /^(?:AIDA|AROA)[A-Z0-9]{12,124}$/;
/** `111122223333:aws:ec2-infrastructure:i-…`, what a machine of a service is called. */
const MACHINE = /^[0-9]{12}:aws:[a-z0-9-]{1,64}:[\w=,.@-]{2,64}$/;
const SERVICE = /^([a-z0-9-]{1,63})(?:\.([a-z0-9-]{1,63}))?\.amazonaws\.com$/;

interface Scene {
  readonly tx: Tx;
  readonly region: string;
  readonly partition: string;
  /** A service asks, or somebody through one: only then services and their machines can be principals. */
  readonly throughService: boolean;
}

interface Deps {
  readonly principals: PrincipalPort;
  readonly acceptsLooseInput?: boolean | undefined;
}

const accountPrincipal = (account: string): GrantPrincipal => ({
  kind: 'account',
  id: account,
  given: rootArn(account),
});

/** `rds.us-east-1.amazonaws.com` of this very Region. */
const regionalService = (given: string, { region }: Scene): GrantPrincipal | undefined => {
  const [, name, of] = SERVICE.exec(given) ?? [];
  if (name === undefined || of !== region) return undefined;
  return { kind: 'service', id: `${name}.amazonaws.com`, given };
};

const ofServices = (given: string, scene: Scene): GrantPrincipal | undefined => {
  if (!scene.throughService) return undefined;
  return MACHINE.test(given)
    ? { kind: 'session', id: given, given }
    : regionalService(given, scene);
};

const idOrLoose = async (
  { principals, acceptsLooseInput }: Deps,
  { tx }: Scene,
  arn: string,
): Promise<string | undefined> =>
  (await principals.idOf(tx, arn)) ?? (acceptsLooseInput === true ? arn : undefined);

const ofSts = async (
  deps: Deps,
  scene: Scene,
  given: string,
  account: string,
  resource: string,
): Promise<GrantPrincipal | undefined> => {
  const [kind, name = '', session = '', ...rest] = resource.split('/');
  if (rest.length > 0 || name === '') return undefined;
  if (kind === 'federated-user' && session === '')
    return { kind: 'federated-user', id: `${account}:${name}`, given };
  if (kind !== 'assumed-role' || session === '') return undefined;
  const roleId = await idOrLoose(deps, scene, given);
  return roleId === undefined ? undefined : { kind: 'session', id: `${roleId}:${session}`, given };
};

/** Whom an ARN names: an account, user, role, federated user or session of a role, as it is now. */
const ofArn = async (
  deps: Deps,
  scene: Scene,
  given: string,
): Promise<GrantPrincipal | undefined> => {
  const arn = parseArn(given);
  if (arn === undefined || arn.partition !== scene.partition) return undefined;
  if (arn.region !== '' || !ACCOUNT.test(arn.account)) return undefined;
  if (arn.service === 'sts') return ofSts(deps, scene, given, arn.account, arn.resource);
  if (arn.service !== 'iam') return undefined;
  if (arn.resource === 'root') return accountPrincipal(arn.account);
  const [kind] = arn.resource.split('/', 1);
  if (kind !== 'user' && kind !== 'role') return undefined;
  const id = await idOrLoose(deps, scene, given);
  return id === undefined ? undefined : { kind, id, given };
};

const known = async (
  deps: Deps,
  scene: Scene,
  given: string,
): Promise<GrantPrincipal | undefined> => {
  if (ACCOUNT.test(given)) return accountPrincipal(given);
  const found = ofServices(given, scene) ?? (await ofArn(deps, scene, given));
  if (found !== undefined || deps.acceptsLooseInput !== true) return found;
  return { kind: 'user', id: given, given };
};

/** The principal of a request; throws InvalidArnException where it names nobody. */
export const grantPrincipal = async (
  deps: Deps,
  scene: Scene,
  given: string,
): Promise<GrantPrincipal> => {
  const found = await known(deps, scene, given);
  if (found === undefined) throw invalidArn(given);
  return found;
};

/** What lists look for: a principal as it is now, or by the unique id of one that is gone. */
export const listedPrincipal = async (
  deps: Deps,
  scene: Omit<Scene, 'throughService'>,
  given: string,
): Promise<string> => {
  if (UNIQUE_ID.test(given))
    return granteeKey({ kind: given.startsWith('AIDA') ? 'user' : 'role', id: given });
  return granteeKey(await grantPrincipal(deps, { ...scene, throughService: true }, given));
};

/** `GranteeServicePrincipal`, `RetiringServicePrincipal`: for everybody. */
export const servicePrincipal = (given: string, region: string): GrantPrincipal => {
  const [, name, of] = SERVICE.exec(given) ?? [];
  if (name === undefined || (of !== undefined && of !== region))
    throw invalidServicePrincipal(given);
  const id = `${name}.amazonaws.com`;
  return { kind: 'service', id, given: id };
};

/** One of the names that a caller has in grants, as `granteeKey` makes it. */
export interface GranteeName extends Omit<FoundGrant, 'id'> {
  readonly grantee: string;
}

const himself = (kind: GrantPrincipal['kind'], id: string): GranteeName => ({
  grantee: granteeKey({ kind, id }),
  delegates: false,
});

const account = (id: string): GranteeName => ({
  grantee: granteeKey({ kind: 'account', id }),
  delegates: true,
});

/** What the caller is called in grants: first himself, then his account, whose own policies must let him, too. */
export const callersOf = (principal: Principal): readonly GranteeName[] => {
  switch (principal.kind) {
    case 'root':
      return [account(principal.account)];
    case 'user':
      return [himself('user', principal.id), account(principal.account)];
    case 'assumed-role': {
      const { roleId, sessionName, infrastructureOf } = principal;
      const session = himself('session', `${roleId}:${sessionName}`);
      // A machine has no policies of its own, so that nothing that is its account's is its own.
      if (infrastructureOf !== undefined) return [session];
      return [session, { ...himself('role', roleId), toRole: true }, account(principal.account)];
    }
    case 'federated-user':
      return [
        himself('federated-user', `${principal.account}:${principal.name}`),
        account(principal.account),
      ];
    case 'service':
      return [himself('service', principal.name)];
    case 'anonymous':
      return [];
    default:
      return principal satisfies never;
  }
};

/** Whether a service asks, or somebody through one. */
export const isThroughService = ({
  via,
  principal,
}: {
  readonly via: string | undefined;
  readonly principal: Principal;
}): boolean =>
  via !== undefined ||
  principal.kind === 'service' ||
  (principal.kind === 'assumed-role' && principal.infrastructureOf !== undefined);

/** Named by `GranteeServicePrincipal` or `RetiringServicePrincipal`: `GranteePrincipal` names a service of a Region. */
export const isServiceMember = ({ kind, id, given }: GrantPrincipal): boolean =>
  kind === 'service' && id === given;

/** A grant's principal as lists show it: by its ARN while it is there, else by its unique id. */
export const shownPrincipal = async (
  { principals, acceptsLooseInput }: Deps,
  tx: Tx,
  { kind, id, given }: GrantPrincipal,
): Promise<string> => {
  if (acceptsLooseInput === true && !UNIQUE_ID.test(id)) return given;
  if (kind === 'user' || kind === 'role') return (await principals.arnOf(tx, id)) ?? id;
  if (kind !== 'session' || MACHINE.test(id)) return given;
  const [roleId = ''] = id.split(':', 1);
  return (await principals.arnOf(tx, roleId)) === undefined ? id : given;
};
