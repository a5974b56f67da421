import { AwsError, type Clock, type Ids, type Log } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import type { AuditEntry, AuditLog } from './audit.ts';
import type { Authorizer } from './authorization.ts';
import type { Call } from './call.ts';
import { auditEntries, emptyNotes, type EventFacts, type EventNotes } from './event.ts';
import type { Principal } from './principal.ts';
import type { OperationDefinition, Service } from './service.ts';

/** A decoded and authenticated request. */
export interface DispatchRequest {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly principal: Principal;
  readonly accessKeyId?: string | undefined;
  readonly region: string;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly secureTransport: boolean;
  readonly host?: string | undefined;
}

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

/** A request on its way: what is fixed for it, and what it gathers. */
interface Run {
  readonly request: DispatchRequest;
  readonly service: Service;
  readonly definition: OperationDefinition;
  readonly now: Date;
  /** The service that forwarded the call, when it came through one. */
  readonly via: string | undefined;
}

const GLOBAL_REGION = 'us-east-1';
const MAX_INVOKE_DEPTH = 8;

/** Runs operations: transaction, authorization, audit. The one place that knows all three. */
export const createDispatcher = (settings: Settings): Dispatcher => {
  const { store, authorizer, audit, clock, ids, log } = settings;
  const services = new Map(settings.services.map((service) => [service.id, service]));

  const find = (request: DispatchRequest, via: string | undefined): Run => {
    const service = services.get(request.service);
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
    return { request, service, definition, now: clock.now(), via };
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
    host: request.host,
    requestId: request.requestId,
    now,
    input: request.input,
    notes,
    ...result,
  });

  const callOf = (
    run: Run,
    tx: Tx,
    notes: EventNotes,
    pending: AuditEntry[],
    depth: number,
  ): { call: Call; authorized: () => boolean } => {
    const { request, service, now, via } = run;
    const { principal } = request;
    let authorized = false;
    const question = (
      action: string,
      resource: string,
      keys: Parameters<Call['authorize']>[2] = {},
      options: Parameters<Call['authorize']>[3] = {},
    ) => ({
      service,
      principal,
      facts: {
        now,
        region: request.region,
        sourceIp: request.sourceIp,
        userAgent: request.userAgent,
        secureTransport: request.secureTransport,
        via,
      },
      action,
      resource,
      keys,
      options,
    });

    const call: Call = {
      tx,
      principal,
      account: 'account' in principal ? principal.account : '',
      region: service.global === true ? GLOBAL_REGION : request.region,
      partition: 'aws',
      requestId: request.requestId,
      accessKeyId: request.accessKeyId,
      sourceIp: request.sourceIp,
      userAgent: request.userAgent,
      now,
      authorize: async (...args) => {
        await authorizer.require(question(...args));
        authorized = true;
      },
      decide: (...args) => authorizer.decide(question(...args)),
      allowEverybody: () => {
        authorized = true;
      },
      touch: (resource) => {
        notes.resources.push(resource);
      },
      alsoRecordIn: (account) => {
        notes.sharedWith.push(account);
      },
      identify: (identity, account) => {
        notes.identity = { userIdentity: identity, account };
      },
      remark: (data) => {
        notes.remarks = { ...notes.remarks, ...data };
      },
      invoke: (target, operation, input) => {
        if (depth >= MAX_INVOKE_DEPTH)
          throw new Error(`${target}:${operation} is invoked too deep`);
        const inner = find({ ...request, service: target, operation, input }, service.eventSource);
        if (run.definition.readOnly && !inner.definition.readOnly)
          throw new Error(`${request.operation} only reads, ${target}:${operation} writes`);
        return runIn(inner, tx, pending, depth + 1);
      },
    };
    return { call, authorized: () => authorized };
  };

  /**
   * Runs the operation in a transaction that is open. The record of a change goes into that transaction; records of
   * reads and refusals gather in `pending`, because the transaction may be rolled back or run again.
   */
  const runIn = async (
    run: Run,
    tx: Tx,
    pending: AuditEntry[],
    depth: number,
  ): Promise<unknown> => {
    const { request, service, definition } = run;
    const notes = emptyNotes();
    try {
      definition.validate(request.input, definition.facts.validationCode ?? service.validationCode);
      const { call, authorized } = callOf(run, tx, notes, pending, depth);
      const output = await definition.run(request.input, call);
      if (!authorized()) {
        // Deny on doubt: an operation that forgot to ask must not have done anything.
        log.error('an operation returned without having authorized', {
          service: service.id,
          operation: request.operation,
        });
        throw new AwsError(
          service.accessDenied,
          `${service.id}:${request.operation} did not authorize its caller.`,
          { status: 403 },
        );
      }
      const entries = auditEntries(eventFacts(run, notes, { output, error: undefined }), ids);
      if (definition.readOnly) pending.push(...entries);
      else await audit.append(tx, entries);
      return output;
    } catch (error) {
      const { code, message } =
        error instanceof AwsError
          ? { code: error.name, message: error.message }
          : { code: 'InternalFailure', message: 'An unknown error occurred' };
      const failed = { output: undefined, error: { code, message } };
      pending.push(...auditEntries(eventFacts(run, notes, failed), ids));
      throw error;
    }
  };

  return {
    dispatch: async (request) => {
      const run = find(request, undefined);
      let pending: AuditEntry[] = [];
      const attempt = (tx: Tx): Promise<unknown> => {
        pending = [];
        return runIn(run, tx, pending, 0);
      };
      try {
        return await (run.definition.readOnly ? store.read(attempt) : store.write(attempt));
      } finally {
        audit.later(pending);
      }
    },
  };
};
