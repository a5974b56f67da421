import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ConsoleDeps } from './console-deps.ts';
import { FEDERATION_PATH, readParameters } from './federation.ts';
import { ConsoleError, sendJson } from './http.ts';
import { createSigninTokens, single } from './signin-tokens.ts';

/** Calls of AWS services to that path are signed, or are of a service that has paths of its own. */
const isForFederation = ({ method, url = '', headers }: IncomingMessage): boolean => {
  if (!url.startsWith(FEDERATION_PATH) || headers.authorization !== undefined) return false;
  const { pathname, searchParams } = new URL(url, 'http://aws.invalid');
  if (pathname !== FEDERATION_PATH) return false;
  return method === 'POST'
    ? headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
    : method === 'GET' && searchParams.has('Action');
};

/** `/federation?Action=getSigninToken` on the AWS endpoint, for who knows only that; signing in is the console's. */
export const withFederation = (
  deps: Pick<ConsoleDeps, 'cloud' | 'clock' | 'ids' | 'vault' | 'log'>,
  wire: RequestListener,
): RequestListener => {
  const tokens = createSigninTokens(deps);
  const answer = async (request: IncomingMessage): Promise<object> => {
    const parameters = await readParameters(request);
    if (single(parameters, 'Action') !== 'getSigninToken')
      throw new ConsoleError(400, 'BadRequest', 'Action must be getSigninToken here.');
    return { SigninToken: await tokens.issue(parameters) };
  };
  const fail = (response: ServerResponse, error: unknown): void => {
    const known = error instanceof ConsoleError ? error : undefined;
    // A message may quote what was sent, which are credentials.
    if (known === undefined) deps.log.error('the federation endpoint failed');
    const { status = 500, code = 'InternalFailure', message = 'The request failed.' } = known ?? {};
    sendJson(response, { status, body: { error: { code, message } } });
  };
  return (request, response) => {
    if (!isForFederation(request)) return wire(request, response);
    // A page of another site may not have its visitor's machine check credentials.
    if (request.headers.origin !== undefined)
      return fail(response, new ConsoleError(403, 'CrossSiteRequest', 'Not for web pages.'));
    answer(request).then(
      (body) => sendJson(response, { status: 200, body }),
      (error: unknown) => fail(response, error),
    );
  };
};
