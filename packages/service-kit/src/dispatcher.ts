import { AwsError, type Clock, type Ids, type Log } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import type { AuditEntry, AuditLog } from './audit.ts';
import type { Authorizer } from './authorization.ts';
import { auditEntries, emptyNotes, type EventFacts, type EventNotes } from './event.ts';
import { createCall, type DispatchRequest, type Run } from './request-call.ts';
import type { Service } from './service.ts';

export interface Dispatcher {
  /** The operation's output; throws AwsError when the caller is wrong or may not. */
  dispatch(request: DispatchRequest): Promise<unknown>;
}

interface Settings {
  readonly services: readonly Service[];
  readonly store: Store;
  readonly authorizer: Authorizer;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

type Machine = Omit<Settings, 'services' | 'store'> & {
  readonly services: ReadonlyMap<string, Service>;
};

/** One try of a transaction: it may be rolled back or run again, and then so may what gathered in `pending`. */
interface Attempt {
  readonly tx: Tx;
  /** Records of reads and refusals, written when the transaction has ended. */
  readonly pending: AuditEntry[];
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
  now,
  input: request.input,
  output: result.output,
  error: result.error,
  notes,
});

const operate = async (
  machine: Machine,
  run: Run,
  notes: EventNotes,
  attempt: Attempt,
): Promise<unknown> => {
  const { request, service, definition } = run;
  definition.validate(request.input, definition.facts.validationCode ?? service.validationCode);
  const { call, authorized } = createCall({
    run,
    tx: attempt.tx,
    notes,
    authorizer: machine.authorizer,
    invoke: (target, operation, input) =>
      invoke(machine, run, attempt, { ...request, service: target, operation, input }),
  });
  const output = await definition.run(request.input, call);
  if (authorized()) return output;
  // Deny on doubt: an operation that forgot to ask must not have done anything.
  machine.log.error('an operation returned without having authorized', {
    service: service.id,
    operation: request.operation,
  });
  const message = `${service.id}:${request.operation} did not authorize its caller.`;
  throw new AwsError(service.accessDenied, message, { status: 403 });
};

/** Runs the operation in a transaction that is open; the record of a change goes into that transaction. */
const runIn = async (machine: Machine, run: Run, attempt: Attempt): Promise<unknown> => {
  const notes = emptyNotes();
  try {
    const output = await operate(machine, run, notes, attempt);
    const entries = auditEntries(eventFacts(run, notes, { output, error: undefined }), machine.ids);
    if (run.definition.readOnly) attempt.pending.push(...entries);
    else await machine.audit.append(attempt.tx, entries);
    return output;
  } catch (error) {
    const failed =
      error instanceof AwsError
        ? { code: error.name, message: error.message }
        : { code: 'InternalFailure', message: 'An unknown error occurred' };
    const facts = eventFacts(run, notes, { output: undefined, error: failed });
    attempt.pending.push(...auditEntries(facts, machine.ids));
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
  const inner = find(machine, request, outer.service.eventSource);
  if (outer.definition.readOnly && !inner.definition.readOnly)
    throw new Error(`${outer.request.operation} only reads, ${name} writes`);
  return runIn(machine, inner, { ...attempt, depth: attempt.depth + 1 });
};

/** Runs operations: transaction, authorization, audit. The one place that knows all three. */
export const createDispatcher = ({ services, store, ...rest }: Settings): Dispatcher => {
  const machine: Machine = {
    ...rest,
    services: new Map(services.map((service) => [service.id, service])),
  };
  return {
    dispatch: async (request) => {
      const run = find(machine, request, undefined);
      let pending: AuditEntry[] = [];
      const attempt = (tx: Tx): Promise<unknown> => {
        pending = [];
        return runIn(machine, run, { tx, pending, depth: 0 });
      };
      try {
        return await (run.definition.readOnly ? store.read(attempt) : store.write(attempt));
      } finally {
        machine.audit.later(pending);
      }
    },
  };
};
