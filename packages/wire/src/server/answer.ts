import type { ServerResponse } from 'node:http';
import { AwsError } from '@gatehouse/core';
import type { OperationModel } from '../model/service-model.ts';
import type { Protocol, WireHttpRequest } from '../protocols/protocol.ts';
import { protocolOf } from '../protocols/protocols.ts';
import { isSigned } from '../sigv4/claim.ts';
import { type Dialect, dialectOf, faultError } from '../sigv4/dialect.ts';
import { type Arrival, readableRequest } from './arrival.ts';
import type { Authenticate, Authenticated } from './authenticate.ts';
import { decompress } from './body.ts';
import { refuseBrowsers } from './browser-guard.ts';
import { callerAsClaimed, errorFor, renderError } from './failure.ts';
import { send } from './respond.ts';
import type { Route, Router } from './router.ts';
import type { AddressedService, ServiceTable } from './service-table.ts';
import { isOtherVersion, unknownOperation } from './unknown-operation.ts';
import type { WireSettings } from './wire-settings.ts';

/** The parts that one listener shares between its requests. */
export interface Wire<P> {
  readonly settings: WireSettings<P>;
  readonly bodyBytes: number;
  readonly services: ServiceTable;
  readonly route: Router;
  readonly date: () => string;
  readonly authenticate: Authenticate<P>;
}

/** How to speak to the caller, and of what: all that a refusal needs to know. */
interface Sight {
  readonly protocol: Protocol;
  readonly dialect: Dialect;
  readonly service: AddressedService | undefined;
  readonly operation: string | undefined;
}

/** Serves one request from its arrival to its answer. Never rejects. */
export const answer = async <P>(
  wire: Wire<P>,
  arrival: Arrival,
  response: ServerResponse,
): Promise<void> => {
  let sight: Sight | undefined;
  let isHandled = false;
  try {
    checkArrival(arrival);
    const route = wire.route(arrival.head, arrival.queryParts, arrival.body);
    const service =
      wire.services.ready(route.candidates) ??
      (await wire.services.load(route.candidates, rawRequest(arrival)));
    sight = look(service, arrival);
    if (service === undefined) throw unknownService(sight, arrival, route);
    if (arrival.isTooLarge) throw faultError(sight.dialect, 'too-large');

    const request = readableRequest(arrival, sight.dialect);
    // The name of an operation may be in a body that only a good signature lets us unpack.
    const early = isCompressed(request, sight.dialect)
      ? undefined
      : operationOf(sight, service, request);
    sight = { ...sight, operation: early?.name };
    const answered = wire.authenticate(arrival, request, {
      dialect: sight.dialect,
      services: service.entry.names,
      region: route.region,
      isOpen: isOpen(service, early),
    });
    const caller = answered instanceof Promise ? await answered : answered;

    const plain =
      early === undefined ? await unpack(wire, sight.dialect, caller.request) : caller.request;
    const operation = early ?? operationOf(sight, service, plain);
    if (early === undefined) {
      sight = { ...sight, operation: operation.name };
      requireSignature(caller, isOpen(service, operation), wire, sight.dialect);
    }
    const input = decode(sight.protocol, service, operation, plain);

    isHandled = true;
    const output = await wire.settings.handle({
      ...arrival.peer,
      service: service.entry.id,
      operation: operation.name,
      input,
      principal: caller.principal,
      accessKeyId: caller.accessKeyId,
      region: caller.region,
      authType: caller.authType,
    });
    const { requestId } = arrival.peer;
    const encoded = sight.protocol.encodeOutput(service.model, operation, output, requestId);
    send(response, encoded, {
      method: arrival.head.method,
      requestId,
      headers: undefined,
      date: wire.date(),
      close: false,
    });
  } catch (error) {
    refuse(wire, arrival, response, sight ?? look(undefined, arrival), isHandled, error);
  }
};

/** @throws AwsError for a request that we do not even route */
const checkArrival = ({ head }: Arrival): void => {
  if (head.ambiguous !== undefined)
    throw new AwsError('BadRequest', head.ambiguous, { status: 400 });
  refuseBrowsers(head);
};

const rawRequest = ({ head, body }: Arrival): WireHttpRequest => ({
  method: head.method,
  path: head.path,
  query: head.query,
  headers: head.headers,
  body,
});

const look = (service: AddressedService | undefined, arrival: Arrival): Sight => {
  const protocol = protocolOf(rawRequest(arrival), service?.model);
  return {
    protocol,
    dialect: dialectOf(protocol.name, service?.model.signingName),
    service,
    operation: undefined,
  };
};

/** A caller that is not even signed learns nothing of what is here. */
const unknownService = ({ protocol, dialect }: Sight, arrival: Arrival, route: Route): AwsError =>
  route.calledAs === undefined && !isSigned(arrival.head.headers, arrival.head.query)
    ? faultError(dialect, 'missing-token')
    : unknownOperation(protocol.name, dialect, route.calledAs ?? '', rawRequest(arrival));

const operationOf = (
  { protocol, dialect }: Sight,
  { entry, model }: AddressedService,
  request: WireHttpRequest,
): OperationModel => {
  const name = protocol.operationOf(model, request);
  const operation = name === undefined ? undefined : model.operations.get(name);
  if (
    operation === undefined ||
    entry.operations?.has(operation.name) === false ||
    isOtherVersion(protocol.name, model, request)
  )
    throw unknownOperation(protocol.name, dialect, entry.id, request);
  return operation;
};

const isOpen = ({ entry }: AddressedService, operation: OperationModel | undefined): boolean =>
  entry.unsignedOperations !== undefined &&
  (operation === undefined || entry.unsignedOperations.includes(operation.name));

/** For a body that had to be unpacked before it said which operation it is for. */
const requireSignature = <P>(
  caller: Authenticated<P>,
  isOpenOperation: boolean,
  { settings }: Wire<P>,
  dialect: Dialect,
): void => {
  if (settings.signature === 'required' && caller.authType === 'none' && !isOpenOperation)
    throw faultError(dialect, 'missing-token');
};

/** S3 keeps an object's encoding as it comes; for every other service it is the encoding of the request. */
const isCompressed = ({ headers }: WireHttpRequest, dialect: Dialect): boolean => {
  const encoding = headers['content-encoding'];
  return encoding !== undefined && encoding !== 'identity' && encoding !== '' && dialect !== 's3';
};

const unpack = async <P>(
  { bodyBytes }: Wire<P>,
  dialect: Dialect,
  request: WireHttpRequest,
): Promise<WireHttpRequest> => {
  const encoding = request.headers['content-encoding'] ?? '';
  const body = await decompress(request.body, encoding, bodyBytes);
  if (body === undefined) throw faultError(dialect, 'too-large');
  return { ...request, body };
};

const decode = (
  protocol: Protocol,
  { entry, model }: AddressedService,
  operation: OperationModel,
  request: WireHttpRequest,
): unknown =>
  entry.validationCode === undefined
    ? protocol.decodeInput(model, operation, request)
    : protocol.decodeInput(model, operation, request, { validationCode: entry.validationCode });

const refuse = <P>(
  { settings, date }: Wire<P>,
  arrival: Arrival,
  response: ServerResponse,
  { protocol, dialect, service, operation }: Sight,
  isHandled: boolean,
  cause: unknown,
): void => {
  const { requestId } = arrival.peer;
  const error = errorFor(cause, dialect, settings.log, {
    requestId,
    service: service?.entry.id,
    operation,
  });
  if (!isHandled)
    settings.refused?.({
      ...callerAsClaimed(arrival),
      service: service?.entry.id,
      operation,
      error,
    });
  send(response, renderError(protocol, service?.model, error, requestId, settings.log), {
    method: arrival.head.method,
    requestId,
    headers: error.headers,
    date: date(),
    close: arrival.isTooLarge || arrival.head.ambiguous !== undefined,
  });
};
