import type { DeadLetterConfig } from '@aws-sdk/client-eventbridge';
import { parseArn } from '@gatehouse/core';
import {
  arnInvalid,
  deadLetterElsewhere,
  fifoDeadLetterQueue,
  notADeadLetterQueue,
} from './errors.ts';

/** ARN of a queue that may take what could not be delivered: a standard one of the same Region. */
export const deadLetterArn = (
  config: DeadLetterConfig | undefined,
  region: string,
): string | undefined => {
  const arn = config?.Arn;
  if (arn === undefined) return undefined;
  const parsed = parseArn(arn);
  if (parsed === undefined) throw arnInvalid(arn);
  if (parsed.service !== 'sqs') throw notADeadLetterQueue(parsed.service);
  if (parsed.resource.endsWith('.fifo')) throw fifoDeadLetterQueue();
  if (parsed.region !== region) throw deadLetterElsewhere();
  return arn;
};
