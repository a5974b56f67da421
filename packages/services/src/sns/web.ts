import { AwsError } from '@gatehouse/core';
import { parseTopicArn, subscriptionOf } from './arns.ts';
import { SERVICE } from './delivery.ts';
import type { SnsDeps } from './deps.ts';
import type { TopicRef } from './model.ts';
import { htmlPage, xml } from './pages.ts';
import type { Signing } from './signing.ts';
import type { LinkProofs } from './tokens.ts';

/** Answers what is not an API request: the signing certificate and the links in messages. */
export interface SnsWeb {
  /** Undefined for a request that is for somebody else. */
  fetch(request: Request): Promise<Response | undefined>;
}

interface Parts extends Pick<SnsDeps, 'ids' | 'links' | 'acceptsLooseInput' | 'log'> {
  readonly signing: Signing;
  readonly proofs: LinkProofs;
}

const MOST_FORM_BYTES = 16 * 1024;
const CERTIFICATE = /^\/(SimpleNotificationService-[0-9a-f]{32}\.pem)$/;

type Action = 'ConfirmSubscription' | 'Unsubscribe';

const PAGES: ReadonlyMap<string, Action> = new Map([
  ['/confirmation.html', 'ConfirmSubscription'],
  ['/unsubscribe.html', 'Unsubscribe'],
]);

/** The holder of a link acts through this service, for the account that the link names. */
const perform = async (
  { links, proofs, acceptsLooseInput = false }: Parts,
  action: Action,
  given: URLSearchParams,
): Promise<string> => {
  if (action === 'ConfirmSubscription') {
    const topic = parseTopicArn(given.get('TopicArn') ?? '');
    if (topic === undefined) throw new AwsError('InvalidParameter', 'Invalid parameter: Topic');
    const input = {
      TopicArn: topic.arn,
      Token: given.get('Token') ?? '',
      ...(given.has('AuthenticateOnUnsubscribe')
        ? { AuthenticateOnUnsubscribe: given.get('AuthenticateOnUnsubscribe') }
        : {}),
    };
    const output = await links('ConfirmSubscription', input, asService(topic));
    return output !== null && typeof output === 'object' && 'SubscriptionArn' in output
      ? String(output.SubscriptionArn)
      : '';
  }
  const arn = given.get('SubscriptionArn') ?? '';
  const [, , , region = ''] = arn.split(':');
  const { topic } = subscriptionOf({ region }, arn);
  if (!acceptsLooseInput && !proofs.isOf(arn, given.get('Proof') ?? ''))
    throw new AwsError('AuthorizationError', 'The link is not valid.', { status: 403 });
  await links('Unsubscribe', { SubscriptionArn: arn }, asService(topic));
  return '';
};

const asService = ({ account, region }: TopicRef) => ({
  principal: { kind: 'service', name: SERVICE, account } as const,
  region,
});

/** An AWS error, or undefined for a fault of our own. */
const told = (parts: Parts, error: unknown): AwsError | undefined => {
  if (error instanceof AwsError) return error;
  parts.log.error('a link could not be followed', { cause: String(error) });
  return undefined;
};

/** `GET /?Action=…`, as programs follow the links in notifications. */
const answerApi = async (
  parts: Parts,
  action: Action,
  given: URLSearchParams,
): Promise<Response> => {
  const requestId = parts.ids.uuid();
  try {
    return xml.result(action, await perform(parts, action, given), requestId);
  } catch (error) {
    return xml.error(told(parts, error), requestId);
  }
};

/** People get a page with a button first: what only looks at the links of a mail must not press it. */
const answerPage = async (
  parts: Parts,
  action: Action,
  request: Request,
  given: URLSearchParams,
): Promise<Response> => {
  if (request.method !== 'POST') return htmlPage.ask(action, given);
  const body = await request.text();
  if (body.length > MOST_FORM_BYTES) return htmlPage.failed(413, 'The form is too long.');
  try {
    await perform(parts, action, new URLSearchParams(body));
    return htmlPage.done(action);
  } catch (error) {
    const known = told(parts, error);
    return known === undefined
      ? htmlPage.failed(500, 'The request failed. Try again later.')
      : htmlPage.failed(known.status ?? 400, 'This link is no longer valid, or never was.');
  }
};

const isSigned = (request: Request, parameters: URLSearchParams): boolean =>
  request.headers.has('authorization') || parameters.has('X-Amz-Signature');

export const createWeb = (parts: Parts): SnsWeb => ({
  fetch: async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const { method } = request;
    const page = PAGES.get(pathname);
    if (page !== undefined && (method === 'GET' || method === 'POST'))
      return answerPage(parts, page, request, searchParams);
    if (method !== 'GET') return undefined;

    const [, name] = CERTIFICATE.exec(pathname) ?? [];
    if (name !== undefined) {
      const certificate = await parts.signing.certificate(name);
      return certificate === undefined
        ? undefined
        : new Response(certificate, { headers: { 'content-type': 'application/x-pem-file' } });
    }
    const action = searchParams.get('Action');
    return pathname === '/' &&
      (action === 'ConfirmSubscription' || action === 'Unsubscribe') &&
      !isSigned(request, searchParams)
      ? answerApi(parts, action, searchParams)
      : undefined;
  },
});
