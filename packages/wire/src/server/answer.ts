import type { ServerResponse } from 'node:http';
import { AwsError } from '@gatehouse/core';
import { isStructure } from '../model/schema.ts';
import type { OperationModel } from '../model/service-model.ts';
import type { Protocol, WireHttpRequest } from '../protocols/protocol.ts';
import { protocolOf } from '../protocols/protocols.ts';
import { isRecord } from '../protocols/record.ts';
import { isSigned } from '../sigv4/claim.ts';
import { type Dialect, dialectOf, faultError } from '../sigv4/dialect.ts';
import { type Arrival, readableRequest } from './arrival.ts';
import type { Authenticate, Authenticated } from './authenticate.ts';
import { decompress } from './body.ts';
import { admitBrowser, type CorsHeaders } from './browser-guard.ts';
import { callerAsClaimed, errorFor, renderError, whereOf } from './failure.ts';
import { send } from './respond.ts';
import type { Route, Router } from './router.ts';
import type { AddressedService, ServiceTable } from './service-table.ts';
import { isOtherVersion, unknownOperation } from './unknown-operation.ts';
import type { WireRequest, WireSettings } from './wire-settings.ts';

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
  readonly operation: string | undefined;
}

/** How far a request has come; kept up to date as it goes, because an error can end it anywhere. */
interface Progress {
  sight: Sight | undefined;
  service: AddressedService | undefined;
  cors: CorsHeaders;
  isHandled: boolean;
}

/** A request that may be handled. */
interface Admitted<P> {
  readonly service: AddressedService;
  readonly protocol: Protocol;
  readonly operation: OperationModel;
  readonly request: WireRequest<P>;
}

/** Serves one request from its arrival to its answer. Never rejects. */
export const answer = async <P>(
  wire: Wire<P>,
  arrival: Arrival,
  response: ServerResponse,
): Promise<void> => {
  const progress: Progress = {
    sight: undefined,
    service: undefined,
    cors: undefined,
    isHandled: false,
  };
  try {
    const admitted = await admit(wire, arrival, progress);
    if (admitted === 'preflight') return preflight(wire, arrival, response, progress);
    const { service, protocol, operation, request } = admitted;
    progress.isHandled = true;
    const output = await wire.settings.handle(request);
    const encoded = protocol.encodeOutput(service.model, operation, output, request.requestId);
    await send(response, encoded, {
      method: arrival.head.method,
      requestId: request.requestId,
      headers: progress.cors,
      date: wire.date(),
      close: false,
    });
  } catch (error) {
    try {
      refuse(wire, arrival, response, progress, error);
    } catch (cause) {
      wire.settings.log.error('a refusal could not be sent', { cause: whereOf(cause) });
      response.destroy();
    }
  }
};

/** @throws AwsError for whatever keeps a request from its operation */
const admit = async <P>(
  wire: Wire<P>,
  arrival: Arrival,
  progress: Progress,
): Promise<Admitted<P> | 'preflight'> => {
  checkArrival(arrival);
  const route = wire.route(arrival.head, arrival.queryParts, arrival.body);
  const cors = admitBrowser(wire.settings, arrival, route);
  progress.cors = cors instanceof Promise ? await cors : cors;
  const service =
    wire.services.ready(route.candidates) ??
    (await wire.services.load(route.candidates, rawRequest(arrival)));
  const { protocol, dialect } = look(service, arrival);
  progress.service = service;
  progress.sight = { protocol, dialect, operation: undefined };
  if (service === undefined) throw unknownService(protocol, dialect, arrival, route);
  if (arrival.unkept !== undefined) throw unkept(dialect, arrival.unkept);
  if (arrival.head.method === 'OPTIONS' && progress.cors !== undefined) return 'preflight';

  const received = readableRequest(arrival, dialect, route.hostPath);
  // The name of an operation may be in a body that only a good signature lets us unpack.
  const isPacked = isCompressed(received, dialect);
  const early = isPacked ? undefined : operationOf(protocol, dialect, service, received);
  progress.sight = { protocol, dialect, operation: early?.name };
  const answered = wire.authenticate(arrival, received, {
    dialect,
    services: service.entry.names,
    region: route.region,
    isOpen: isOpen(service, early),
    servesStrangers: service.entry.servesStrangers === true,
  });
  const caller = answered instanceof Promise ? await answered : answered;

  const request = isPacked ? await unpack(wire, dialect, caller.request) : caller.request;
  const operation = early ?? operationOf(protocol, dialect, service, request);
  if (isPacked) {
    progress.sight = { protocol, dialect, operation: operation.name };
    requireSignature(caller, isOpen(service, operation), wire, dialect);
  }
  const input = withStream(decode(protocol, service, operation, request), operation, caller);
  return {
    service,
    protocol,
    operation,
    request: wireRequest(arrival, service, operation, input, caller),
  };
};

/** The payload that is still to be read, in its place. */
const withStream = <P>(
  input: unknown,
  { input: schema }: OperationModel,
  { streamed }: Authenticated<P>,
): unknown => {
  const payload = isStructure(schema) ? schema.bindings.payload : undefined;
  return streamed === undefined || payload === undefined || !isRecord(input)
    ? input
    : { ...input, [payload.name]: streamed };
};

const wireRequest = <P>(
  { peer }: Arrival,
  { entry }: AddressedService,
  { name }: OperationModel,
  input: unknown,
  { principal, accessKeyId, region, authType }: Authenticated<P>,
): WireRequest<P> => ({
  service: entry.id,
  operation: name,
  input,
  principal,
  accessKeyId,
  region: entry.region ?? region,
  authType,
  requestId: peer.requestId,
  sourceIp: peer.sourceIp,
  userAgent: peer.userAgent,
  host: peer.host,
  secureTransport: peer.secureTransport,
  tlsVersion: peer.tlsVersion,
});

/** @throws AwsError for a request that we do not even route */
const checkArrival = ({ head }: Arrival): void => {
  if (head.ambiguous !== undefined)
    throw new AwsError('BadRequest', head.ambiguous, { status: 400 });
};

/** What a browser asks before it lets a page ask: nothing is signed and nothing is done. */
const preflight = <P>(
  { date }: Wire<P>,
  { peer }: Arrival,
  response: ServerResponse,
  { cors }: Progress,
): void => {
  void send(
    response,
    { status: 200, headers: {}, body: '' },
    { method: 'OPTIONS', requestId: peer.requestId, headers: cors, date: date(), close: false },
  );
};

const unkept = (dialect: Dialect, reason: 'too-large' | 'no-room'): AwsError =>
  reason === 'too-large'
    ? faultError(dialect, 'too-large')
    : new AwsError(
        dialect === 's3' ? 'SlowDown' : 'ServiceUnavailable',
        'The request has failed due to a temporary failure of the server.',
        { status: 503 },
      );

const rawRequest = ({ head, body }: Arrival): WireHttpRequest => ({
  method: head.method,
  path: head.path,
  query: head.query,
  headers: head.headers,
  body,
});

const look = (service: AddressedService | undefined, arrival: Arrival): Sight => {
  const protocol = protocolOf(rawRequest(arrival), service?.model);
  const dialect = dialectOf(protocol.name, service?.model.signingName);
  return { protocol, dialect, operation: undefined };
};

/** A caller that is not even signed learns nothing of what is here. */
const unknownService = (
  protocol: Protocol,
  dialect: Dialect,
  arrival: Arrival,
  route: Route,
): AwsError =>
  route.calledAs === undefined && !isSigned(arrival.head.headers, arrival.queryParts)
    ? faultError(dialect, 'missing-token')
    : unknownOperation(protocol.name, dialect, route.calledAs ?? '', rawRequest(arrival));

const operationOf = (
  protocol: Protocol,
  dialect: Dialect,
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
  entry.servesStrangers === true ||
  (entry.unsignedOperations !== undefined &&
    (operation === undefined || entry.unsignedOperations.includes(operation.name)));

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
): unknown => {
  const { validationCode, pathMember, looseUnions } = entry;
  return protocol.decodeInput(model, operation, request, {
    ...(validationCode === undefined ? {} : { validationCode }),
    ...(pathMember === undefined ? {} : { pathMember }),
    ...(looseUnions === undefined ? {} : { looseUnions }),
  });
};

const refuse = <P>(
  { settings, date }: Wire<P>,
  arrival: Arrival,
  response: ServerResponse,
  progress: Progress,
  cause: unknown,
): void => {
  const { requestId } = arrival.peer;
  const { protocol, dialect, operation } = progress.sight ?? look(undefined, arrival);
  const service = progress.service?.entry.id;
  const error = errorFor(cause, dialect, settings.log, { requestId, service, operation });
  if (!progress.isHandled)
    settings.refused?.({ ...callerAsClaimed(arrival), service, operation, error });
  const model = progress.service?.model;
  const isUnread = arrival.source !== undefined && !response.req.complete;
  void send(response, renderError(protocol, model, error, requestId, settings.log), {
    method: arrival.head.method,
    requestId,
    headers: progress.cors === undefined ? error.headers : { ...progress.cors, ...error.headers },
    date: date(),
    close: isUnread || arrival.unkept !== undefined || arrival.head.ambiguous !== undefined,
  });
};
