import type { NamedPolicy } from '@gatehouse/policy';
import {
  createCache,
  type IdentityPort,
  type Principal,
  type PrincipalPolicies,
  tagStore,
} from '@gatehouse/service-kit';
import type { Store, Tx } from '@gatehouse/store';
import { POLICIES_CHANNEL } from './changes.ts';
import type { CompiledPolicies } from './documents.ts';
import type { ManagedPolicies } from './managed-policies.ts';
import { type Holder, holders } from './repositories/holders.ts';
import { holdings } from './repositories/holdings.ts';

interface Settings {
  readonly store: Store;
  readonly managed: ManagedPolicies;
  readonly compiled: CompiledPolicies;
}

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** What one user, group or role holds itself. */
const ownPolicies = async (
  tx: Tx,
  { managed, compiled }: Pick<Settings, 'managed' | 'compiled'>,
  holderId: string,
): Promise<readonly NamedPolicy[]> => {
  const found: NamedPolicy[] = [];
  for (const { name, document } of await holdings.inline(tx, holderId))
    found.push({ id: name, policy: compiled.of(document, 'identity') });
  for (const arn of await holdings.attached(tx, holderId)) {
    const policy = await managed.compiled(tx, arn, 'identity');
    if (policy === undefined) throw new Error(`${arn} is attached and does not exist`);
    found.push(policy);
  }
  return found;
};

/** All policies of a user or role: its own, its groups', its permissions boundary. */
export const policiesOfHolder = async (
  tx: Tx,
  settings: Pick<Settings, 'managed' | 'compiled'>,
  holder: Holder,
): Promise<PrincipalPolicies> => {
  const groups = holder.kind === 'user' ? await holders.groupsOfUser(tx, holder.id) : [];
  const identity: NamedPolicy[] = [];
  for (const { id } of [holder, ...groups]) identity.push(...(await ownPolicies(tx, settings, id)));
  const user =
    holder.kind === 'user'
      ? { arn: holder.arn, tags: await tagStore.of(tx, holder.arn) }
      : undefined;
  if (holder.boundaryArn === undefined) return { identity, user };
  const boundary = await settings.managed.compiled(tx, holder.boundaryArn, 'boundary');
  if (boundary === undefined)
    throw new Error(`${holder.boundaryArn} bounds ${holder.arn} and does not exist`);
  return { identity, user, boundary };
};

/** The policies of whoever calls, kept until something about them changes. */
export const createIdentity = (settings: Settings): IdentityPort => {
  const { store, managed } = settings;
  const nothing: PrincipalPolicies = { identity: [] };
  const gone: PrincipalPolicies = { identity: [], gone: true };
  let everything: PrincipalPolicies | undefined;

  // By unique id: a user or role deleted and made again has none of its predecessor's policies.
  const byId = createCache<PrincipalPolicies>({
    store,
    channel: POLICIES_CHANNEL,
    load: (id) =>
      store.read(async (tx) => {
        const holder = await holders.byId(tx, id);
        return holder === undefined ? gone : policiesOfHolder(tx, settings, holder);
      }),
  });

  // GetFederationToken by the root user: only the session policies limit what it may.
  const ofRoot = async (): Promise<PrincipalPolicies> => {
    if (everything !== undefined) return everything;
    const policy = await store.read((tx) => managed.compiled(tx, ADMINISTRATOR, 'identity'));
    if (policy === undefined) throw new Error(`${ADMINISTRATOR} is not among the policies of AWS`);
    everything = { identity: [policy] };
    return everything;
  };

  return {
    policiesOf: (principal: Principal) => {
      switch (principal.kind) {
        case 'user':
          return byId.get(principal.id);
        case 'assumed-role':
          return byId.get(principal.roleId);
        case 'federated-user':
          return principal.user === undefined ? ofRoot() : byId.get(principal.user.id);
        case 'root':
        case 'service':
        case 'anonymous':
          return nothing;
        default:
          return principal satisfies never;
      }
    },
  };
};
