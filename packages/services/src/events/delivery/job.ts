import type { Outbound } from '@gatehouse/core';
import type { NamedPolicy } from '@gatehouse/policy';
import type {
  Cache,
  ConditionKeys,
  FunctionPort,
  LogPort,
  OperationCall,
  OrganizationPort,
  QueuePort,
  RolePrincipal,
  ServiceDeps,
  ServiceRoles,
  ServiceSource,
  TopicPort,
} from '@gatehouse/service-kit';
import type { Rule, Target } from '../model.ts';
import type { TakenDelivery } from '../repositories/deliveries.ts';
import type { Admission } from '../routing/admission.ts';
import { sessionNameOf } from '../routing/arrivals.ts';
import type { BusRoutes } from '../routing/routes.ts';
import { failed, later, type Outcome } from './outcome.ts';

export const SERVICE = 'events.amazonaws.com';

/** May the session of a role do `action`? By its own policies, those above it and the resource's. */
export type RoleDecision = (question: {
  readonly principal: RolePrincipal;
  readonly region: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly resourcePolicy?: NamedPolicy | undefined;
  readonly keys: ConditionKeys;
  readonly source: ServiceSource;
}) => Promise<boolean>;

/** How deliveries reach their targets. */
export interface TargetPorts {
  readonly queues: QueuePort;
  readonly topics: TopicPort;
  readonly functions: FunctionPort;
  readonly logs: LogPort;
  readonly roles: ServiceRoles;
  readonly call: OperationCall;
  readonly outbound: Outbound;
  readonly organizations: OrganizationPort;
  readonly permitsRole: RoleDecision;
  /** Decisions are off: policies do not count. */
  readonly acceptsLooseInput?: boolean | undefined;
}

export type DeliveryDeps = ServiceDeps &
  TargetPorts & { readonly admission: Admission; readonly routes: Cache<BusRoutes> };

/** One event for one target. */
export interface Job {
  readonly delivery: TakenDelivery;
  readonly rule: Rule;
  readonly target: Target;
  /** What the target gets. */
  readonly input: string;
}

export type Deliverer = (job: Job) => Promise<Outcome>;

export const sourceOf = ({ rule }: Pick<Job, 'rule'>): ServiceSource => ({
  service: SERVICE,
  sourceArn: rule.arn,
  sourceAccount: rule.account,
});

/** Role ARNs name their account, which must be the rule's: who makes rules may pass on roles of that account only. */
const isOfAccount = (roleArn: string, account: string): boolean =>
  roleArn.split(':')[4] === account;

/** Does something in the session of the target's role. */
export const asRole = async (
  { roles }: Pick<TargetPorts, 'roles'>,
  job: Pick<Job, 'rule'>,
  roleArn: string,
  region: string,
  run: (principal: RolePrincipal) => Promise<Outcome>,
): Promise<Outcome> => {
  const { rule } = job;
  const session = isOfAccount(roleArn, rule.account)
    ? await roles.assume({
        roleArn,
        sessionName: sessionNameOf(rule.arn),
        source: sourceOf(job),
        region,
      })
    : undefined;
  return session === undefined
    ? failed('FAILED_TO_ASSUME_ROLE', `${SERVICE} cannot assume the role ${roleArn}.`)
    : run(session.principal);
};

export const unreached = (cause: unknown): Outcome =>
  later('INTERNAL_ERROR', cause instanceof Error ? cause.message : 'The target failed.');
