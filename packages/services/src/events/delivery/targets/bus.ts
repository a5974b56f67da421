import { decide, requestContext } from '@gatehouse/policy';
import { type ConditionKeys, rootArn } from '@gatehouse/service-kit';
import { parseBusArn } from '../../arns.ts';
import { busPolicy } from '../../bus-policy.ts';
import { isDetail } from '../../event-entries.ts';
import type { BusRef, EventBus } from '../../model.ts';
import { buses } from '../../repositories/buses.ts';
import type { Arrival } from '../../routing/admission.ts';
import { envelope, sizeOf } from '../../routing/envelope.ts';
import { parsePath, textAt } from '../../routing/json-text.ts';
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
}

interface Sent {
  readonly head: Head;
  readonly detailText: string;
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

const send = async (deps: DeliveryDeps, job: Job, bus: EventBus, sent: Sent): Promise<Outcome> => {
  const { head } = sent;
  const refused = failed('NO_PERMISSIONS', `The event bus ${bus.arn} does not accept the event.`);
  const forward = async (): Promise<Outcome> => {
    await deps.store.write((tx) =>
      deps.admission.admit(tx, [forwardedArrival(deps, job, bus, sent)]),
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
const forwardedArrival = (deps: DeliveryDeps, job: Job, bus: BusRef, sent: Sent): Arrival => {
  const { head, detailText } = sent;
  const { 'detail-type': detailType, source, account, region, resources } = head;
  const id = bus.region === job.rule.region ? head.id : deps.ids.uuid();
  const time = new Date(head.time);
  const event = { id, source, detailType, account, region, time, resources };
  const text = envelope(event, detailText);
  return {
    busArn: bus.arn,
    source,
    detailType,
    time,
    subject: () => text,
    text: () => text,
    sizeBytes: () => sizeOf(event, detailText),
    forwarded: true,
  };
};

/** An event that has come from another bus already goes no further (User Guide, "Sending events between accounts"). */
const thirdHop = ({ rule }: Job, bus: BusRef): Outcome =>
  bus.region === rule.region
    ? failed('THIRD_ACCOUNT_HOP_DETECTED', 'The event has come from another event bus already.')
    : failed('THIRD_REGION_HOP_DETECTED', 'The event has come from another event bus already.');

const DETAIL = parsePath('$.detail') ?? [];

const isObject = (text: string | undefined): text is string => text?.startsWith('{') ?? false;

/**
 * What is sent on. A target can change the detail only: nobody sends in the name of another account or service, and what
 * AWS says itself crosses as it is. Undefined: it is no event then.
 */
const sentBy = ({ target, input, delivery }: Job): Sent | undefined => {
  const { text } = delivery.event;
  const head = JSON.parse(text) as Head;
  const isChanged = (target.Input ?? target.InputPath ?? target.InputTransformer) !== undefined;
  if (!isChanged) return { head, detailText: textAt(text, DETAIL) ?? '{}' };
  // What a template of text makes may be anything, such as an object and then further members of the event.
  if (head.source.startsWith('aws.') || !isDetail(input)) return undefined;
  const detailText = textAt(input, DETAIL);
  return { head, detailText: isObject(detailText) ? detailText : input };
};

/** Another bus, in this or another account or Region. */
export const toBus =
  (deps: DeliveryDeps): Deliverer =>
  async (job) => {
    const ref = parseBusArn(job.target.Arn);
    if (ref === undefined) return failed('INVALID_PARAMETER', 'The target is no event bus.');
    if (job.delivery.event.forwarded) return thirdHop(job, ref);
    const sent = sentBy(job);
    if (sent === undefined)
      return failed('INVALID_PARAMETER', 'The input is no detail of an event.');
    const bus = await deps.store.read((tx) => buses.find(tx, ref));
    return bus === undefined
      ? failed('NO_RESOURCE', `The event bus ${ref.arn} does not exist.`)
      : send(deps, job, bus, sent);
  };
