import { AwsError, type Clock, type Ids, type Log } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import type { AuditEntry, AuditLog } from './audit.ts';
import type { Authorizer } from './authorization.ts';
import type { Call } from './call.ts';
import type { DataEventInterest } from './data-events.ts';
import {
  auditEntries,
  dataEvent,
  emptyNotes,
  type EventFacts,
  type EventNotes,
  isData,
} from './event.ts';
import type { RolePrincipal, ServicePrincipal } from './principal.ts';
import { createCall, type DispatchRequest, type Run } from './request-call.ts';
import type { Service } from './service.ts';

export interface Dispatcher {
  /** The operation's output; throws AwsError when the caller is wrong or may not. */
  dispatch(request: DispatchRequest): Promise<unknown>;
}

interface Settings {
  readonly services: readonly Service[];
  readonly store: Store;
  readonly authorizer: Pick<Authorizer, 'admit' | 'decide' | 'require'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Without it no data event is recorded. */
  readonly dataEvents?: DataEventInterest | undefined;
}

type Machine = Omit<Settings, 'services'> & {
  readonly services: ReadonlyMap<string, Service>;
};

/** One try of a transaction: it may be rolled back or run again, and then so may what gathered in `pending`. */
interface Attempt {
  readonly tx: Tx;
  /** How many statements have written by now. */
  readonly writes: () => number;
  /** Records of reads and refusals, written when the transaction has ended. */
  readonly pending: AuditEntry[];
  /** Failures of invoked operations that may have written: what they wrote is in the same transaction. */
  readonly broken: { readonly cause: unknown }[];
  readonly depth: number;
}

const MAX_INVOKE_DEPTH = 8;

const find = (machine: Machine, request: DispatchRequest, via: string | undefined): Run => {
  const service = machine.services.get(request.service);
  const definition =
    service !== undefined && Object.hasOwn(service.operations, request.operation)
      ? service.operations[request.operation]
      : undefined;
  if (service === undefined || definition === undefined)
    throw new AwsError(
      'UnknownOperationException',
      `The operation ${request.operation} is not implemented by Gatehouse.`,
      { headers: { 'x-gatehouse-not-implemented': `${request.service}:${request.operation}` } },
    );
  return { request, service, definition, now: machine.clock.now(), via };
};

const eventFacts = (
  { request, service, definition, now, via }: Run,
  notes: EventNotes,
  result: Pick<EventFacts, 'output' | 'error'>,
): EventFacts => ({
  service,
  operation: request.operation,
  definition,
  principal: request.principal,
  accessKeyId: request.accessKeyId,
  invokedBy: via,
  region: request.region,
  sourceIp: request.sourceIp,
  userAgent: request.userAgent,
  tlsHost: request.secureTransport ? request.host : undefined,
  requestId: request.requestId,
  fromConsole: request.fromConsole === true,
  authType: request.authType,
  now,
  input: request.input,
  output: result.output,
  error: result.error,
  notes,
});

/** A request that a service makes for itself: nothing of its caller's is in it. */
const onItsOwn = (
  { region, requestId, sourceIp, userAgent, secureTransport }: DispatchRequest,
  principal: ServicePrincipal | RolePrincipal,
): Omit<DispatchRequest, 'service' | 'operation' | 'input'> => ({
  region,
  requestId,
  sourceIp,
  userAgent,
  secureTransport,
  principal,
});

const operate = async (
  machine: Machine,
  run: Run,
  notes: EventNotes,
  attempt: Attempt,
): Promise<unknown> => {
  const { request, service, definition } = run;
  const admission = machine.authorizer.admit(request.principal);
  if (admission !== undefined) await admission;
  definition.validate(request.input, definition.facts.validationCode ?? service.validationCode);
  const { call, standing } = createCall({
    run,
    tx: attempt.tx,
    notes,
    authorizer: machine.authorizer,
    invoke: (target, operation, input, as, region) =>
      invoke(machine, run, attempt, {
        ...(as === undefined ? request : onItsOwn(request, as)),
        ...(region === undefined ? {} : { region }),
        service: target,
        operation,
        input,
      }),
  });
  const output = await definition.run(request.input, call, run.kept);
  const { authorized, refusal } = standing();
  // One that catches its own refusal has asked the wrong way: `decide` is for those who want to know.
  if (refusal !== undefined) throw refusal.cause;
  if (authorized) return output;
  // Deny on doubt: an operation that forgot to ask must not have done anything.
  machine.log.error('an operation returned without having authorized', {
    service: service.id,
    operation: request.operation,
  });
  const message = `${service.id}:${request.operation} did not authorize its caller.`;
  throw new AwsError(service.accessDenied, message, { status: 403 });
};

/** The records of a call; of a data event only where a trail wants it. */
const recordsOf = async (
  { dataEvents, ids }: Machine,
  facts: EventFacts,
): Promise<readonly AuditEntry[]> => {
  if (isData(facts) && !(await dataEvents?.wants(dataEvent(facts)))) return [];
  return auditEntries(facts, ids);
};

/** Runs the operation in a transaction that is open; the record of a change goes into that transaction. */
const runIn = async (machine: Machine, run: Run, attempt: Attempt): Promise<unknown> => {
  const notes = emptyNotes();
  try {
    const output = await operate(machine, run, notes, attempt);
    // There is no taking back a part of a transaction, so whoever catches this failure fails too.
    const [broken] = attempt.broken;
    if (broken !== undefined) throw broken.cause;
    const entries = await recordsOf(machine, eventFacts(run, notes, { output, error: undefined }));
    if (run.definition.readOnly) attempt.pending.push(...entries);
    else if (entries.length > 0) await machine.audit.append(attempt.tx, entries);
    return output;
  } catch (error) {
    const failed =
      error instanceof AwsError
        ? { code: error.name, message: error.message }
        : { code: 'InternalFailure', message: 'An unknown error occurred' };
    const facts = eventFacts(run, notes, { output: undefined, error: failed });
    attempt.pending.push(...(await recordsOf(machine, facts)));
    throw error;
  }
};

const invoke = (
  machine: Machine,
  outer: Run,
  attempt: Attempt,
  request: DispatchRequest,
): Promise<unknown> => {
  const name = `${request.service}:${request.operation}`;
  if (attempt.depth >= MAX_INVOKE_DEPTH) throw new Error(`${name} is invoked too deep`);
  // A service itself is nobody's go-between, and one that does many of its own operations at once forwards nothing.
  const between = request.service === outer.service.id ? outer.via : outer.service.eventSource;
  const via = request.principal.kind === 'service' ? undefined : between;
  const inner = find(machine, request, via);
  if (outer.definition.coordinates) return beginInner(machine, inner, attempt.depth + 1);
  if (inner.definition.receive !== undefined)
    throw new Error(`${name} takes a content, which no transaction waits for`);
  if (outer.definition.readOnly && !inner.definition.readOnly)
    throw new Error(`${outer.request.operation} only reads, ${name} writes`);
  return runInner(machine, inner, { ...attempt, depth: attempt.depth + 1 });
};

const beginInner = async (machine: Machine, inner: Run, depth: number): Promise<unknown> =>
  begin(machine, await receive(machine, inner), depth);

const READS = /^\s*SELECT\b/i;

/** The same transaction, and how often anything was written through it. */
const watched = (tx: Tx): Pick<Attempt, 'tx' | 'writes'> => {
  let writes = 0;
  const noted = (sql: string): string => {
    if (!READS.test(sql)) writes += 1;
    return sql;
  };
  return {
    writes: () => writes,
    tx: {
      all: (sql, parameters) => tx.all(noted(sql), parameters),
      get: (sql, parameters) => tx.get(noted(sql), parameters),
      run: (sql, parameters) => tx.run(noted(sql), parameters),
      notify: (channel, payload) => {
        writes += 1;
        tx.notify(channel, payload);
      },
    },
  };
};

const runInner = async (machine: Machine, inner: Run, attempt: Attempt): Promise<unknown> => {
  if (inner.definition.readOnly) return runIn(machine, inner, attempt);
  const before = attempt.writes();
  try {
    return await runIn(machine, inner, attempt);
  } catch (cause) {
    // A refusal before the first write leaves nothing that would have to be taken back.
    if (attempt.writes() > before || !(cause instanceof AwsError)) attempt.broken.push({ cause });
    throw cause;
  }
};

/** Runs an operation in a transaction of its own. */
const begin = async (machine: Machine, run: Run, depth: number): Promise<unknown> => {
  const { store, audit } = machine;
  audit.requireRoom();
  let pending: AuditEntry[] = [];
  const attempt = (tx: Tx): Promise<unknown> => {
    pending = [];
    return runIn(machine, run, { ...watched(tx), pending, broken: [], depth });
  };
  try {
    return await (run.definition.readOnly ? store.read(attempt) : store.write(attempt));
  } finally {
    if (run.definition.coordinates) await record(machine, pending);
    else audit.later(pending);
  }
};

/** Takes the content of an operation that has one, once it is known that it may be brought. */
const receive = async (machine: Machine, run: Run): Promise<Run> => {
  const steps = run.definition.receive;
  if (steps === undefined) return run;
  const { facts, readOnly } = run.definition;
  const definition = {
    ...run.definition,
    // It writes nothing yet; the record of a refusal is that of the operation.
    facts: { ...facts, event: { readOnly, ...facts.event } },
    readOnly: true,
    run: (input: unknown, call: Call) => steps.admit(input, call),
  };
  let refused: AuditEntry[] = [];
  try {
    const admitted = await machine.store.read(async (tx) => {
      const pending: AuditEntry[] = [];
      refused = pending;
      const found = await runIn(
        machine,
        { ...run, definition },
        { ...watched(tx), pending, broken: [], depth: 0 },
      );
      refused = [];
      return found;
    });
    return { ...run, kept: await steps.keep(run.request.input, admitted) };
  } finally {
    machine.audit.later(refused);
  }
};

/** What a coordinating operation changed is committed already: its record is too before anybody hears of the change. */
const record = async (machine: Machine, entries: readonly AuditEntry[]): Promise<void> => {
  const { store, audit, log } = machine;
  try {
    if (entries.length > 0) await store.write((tx) => audit.append(tx, entries));
  } catch (error) {
    log.error('an audit record waits for the database', { cause: String(error) });
    audit.later(entries);
  }
};

/** Runs operations: transaction, authorization, audit. The one place that knows all three. */
export const createDispatcher = ({ services, ...rest }: Settings): Dispatcher => {
  const machine: Machine = {
    ...rest,
    services: new Map(services.map((service) => [service.id, service])),
  };
  return {
    dispatch: async (request) => {
      const run = find(machine, request, request.via);
      return begin(machine, await receive(machine, run), 0);
    },
  };
};
