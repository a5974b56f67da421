import { AwsError } from '@gatehouse/core';
import type { ProtocolName, ServiceModel } from '../model/service-model.ts';
import type { WireHttpRequest } from '../protocols/protocol.ts';
import { splitQuery } from '../sigv4/canonical.ts';
import type { Dialect } from '../sigv4/dialect.ts';
import { queryValue } from '../sigv4/parameters.ts';
import { printable } from './body.ts';
import { formValue } from './router.ts';

/** The header that says what we do not have, beside AWS's own words for an operation that does not exist. */
const GAP = 'x-gatehouse-not-implemented';

/** What AWS answers, protocol by protocol, to an operation that the service does not have. */
export const unknownOperation = (
  protocol: ProtocolName,
  dialect: Dialect,
  service: string,
  request: WireHttpRequest,
): AwsError => {
  const operation = operationAsked(protocol, request);
  const headers = { [GAP]: `${printable(service)}:${operation ?? ''}` };
  if (protocol === 'awsQuery' || protocol === 'ec2Query') {
    if (operation === undefined)
      return new AwsError('MissingAction', 'The request must contain the parameter Action.', {
        status: 400,
        headers,
      });
    const message =
      protocol === 'ec2Query'
        ? `The action ${operation} is not valid for this web service.`
        : `Could not find operation ${operation} for version ${versionAsked(request) ?? 'NO_VERSION_SPECIFIED'}`;
    return new AwsError('InvalidAction', message, { status: 400, headers });
  }
  if (dialect === 's3')
    return new AwsError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      { status: 405, headers },
    );
  const isJson = protocol === 'awsJson1_0' || protocol === 'awsJson1_1';
  return new AwsError(
    'UnknownOperationException',
    operation === undefined ? 'The request names no operation.' : `Unknown operation ${operation}`,
    { status: isJson ? 400 : 404, headers },
  );
};

/** Whether a query request asks for another version of the API than the one we have. */
export const isOtherVersion = (
  protocol: ProtocolName,
  model: ServiceModel,
  request: WireHttpRequest,
): boolean => {
  if (protocol !== 'awsQuery') return false;
  const version = versionAsked(request);
  return version !== undefined && version !== model.version;
};

const versionAsked = (request: WireHttpRequest): string | undefined => {
  const version = parameter(request, 'Version');
  return version === undefined ? undefined : printable(version);
};

const operationAsked = (protocol: ProtocolName, request: WireHttpRequest): string | undefined => {
  const asked =
    protocol === 'awsQuery' || protocol === 'ec2Query'
      ? parameter(request, 'Action')
      : (request.headers['x-amz-target']?.split('.').at(-1) ?? rpcOperation(request.path));
  const name = asked === undefined ? '' : printable(asked);
  return name === '' ? undefined : name;
};

const parameter = ({ query, body }: WireHttpRequest, name: string): string | undefined =>
  (query === '' ? undefined : queryValue(splitQuery(query), name)) ?? formValue(body, name);

const rpcOperation = (path: string): string | undefined => {
  const at = path.indexOf('/operation/');
  return at < 0 ? undefined : path.slice(at + '/operation/'.length);
};
