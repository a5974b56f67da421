import type { QueueMessageAttribute } from '@gatehouse/service-kit';
import type { Rule, Target } from '../model.ts';
import type { TakenDelivery } from '../repositories/deliveries.ts';
import type { Failure } from '../repositories/failures.ts';
import { rules } from '../repositories/rules.ts';
import { targets } from '../repositories/targets.ts';
import { parsePath, textAt } from '../routing/json-text.ts';
import { InvalidInputError, inputFor } from './input.ts';
import { type DeliveryDeps, type Deliverer, sourceOf, unreached } from './job.ts';
import { destinationOf, laneOf } from './lanes.ts';
import { failed, type Outcome } from './outcome.ts';
import { type Exhausted, isTooOld, nextAttempt, retryPolicyOf } from './retry.ts';
import { toApiDestination } from './targets/api-destination.ts';
import { toBus } from './targets/bus.ts';
import { toFunction, toLogGroup, toNobody, toQueue, toTopic } from './targets/messages.ts';
import type { OAuthTokens } from './targets/oauth-tokens.ts';
import { toTask } from './targets/task.ts';

/** What is to be done with a delivery after an attempt. */
export type Settlement =
  | { readonly kind: 'end'; readonly failure?: Failure | undefined }
  | { readonly kind: 'postpone'; readonly until: Date; readonly error: string };

type Problem = Exclude<Outcome, { readonly kind: 'delivered' }>;

interface Addressed {
  readonly rule: Rule;
  readonly target: Target;
}

/** Rules and targets that a batch needs, each read once. */
export type Addresses = (ruleArn: string, targetId: string) => Promise<Addressed | undefined>;

export const addressesOf = ({ store }: Pick<DeliveryDeps, 'store'>): Addresses => {
  const known = new Map<string, Promise<Addressed | undefined>>();
  const read = (ruleArn: string, targetId: string): Promise<Addressed | undefined> =>
    store.read(async (tx) => {
      const rule = await rules.find(tx, ruleArn);
      if (rule === undefined) return undefined;
      const target = await targets.find(tx, ruleArn, targetId);
      return target === undefined ? undefined : { rule, target };
    });
  return (ruleArn, targetId) => {
    const key = `${ruleArn} ${targetId}`;
    const found = known.get(key) ?? read(ruleArn, targetId);
    known.set(key, found);
    return found;
  };
};

const delivererOf = (
  lane: string,
  makers: ReadonlyMap<string, Deliverer>,
  http: Deliverer,
): Deliverer => (destinationOf(lane) === undefined ? (makers.get(lane) ?? toNobody) : http);

const createDeliver = (deps: Deps): Deliverer => {
  const makers: ReadonlyMap<string, Deliverer> = new Map([
    ['sqs', toQueue(deps)],
    ['sns', toTopic(deps)],
    ['lambda', toFunction(deps)],
    ['logs', toLogGroup(deps)],
    ['bus', toBus(deps)],
    ['ecs', toTask(deps)],
  ]);
  const http = toApiDestination(deps);
  return (job) => delivererOf(laneOf(job.target.Arn, job.rule.account), makers, http)(job);
};

const stringAttribute = (value: string): QueueMessageAttribute => ({
  DataType: 'String',
  StringValue: value,
});

/** User Guide, "Using dead-letter queues": the attributes of a message. */
const attributesOf = (
  { rule, target }: Addressed,
  problem: Problem,
  retries: number,
  exhausted: Exhausted | undefined,
): Readonly<Record<string, QueueMessageAttribute>> => ({
  RULE_ARN: stringAttribute(rule.arn),
  TARGET_ARN: stringAttribute(target.Arn),
  ERROR_CODE: stringAttribute(problem.code),
  ERROR_MESSAGE: stringAttribute(problem.message),
  ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: stringAttribute(exhausted) }),
  RETRY_ATTEMPTS: stringAttribute(String(retries)),
});

const eventIdOf = (text: string): string => {
  const found = textAt(text, parsePath('$.id') ?? []);
  return found === undefined ? '' : (JSON.parse(found) as string);
};

type Deps = DeliveryDeps & { readonly tokens: OAuthTokens };

const tried = async (
  deliver: Deliverer,
  delivery: TakenDelivery,
  addressed: Addressed,
): Promise<Outcome> => {
  try {
    const input = inputFor(addressed.target, delivery.event, addressed.rule);
    return await deliver({ ...addressed, delivery, input });
  } catch (error) {
    return error instanceof InvalidInputError
      ? failed('INVALID_JSON', error.message)
      : unreached(error);
  }
};

interface End {
  readonly problem: Problem;
  readonly retries: number;
  readonly exhausted?: Exhausted;
}

/** To the dead-letter queue, if there is one; the queue that has taken it. */
const bury = async (
  { queues }: Deps,
  { event }: TakenDelivery,
  addressed: Addressed,
  end: End,
): Promise<string | undefined> => {
  const queueArn = addressed.target.DeadLetterConfig?.Arn;
  if (queueArn === undefined) return undefined;
  const answer = await queues.send({
    queueArn,
    body: event.text,
    messageAttributes: attributesOf(addressed, end.problem, end.retries, end.exhausted),
    source: sourceOf(addressed),
  });
  return answer === 'sent' ? queueArn : undefined;
};

const giveUp = async (
  deps: Deps,
  delivery: TakenDelivery,
  addressed: Addressed,
  end: End,
): Promise<Settlement> => {
  const { rule, target } = addressed;
  const { problem, retries } = end;
  const deadLetterArn = await bury(deps, delivery, addressed, end);
  const eventId = eventIdOf(delivery.event.text);
  const failure: Failure = {
    account: rule.account,
    region: rule.region,
    ruleArn: rule.arn,
    targetId: target.Id,
    targetArn: target.Arn,
    eventId,
    attempts: retries + 1,
    errorCode: problem.code,
    errorMessage: problem.message,
    failedAt: deps.clock.now(),
    deadLetterArn,
    count: 1,
  };
  return { kind: 'end', failure };
};

/** A delivery whose time ran out while it waited. */
const tooLate = ({ attempts, lastError }: TakenDelivery): End => ({
  problem: { kind: 'later', code: 'TIMEOUT', message: lastError ?? 'The event waited too long.' },
  retries: Math.max(0, attempts - 1),
  exhausted: 'MaximumEventAgeInSeconds',
});

/** What a lane does with a delivery: one attempt, and what follows from it. */
export type Attempt = (delivery: TakenDelivery, addresses: Addresses) => Promise<Settlement>;

export const createAttempt = (deps: Deps): Attempt => {
  const { clock, ids } = deps;
  const deliver = createDeliver(deps);
  return async (delivery, addresses) => {
    const addressed = await addresses(delivery.ruleArn, delivery.targetId);
    // Who removes a target wants no more of its events.
    if (addressed === undefined) return { kind: 'end' };
    const policy = retryPolicyOf(addressed.target);
    const { acceptedAt } = delivery.event;
    if (isTooOld(policy, acceptedAt, clock.now()))
      return giveUp(deps, delivery, addressed, tooLate(delivery));
    const outcome = await tried(deliver, delivery, addressed);
    if (outcome.kind === 'delivered') return { kind: 'end' };
    const end = { problem: outcome, retries: delivery.attempts };
    if (outcome.kind === 'failed') return giveUp(deps, delivery, addressed, end);
    const { afterSeconds } = outcome;
    const attempts = delivery.attempts + 1;
    const state = { attempts, acceptedAt, now: clock.now(), afterSeconds };
    const next = nextAttempt(policy, state, ids);
    return next instanceof Date
      ? { kind: 'postpone', until: next, error: `${outcome.code}: ${outcome.message}` }
      : giveUp(deps, delivery, addressed, { ...end, exhausted: next });
  };
};
