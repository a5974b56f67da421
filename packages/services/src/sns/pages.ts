import type { AwsError } from '@gatehouse/core';

type Action = 'ConfirmSubscription' | 'Unsubscribe';

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

const respondXml = (status: number, body: string, requestId: string): Response =>
  new Response(body, {
    status,
    headers: {
      'content-type': 'text/xml',
      'cache-control': 'no-store',
      'x-amzn-requestid': requestId,
    },
  });

/** Answers in the query protocol's form, for links that are API requests. */
export const xml = {
  result: (action: Action, subscriptionArn: string, requestId: string): Response => {
    const result =
      action === 'ConfirmSubscription'
        ? `<ConfirmSubscriptionResult><SubscriptionArn>${escaped(subscriptionArn)}</SubscriptionArn></ConfirmSubscriptionResult>`
        : '';
    return respondXml(
      200,
      `<${action}Response xmlns="${NAMESPACE}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
      requestId,
    );
  },

  error: (error: AwsError | undefined, requestId: string): Response => {
    const { type, code, message } =
      error === undefined
        ? { type: 'Receiver', code: 'InternalError', message: 'The request failed.' }
        : { type: 'Sender', code: error.name, message: error.message };
    return respondXml(
      error === undefined ? 500 : (error.status ?? 400),
      `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${type}</Type><Code>${escaped(code)}</Code><Message>${escaped(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      requestId,
    );
  },
};

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // The address of the page holds the token.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
};

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem;color:#16191f}' +
  'code{overflow-wrap:anywhere}button{font:inherit;font-weight:600;padding:.5rem 1.25rem;border:0;border-radius:2px;background:#0972d3;color:#fff}';

const page = (status: number, title: string, content: string): Response =>
  new Response(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`,
    { status, headers: HEADERS },
  );

const hidden = (given: URLSearchParams, names: readonly string[]): string =>
  names
    .map((name) => `<input type="hidden" name="${name}" value="${escaped(given.get(name) ?? '')}">`)
    .join('');

export const htmlPage = {
  /** Asks before it does anything. */
  ask: (action: Action, given: URLSearchParams): Response => {
    const endpoint = `<code>${escaped(given.get('Endpoint') ?? '')}</code>`;
    return action === 'ConfirmSubscription'
      ? page(
          200,
          'Confirm subscription',
          `<p>${endpoint} will get the messages of the topic <code>${escaped(given.get('TopicArn') ?? '')}</code>.</p>
           <form method="post" action="/confirmation.html">${hidden(given, ['TopicArn', 'Token'])}<button>Confirm subscription</button></form>`,
        )
      : page(
          200,
          'Unsubscribe',
          `<p>${endpoint} will get no more messages through the subscription <code>${escaped(given.get('SubscriptionArn') ?? '')}</code>.</p>
           <form method="post" action="/unsubscribe.html">${hidden(given, ['SubscriptionArn', 'Proof'])}<button>Unsubscribe</button></form>`,
        );
  },

  done: (action: Action): Response =>
    action === 'ConfirmSubscription'
      ? page(200, 'Subscription confirmed', '<p>Messages of the topic will come from now on.</p>')
      : page(200, 'Subscription removed', '<p>No more messages of the topic will come.</p>'),

  failed: (status: number, why: string): Response =>
    page(status, 'That did not work', `<p>${escaped(why)}</p>`),
};
