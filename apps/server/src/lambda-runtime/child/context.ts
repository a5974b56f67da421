/** One invocation, as the server gives it. */
export interface Order {
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  readonly remainingMilliseconds: number;
  readonly traceId: string;
  readonly clientContext?: unknown;
}

type Callback = (error?: unknown, result?: unknown) => void;

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export const contextOf = (order: Order, callback: Callback): object => {
  // A clock that nobody sets counts the time that is left.
  const deadline = performance.now() + order.remainingMilliseconds;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
    invokedFunctionArn: order.invokedFunctionArn,
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    awsRequestId: order.requestId,
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    identity: undefined,
    clientContext: order.clientContext,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
    done: callback,
    succeed: (result: unknown) => callback(null, result),
    fail: (error: unknown) => callback(error ?? 'handled'),
  };
};
