import { AwsError, parseArn } from '@gatehouse/core';
import type { RolePrincipal } from '@gatehouse/service-kit';
import { type LambdaDeps, SERVICE } from './deps.ts';

/** How an asynchronous invocation ended, with what its destinations get of it. */
export interface EventEnd {
  readonly condition: 'EventAgeExceeded' | 'RetriesExhausted' | 'Success';
  readonly requestId: string;
  readonly functionArn: string;
  readonly runs: number;
  readonly payload: string;
  readonly executedVersion: string | undefined;
  /** Undefined when it never ran. */
  readonly response: { readonly payload: string; readonly failed: boolean } | undefined;
  readonly destination: string | undefined;
  readonly deadLetterArn: string | undefined;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const recordOf = (end: EventEnd, now: Date): object => ({
  version: '1.0',
  timestamp: now.toISOString(),
  requestContext: {
    requestId: end.requestId,
    functionArn: end.functionArn,
    condition: end.condition,
    approximateInvokeCount: end.runs,
  },
  requestPayload: parsed(end.payload),
  ...(end.response === undefined
    ? {}
    : {
        responseContext: {
          statusCode: 200,
          executedVersion: end.executedVersion,
          ...(end.response.failed ? { functionError: 'Unhandled' } : {}),
        },
        responsePayload: parsed(end.response.payload),
      }),
});

interface Request {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
}

const queuePath = (arn: string): string => {
  const parts = parseArn(arn);
  return `/${parts?.account ?? ''}/${parts?.resource ?? ''}`;
};

const destinationRequest = (arn: string, end: EventEnd, now: Date): Request | undefined => {
  const record = recordOf(end, now);
  const text = JSON.stringify(record);
  switch (parseArn(arn)?.service) {
    case 'sqs':
      return {
        service: 'sqs',
        operation: 'SendMessage',
        input: { QueueUrl: queuePath(arn), MessageBody: text },
      };
    case 'sns':
      return { service: 'sns', operation: 'Publish', input: { TopicArn: arn, Message: text } };
    case 'lambda':
      return {
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(text) },
      };
    case 'events': {
      const result = end.condition === 'Success' ? 'Success' : 'Failure';
      const Entries = [
        {
          Source: 'lambda',
          DetailType: `Lambda Function Invocation Result - ${result}`,
          Detail: text,
          EventBusName: arn,
          Resources: [arn, end.functionArn],
          Time: now,
        },
      ];
      return { service: 'events', operation: 'PutEvents', input: { Entries } };
    }
    default:
      return undefined;
  }
};

const errorMessage = ({ response }: EventEnd): string => {
  const document = response === undefined ? undefined : parsed(response.payload);
  return document !== null && typeof document === 'object' && 'errorMessage' in document
    ? String(document.errorMessage).slice(0, 1024)
    : 'The event was not processed in time.';
};

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html, "Adding a dead-letter queue" */
const deadLetterRequest = (arn: string, end: EventEnd): Request => {
  const attributes = {
    RequestID: { DataType: 'String', StringValue: end.requestId },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: { DataType: 'String', StringValue: errorMessage(end) || 'Unknown' },
  };
  return parseArn(arn)?.service === 'sqs'
    ? {
        service: 'sqs',
        operation: 'SendMessage',
        input: {
          QueueUrl: queuePath(arn),
          MessageBody: end.payload,
          MessageAttributes: attributes,
        },
      }
    : {
        service: 'sns',
        operation: 'Publish',
        input: { TopicArn: arn, Message: end.payload, MessageAttributes: attributes },
      };
};

/** Tells the destinations of an end; rejects where that may succeed later. */
export const deliverEnd = async (
  deps: Pick<LambdaDeps, 'call' | 'clock' | 'log'>,
  end: EventEnd,
  principal: RolePrincipal,
): Promise<void> => {
  const send = async (arn: string, request: Request | undefined): Promise<void> => {
    const region = parseArn(arn)?.region;
    if (request === undefined || region === undefined) return;
    try {
      await deps.call({ ...request, principal, region, by: SERVICE });
    } catch (error) {
      if (!(error instanceof AwsError) || (error.status ?? 400) >= 500) throw error;
      // Refused, or not there: as with AWS, that is the end of it.
      deps.log.warn('the end of an invocation could not be told', { to: arn, cause: error.name });
    }
  };
  const { destination, deadLetterArn } = end;
  if (destination !== undefined)
    await send(destination, destinationRequest(destination, end, deps.clock.now()));
  if (deadLetterArn !== undefined) await send(deadLetterArn, deadLetterRequest(deadLetterArn, end));
};
