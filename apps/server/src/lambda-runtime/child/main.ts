import { openChannel } from './channel.ts';
import { installConsole } from './console.ts';
import { contextOf, type Order } from './context.ts';
import { errorDocument, FunctionError } from './errors.ts';
import { type Handler, loadHandler } from './handler.ts';
import { installResolution } from './resolution.ts';
import { refuseSignals } from './signals.ts';

// The process of one function: it is told its function by its environment and gets one invocation after another.
const MOST_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

refuseSignals();
const channel = openChannel(3);
const output = installConsole();

/** Ends with all that the function wrote delivered: the markers stand behind it in both pipes. */
const answer = (kind: 'result' | 'error', requestId: string, body: string): void => {
  output.mark(requestId);
  channel.send({ kind, requestId }, Buffer.from(body));
};

const fail = (requestId: string, error: unknown): void => {
  const { document, logged } = errorDocument(error);
  output.error('Invoke Error ', logged);
  answer('error', requestId, JSON.stringify(document));
};

/** Ends the process as AWS's runtime does: the error is the invocation's, and nothing of it is used again. */
const die = (title: string, error: unknown): void => {
  const { document, logged } = errorDocument(error);
  output.error(`${title} `, logged);
  output.mark(output.requestId() ?? '');
  channel.send(
    { kind: 'error', requestId: output.requestId() ?? '', fatal: true },
    Buffer.from(JSON.stringify(document)),
  );
  channel.end(() => process.exit(128));
};

const responseText = (value: unknown): string => {
  let text: string | undefined;
  try {
    text = JSON.stringify(value === undefined ? null : value);
  } catch {
    throw new FunctionError('Runtime.UnableToStringify', 'Unable to stringify response body');
  }
  const body = text ?? 'null';
  const size = Buffer.byteLength(body);
  if (size > MOST_RESPONSE_BYTES)
    throw new FunctionError(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${MOST_RESPONSE_BYTES} bytes).`,
    );
  return body;
};

/** A result by promise or by callback, whichever comes first. */
const outcome = (handler: Handler, event: unknown, order: Order): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const callback = (error?: unknown, result?: unknown): void => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    };
    const returned = handler(event, contextOf(order, callback), callback);
    if (returned !== null && typeof returned === 'object' && 'then' in returned)
      Promise.resolve(returned).then(resolve, reject);
    else if (handler.length < 3 && returned !== undefined) resolve(returned);
    else if (handler.length < 2) resolve(returned);
  });

const invoke = async (handler: Handler, order: Order, body: Buffer): Promise<void> => {
  const { requestId } = order;
  output.begin(requestId);
  process.env['_X_AMZN_TRACE_ID'] = order.traceId;
  let text: string;
  try {
    const event: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
    text = responseText(await outcome(handler, event, order));
  } catch (error) {
    fail(requestId, error);
    return;
  }
  answer('result', requestId, text);
};

process.on('uncaughtException', (error) => die('Uncaught Exception', error));
process.on('unhandledRejection', (reason) => {
  const message = reason instanceof Error ? reason.toString() : String(reason);
  die(
    'Unhandled Promise Rejection',
    new FunctionError(
      'Runtime.UnhandledPromiseRejection',
      message,
      reason instanceof Error ? reason.stack : undefined,
    ),
  );
});

const begin = async (): Promise<void> => {
  installResolution(process.env['LAMBDA_TASK_ROOT'] ?? '', process.env['NODE_PATH'] ?? '');
  let handler: Handler;
  try {
    handler = await loadHandler(
      process.env['LAMBDA_TASK_ROOT'] ?? '',
      process.env['_HANDLER'] ?? '',
      process.env['AWS_EXECUTION_ENV'] ?? '',
    );
  } catch (error) {
    const { document, logged } = errorDocument(error);
    output.error('', logged, 'undefined');
    output.mark('');
    channel.send({ kind: 'init-error' }, Buffer.from(JSON.stringify(document)));
    channel.end(() => process.exit(1));
    return;
  }
  output.mark('');
  channel.send({ kind: 'ready' }, Buffer.alloc(0));
  channel.onOrder((order, body) => invoke(handler, order, body));
};

await begin();
