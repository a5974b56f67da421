import { decide, requestContext } from '@gatehouse/policy';
import { type ConditionKeys, rootArn } from '@gatehouse/service-kit';
import { parseBusArn } from '../../arns.ts';
import { busPolicy } from '../../bus-policy.ts';
import type { BusRef, EventBus } from '../../model.ts';
import { buses } from '../../repositories/buses.ts';
import type { Arrival } from '../../routing/admission.ts';
import { sizeOf } from '../../routing/envelope.ts';
import { asRole, type DeliveryDeps, type Deliverer, type Job, sourceOf } from '../job.ts';
import { DELIVERED, failed, type Outcome } from '../outcome.ts';

/** What is needed of an event's envelope. */
interface Head {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

const ACTION = 'events:PutEvents';

const keysOf = (head: Head): ConditionKeys => ({
  'events:source': head.source,
  'events:detail-type': head['detail-type'],
  'events:eventBusInvocation': 'true',
});

/**
 * Without a role the bus's policy must name the rule's account, or anybody, without asking for its organization: the
 * keys of a principal come with a role only (API Reference, "PutPermission").
 */
const permitsAccount = (deps: DeliveryDeps, job: Job, bus: EventBus, head: Head): boolean => {
  const { account, arn: sourceArn } = job.rule;
  const now = deps.clock.now();
  return decide(
    {
      action: ACTION,
      resource: bus.arn,
      resourceAccount: bus.account,
      principal: { kind: 'root', account, arn: rootArn(account), id: account },
      context: requestContext({
        'aws:CurrentTime': now,
        'aws:EpochTime': Math.floor(now.getTime() / 1000),
        'aws:PrincipalAccount': account,
        'aws:SourceArn': sourceArn,
        'aws:SourceAccount': account,
        'aws:ResourceAccount': bus.account,
        'aws:RequestedRegion': bus.region,
        'aws:SecureTransport': true,
        'aws:ViaAWSService': false,
        ...keysOf(head),
      }),
    },
    { identity: [], resource: busPolicy(bus) },
  ).allowed;
};

const send = async (deps: DeliveryDeps, job: Job, bus: EventBus, head: Head): Promise<Outcome> => {
  const refused = failed('NO_PERMISSIONS', `The event bus ${bus.arn} does not accept the event.`);
  const forward = async (): Promise<Outcome> => {
    await deps.store.write((tx) =>
      deps.admission.admit(tx, [forwardedArrival(deps, job, bus, head)]),
    );
    return DELIVERED;
  };
  if (deps.acceptsLooseInput === true) return forward();
  const roleArn = job.target.RoleArn ?? job.rule.roleArn;
  if (roleArn === undefined) return permitsAccount(deps, job, bus, head) ? forward() : refused;
  return asRole(deps, job, roleArn, bus.region, async (principal) => {
    const isPermitted = await deps.permitsRole({
      principal,
      region: bus.region,
      action: ACTION,
      resource: bus.arn,
      resourceAccount: bus.account,
      resourcePolicy: busPolicy(bus),
      keys: keysOf(head),
      source: sourceOf(job),
    });
    return isPermitted ? forward() : refused;
  });
};

/**
 * The event keeps its account, Region and time wherever it goes, and its id within a Region: another Region gives it a
 * new one.
 */
const forwardedArrival = (deps: DeliveryDeps, job: Job, bus: BusRef, head: Head): Arrival => {
  const { input } = job;
  const isAbroad = bus.region !== job.rule.region;
  const text = isAbroad
    ? input.replace(JSON.stringify(head.id), () => JSON.stringify(deps.ids.uuid()))
    : input;
  return {
    busArn: bus.arn,
    source: head.source,
    time: new Date(head.time),
    subject: () => text,
    text: () => text,
    sizeBytes: () =>
      sizeOf(
        { source: head.source, detailType: head['detail-type'], resources: head.resources },
        JSON.stringify(head.detail),
      ),
    forwarded: true,
  };
};

/** An event that has come from another bus already goes no further (User Guide, "Sending events between accounts"). */
const thirdHop = ({ rule }: Job, bus: BusRef): Outcome =>
  bus.region === rule.region
    ? failed('THIRD_ACCOUNT_HOP_DETECTED', 'The event has come from another event bus already.')
    : failed('THIRD_REGION_HOP_DETECTED', 'The event has come from another event bus already.');

/** What has no envelope of an event, because the target changes its input, is no event. */
const headOf = (input: string): Head | undefined => {
  if (!input.startsWith('{')) return undefined;
  const value = JSON.parse(input) as Partial<Head>;
  return typeof value.id === 'string' &&
    typeof value.source === 'string' &&
    typeof value['detail-type'] === 'string' &&
    typeof value.time === 'string' &&
    Array.isArray(value.resources)
    ? (value as Head)
    : undefined;
};

/** Another bus, in this or another account or Region. */
export const toBus =
  (deps: DeliveryDeps): Deliverer =>
  async (job) => {
    const ref = parseBusArn(job.target.Arn);
    if (ref === undefined) return failed('INVALID_PARAMETER', 'The target is no event bus.');
    if (job.delivery.event.forwarded) return thirdHop(job, ref);
    const head = headOf(job.input);
    if (head === undefined)
      return failed('INVALID_PARAMETER', 'The input for an event bus must be an event.');
    const bus = await deps.store.read((tx) => buses.find(tx, ref));
    return bus === undefined
      ? failed('NO_RESOURCE', `The event bus ${ref.arn} does not exist.`)
      : send(deps, job, bus, head);
  };
