import type { Store, Tx } from '@gatehouse/store';
import { resolveVersion } from './access.ts';
import { qualifiedArn } from './arns.ts';
import { type LambdaDeps, SERVICE } from './deps.ts';
import { deliverEnd, type EventEnd } from './destinations.ts';
import { type Executed, type Executions, mayPass } from './execution.ts';
import {
  type EventInvokeConfig,
  type FunctionVersion,
  type KeptEvent,
  LATEST,
  type LambdaFunction,
} from './model.ts';
import { events } from './repositories/events.ts';
import { functions } from './repositories/functions.ts';
import { invokeConfigs } from './repositories/invoke-configs.ts';

/** Told when an invocation was kept: somebody may begin it. */
export const EVENT_CHANNEL = 'lambda.event';

const DEFAULT_RETRIES = 2;
const MOST_AGE_SECONDS = 21_600;
/** Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation". */
const RETRY_SECONDS = [60, 120];
const LONGEST_DELAY_SECONDS = 300;
const TELL_AGAIN_SECONDS = 60;

const sealContext = (id: string, part: 'outcome' | 'payload'): string =>
  `lambda:event:${id}:${part}`;

/** Keeps an invocation in the caller's transaction; it begins once that has committed. */
export const keepEvent = async (
  { vault, ids }: Pick<LambdaDeps, 'ids' | 'vault'>,
  tx: Tx,
  event: {
    readonly id?: string;
    readonly found: LambdaFunction;
    readonly qualifier: string | undefined;
    readonly payload: Uint8Array;
  },
  now: Date,
): Promise<string> => {
  const { found, qualifier, payload, id = ids.uuid() } = event;
  const kept: KeptEvent = {
    id,
    functionId: found.id,
    qualifier,
    arn: qualifiedArn(found, qualifier),
    payload: vault.seal(payload, sealContext(id, 'payload')),
    acceptedAt: now,
    runs: 0,
    delays: 0,
    outcome: undefined,
  };
  await events.insert(tx, kept, now);
  tx.notify(EVENT_CHANNEL, '');
  return id;
};

interface Parts {
  readonly deps: LambdaDeps;
  readonly executions: Executions;
}

interface Job {
  readonly event: KeptEvent;
  readonly found: LambdaFunction;
  readonly version: FunctionVersion;
  readonly config: EventInvokeConfig | undefined;
  readonly payload: Buffer;
}

const open = (
  { deps }: Parts,
  id: string,
  part: 'outcome' | 'payload',
  sealed: Uint8Array,
): Buffer => {
  const opened = deps.vault.open(sealed, sealContext(id, part));
  if (opened === undefined) throw new Error(`the ${part} of the invocation ${id} cannot be opened`);
  return opened;
};

const chance = ({ deps }: Parts): number => deps.ids.bytes(4).readUInt32BE(0) / 2 ** 32;

const jobOf = async (parts: Parts, tx: Tx, event: KeptEvent): Promise<Job | undefined> => {
  const found = await functions.findById(tx, event.functionId);
  if (found === undefined) return undefined;
  const resolved = await resolveVersion(tx, found, event.qualifier, chance(parts));
  if (resolved === undefined) return undefined;
  return {
    event,
    found,
    version: resolved.version,
    config: await invokeConfigs.find(tx, found.id, event.qualifier ?? LATEST),
    payload: open(parts, event.id, 'payload', event.payload),
  };
};

const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

/** Remembers the end before anybody is told of it: whoever falls in between tells it again. */
const finish = async (
  parts: Parts,
  store: Store,
  { event, config, payload, version }: Job,
  condition: EventEnd['condition'],
  executed: Executed | undefined,
): Promise<void> => {
  const { deps } = parts;
  const failed = condition !== 'Success';
  const destination = failed ? config?.onFailure : config?.onSuccess;
  const { deadLetterArn } = version.configuration;
  if (destination === undefined && (!failed || deadLetterArn === '')) {
    await store.write((tx) => events.remove(tx, event.id));
    return;
  }
  const end: EventEnd = {
    condition,
    requestId: event.id,
    functionArn: qualifiedArn(version, event.qualifier ?? LATEST),
    runs: event.runs,
    payload: payload.toString('utf8'),
    executedVersion: executed?.executedVersion,
    response:
      executed === undefined
        ? undefined
        : { payload: Buffer.from(executed.payload).toString('utf8'), failed: executed.failed },
    destination,
    deadLetterArn: failed && deadLetterArn !== '' ? deadLetterArn : undefined,
  };
  const outcome = deps.vault.seal(
    Buffer.from(JSON.stringify(end)),
    sealContext(event.id, 'outcome'),
  );
  const ended = { ...event, outcome };
  await store.write((tx) => events.again(tx, ended, deps.clock.now()));
  await tell(parts, store, ended, version);
};

const tell = async (
  parts: Parts,
  store: Store,
  event: KeptEvent,
  version: FunctionVersion,
): Promise<void> => {
  const { deps } = parts;
  // We wrote it.
  const end = JSON.parse(
    open(parts, event.id, 'outcome', event.outcome ?? Buffer.alloc(0)).toString('utf8'),
  ) as EventEnd;
  try {
    const session = await deps.roles.assume({
      roleArn: version.configuration.role,
      sessionName: version.name,
      source: { service: SERVICE, sourceArn: version.arn, sourceAccount: version.account },
      region: version.region,
    });
    if (session === undefined)
      deps.log.warn('the end of an invocation was not told: its role cannot be assumed', {
        function: version.arn,
      });
    else await deliverEnd(deps, end, session.principal);
  } catch (error) {
    deps.log.warn('the end of an invocation is told later', { cause: String(error) });
    const dueAt = later(deps.clock.now(), TELL_AGAIN_SECONDS);
    await store.write((tx) => events.again(tx, event, dueAt));
    return;
  }
  await store.write((tx) => events.remove(tx, event.id));
};

const ageOf = (event: KeptEvent, now: Date): number =>
  (now.getTime() - event.acceptedAt.getTime()) / 1000;

/** A run that could not begin; those that never can count as failed ones. */
const notBegun = async (parts: Parts, store: Store, job: Job, error: unknown): Promise<void> => {
  const { deps } = parts;
  const { event } = job;
  if (!mayPass(error)) {
    const message = error instanceof Error ? error.message : String(error);
    const payload = Buffer.from(JSON.stringify({ errorMessage: message }));
    return ran(parts, store, job, { payload, failed: true, executedVersion: LATEST, tail: '' });
  }
  const seconds = Math.min(LONGEST_DELAY_SECONDS, 2 ** Math.min(event.delays, 10));
  const dueAt = later(deps.clock.now(), seconds);
  await store.write((tx) => events.again(tx, { ...event, delays: event.delays + 1 }, dueAt));
};

const ran = async (parts: Parts, store: Store, job: Job, executed: Executed): Promise<void> => {
  const event = { ...job.event, runs: job.event.runs + 1, delays: 0 };
  const done = { ...job, event };
  if (!executed.failed) return finish(parts, store, done, 'Success', executed);
  const retries = job.config?.maximumRetries ?? DEFAULT_RETRIES;
  const wait = RETRY_SECONDS[event.runs - 1];
  if (event.runs > retries || wait === undefined)
    return finish(parts, store, done, 'RetriesExhausted', executed);
  const dueAt = later(parts.deps.clock.now(), wait);
  await store.write((tx) => events.again(tx, event, dueAt));
};

/** Takes an invocation one step further: a run, a retry, or its end. */
export const processEvent = async (parts: Parts, store: Store, event: KeptEvent): Promise<void> => {
  const job = await store.read((tx) => jobOf(parts, tx, event));
  if (job === undefined) {
    await store.write((tx) => events.remove(tx, event.id));
    return;
  }
  if (event.outcome !== undefined) return tell(parts, store, event, job.version);
  const most = job.config?.maximumAgeSeconds ?? MOST_AGE_SECONDS;
  if (ageOf(event, parts.deps.clock.now()) > most)
    return finish(parts, store, job, 'EventAgeExceeded', undefined);
  let executed: Executed;
  try {
    executed = await parts.executions.execute({
      found: job.found,
      version: job.version,
      qualifier: event.qualifier,
      requestId: event.id,
      payload: job.payload,
    });
  } catch (error) {
    return notBegun(parts, store, job, error);
  }
  return ran(parts, store, job, executed);
};
