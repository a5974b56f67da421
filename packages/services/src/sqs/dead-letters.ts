import type { Tx } from '@gatehouse/store';
import { redrivePolicyInvalid } from './errors.ts';
import type { QueueRef } from './model.ts';
import { allowsSource, parseRedrivePolicy } from './redrive.ts';
import { queues } from './repositories/queues.ts';

/** Throws unless the queue may have the dead-letter queue that this RedrivePolicy names. */
export const requireDeadLetterTarget = async (
  tx: Tx,
  source: QueueRef,
  fifo: boolean,
  text: string,
): Promise<void> => {
  const { target } = parseRedrivePolicy(text);
  if (target.account !== source.account)
    throw redrivePolicyInvalid(text, 'Dead-letter target owner should be same as the source.');
  if (target.region !== source.region)
    throw redrivePolicyInvalid(text, 'Dead-letter target should be in same Region as the source.');
  const queue = await queues.find(tx, target);
  if (queue === undefined) throw redrivePolicyInvalid(text, 'Dead letter target does not exist.');
  if (queue.fifo !== fifo)
    throw redrivePolicyInvalid(text, 'Dead-letter queue must be same type of queue as the source.');
  if (!allowsSource(queue, source.arn))
    throw redrivePolicyInvalid(
      text,
      'Dead-letter target does not allow the queue as its source, see its RedriveAllowPolicy.',
    );
};
