import type { IncomingMessage } from 'node:http';
import { AwsError } from '@gatehouse/core';
import type { OperationModel, ServiceEntry, ServiceModel } from '@gatehouse/wire';
import { protocolFor } from '@gatehouse/wire';
import { serviceEntries } from '../service-entries.ts';
import { requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { errorView } from './error-view.ts';
import { type ConsoleAnswer, ConsoleError, readBody } from './http.ts';

const LARGEST_INPUT = 1024 * 1024;
// AWS Lambda quotas: 50 MB zipped where the code comes with the request; a third more as base64.
const LARGEST_INPUTS = new Map([['lambda', 70 * 1024 * 1024]]);
const REGION = /^[a-z]{2}(-[a-z]+){1,2}-\d$/;
const PATH = /^\/api\/aws\/([a-z0-9-]{1,40})\/([A-Za-z0-9]{1,80})$/;

// The console speaks one form for every service: the JSON of awsJson, with dates as text.
const JSON_FORM = protocolFor('awsJson1_1');

interface Addressed {
  readonly entry: ServiceEntry;
  readonly model: ServiceModel;
  readonly operation: OperationModel;
}

const createAddress = (
  entries: readonly ServiceEntry[],
): ((path: string) => Promise<Addressed>) => {
  const models = new Map<string, Promise<ServiceModel>>();
  return async (path) => {
    const [, service = '', name = ''] = PATH.exec(path) ?? [];
    const entry = entries.find(({ id }) => id === service);
    if (entry !== undefined && !models.has(service)) models.set(service, entry.load());
    const model = await models.get(service);
    const operation =
      entry?.operations?.has(name) === true ? model?.operations.get(name) : undefined;
    if (entry === undefined || model === undefined || operation === undefined)
      throw new ConsoleError(404, 'UnknownOperation', 'The embedded cloud has no such operation.');
    return { entry, model, operation };
  };
};

const regionOf = (url: URL): string => {
  const region = url.searchParams.get('region') ?? 'us-east-1';
  if (REGION.test(region)) return region;
  throw new ConsoleError(400, 'InvalidRegion', 'The Region is not one.');
};

const decode = ({ entry, model, operation }: Addressed, body: Uint8Array): unknown => {
  const request = { method: 'POST', path: '/', query: '', headers: {}, body };
  const { validationCode } = entry;
  return JSON_FORM.decodeInput(
    model,
    operation,
    request,
    validationCode === undefined ? {} : { validationCode },
  );
};

/**
 * `POST /api/aws/ecs/CreateCluster?region=us-east-1`, the body being the operation's input: the same call as on the AWS
 * endpoint, by whoever is signed in. IAM decides and CloudTrail records as it does there.
 */
export const createAwsApi = (
  deps: ConsoleDeps,
  sessions: Sessions,
): ((request: IncomingMessage, url: URL, visitor: Visitor) => Promise<ConsoleAnswer>) => {
  const { cloud, ids, log } = deps;
  const address = createAddress(serviceEntries(cloud.services));

  return async (request, url, visitor) => {
    const session = await requireSession(deps, sessions, request);
    if (session.roleExpired)
      throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
    const region = regionOf(url);
    const requestId = ids.uuid();
    const headers = { 'x-amzn-requestid': requestId };
    const addressed = await address(url.pathname);
    const body = await readBody(request, LARGEST_INPUTS.get(addressed.entry.id) ?? LARGEST_INPUT);
    try {
      const output = await cloud.dispatcher.dispatch({
        service: addressed.entry.id,
        operation: addressed.operation.name,
        input: decode(addressed, body),
        principal: session.principal,
        accessKeyId: session.accessKeyId,
        region: addressed.entry.region ?? region,
        requestId,
        secureTransport: false,
        fromConsole: true,
        ...visitor,
      });
      return { status: 200, body: output ?? {}, headers };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const view = await errorView(deps, session, visitor, {
        error,
        requestId,
        model: addressed.model,
        region,
      });
      if (view.status >= 500) log.warn('a call from the console failed', { requestId });
      return { status: view.status, body: { error: view }, headers };
    }
  };
};
