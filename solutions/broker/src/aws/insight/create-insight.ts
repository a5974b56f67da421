import type { AccessRequest, Grant, Target } from '../../model/index.ts';
import { type AwsParts, targetHop } from '../parts.ts';
import { layersOf } from './allowed-patterns.ts';
import { escalationPaths, type EscalationPath, exfiltrationActions } from './escalation.ts';
import { gainsOf } from './gains.ts';
import { isAdministrator, powerOf, type ServicePower } from './power.ts';
import { readRole, type RoleDocument } from './role-document.ts';

export interface TargetInsight {
  readonly grant: number;
  readonly account: string;
  readonly roleArn: string;
  readonly problem?: string;
  readonly administrator: boolean;
  readonly services: ServicePower[];
  readonly gains: string[];
  readonly escalation: EscalationPath[];
  /** Actions by which data can leave the account. */
  readonly exfiltration: string[];
  /** Services in which it may change who may do what. */
  readonly permissionManagement: string[];
}

export interface Insight {
  of(request: AccessRequest): Promise<{ readonly targets: TargetInsight[] }>;
  /** At most half a minute old. */
  readRole(target: Target): Promise<RoleDocument>;
}

type Parts = Pick<AwsParts, 'store' | 'clock' | 'clients' | 'settings' | 'grants' | 'log'>;

const KEPT_MILLISECONDS = 30_000;
const MOST_KEPT = 200;

/** A role's documents for as long as somebody looks at a page. */
const rememberedRoles = ({ clients, settings, clock }: Parts): Insight['readRole'] => {
  const kept = new Map<string, { readonly at: number; readonly role: Promise<RoleDocument> }>();
  return ({ account, roleArn }) => {
    const now = clock.now().getTime();
    const known = kept.get(roleArn);
    if (known !== undefined && now - known.at < KEPT_MILLISECONDS) return known.role;
    const role = readRole(clients.iam({ hop: targetHop(settings, account) }), roleArn);
    kept.delete(roleArn);
    kept.set(roleArn, { at: now, role });
    role.catch(() => kept.delete(roleArn));
    if (kept.size > MOST_KEPT) {
      const oldest = kept.keys().next();
      if (oldest.done !== true) kept.delete(oldest.value);
    }
    return role;
  };
};

/** The documents that stand for what a grant allows: the narrower policy, else the role's. */
const documentsOf = (role: RoleDocument, sessionPolicy: string | undefined): readonly string[] =>
  sessionPolicy === undefined ? role.documents : [sessionPolicy];

const readAll = async (
  readOne: Insight['readRole'],
  grants: readonly Grant[],
): Promise<readonly string[]> => {
  const documents: string[] = [];
  for (const { target, sessionPolicy } of grants)
    documents.push(...documentsOf(await readOne(target), sessionPolicy));
  return documents;
};

const unreadable = (grant: number, target: Target, error: unknown): TargetInsight => ({
  grant,
  account: target.account,
  roleArn: target.roleArn,
  problem: `The role could not be read (${error instanceof Error ? error.name : 'Error'}).`,
  administrator: false,
  services: [],
  gains: [],
  escalation: [],
  exfiltration: [],
  permissionManagement: [],
});

/** What a role and a narrower policy amount to together. */
export const judge = async (
  role: RoleDocument,
  sessionPolicy: string | undefined,
): Promise<
  Pick<
    TargetInsight,
    'administrator' | 'services' | 'escalation' | 'exfiltration' | 'permissionManagement'
  >
> => {
  const layers = layersOf(role, sessionPolicy);
  const services = await powerOf(layers);
  return {
    administrator: isAdministrator(layers),
    services: [...services],
    escalation: [...escalationPaths(layers)],
    exfiltration: [...exfiltrationActions(layers)],
    permissionManagement: services
      .filter(({ accessLevels }) => accessLevels.includes('Permissions management'))
      .map(({ service }) => service),
  };
};

/** What an approver should know: what the access amounts to, what is new in it, and where it leads. */
export const createInsight = (parts: Parts): Insight => {
  const readOne = rememberedRoles(parts);

  const target = async (
    request: AccessRequest,
    { account, roleArn }: Target,
    grant: number,
    live: readonly Grant[],
  ): Promise<TargetInsight> => {
    try {
      const role = await readOne({ account, roleArn });
      const here = live.filter(
        (other) => other.target.account === account && other.requestId !== request.id,
      );
      const wanted = documentsOf(role, request.sessionPolicy);
      const gains = gainsOf(await readAll(readOne, here), wanted);
      const judged = await judge(role, request.sessionPolicy);
      return { grant, account, roleArn, gains, ...judged };
    } catch (error) {
      parts.log.warn('a role was not read', { account, cause: String(error) });
      return unreadable(grant, { account, roleArn }, error);
    }
  };

  return {
    readRole: readOne,
    of: async (request) => {
      const { requester } = request;
      const live = await parts.store.read((tx) =>
        parts.grants.live(tx, { requester: requester.id }, parts.clock.now()),
      );
      const targets: TargetInsight[] = [];
      for (const [index, wanted] of request.targets.entries())
        targets.push(await target(request, wanted, index + 1, live));
      return { targets };
    },
  };
};
