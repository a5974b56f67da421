import type { SQS } from '@gatehouse/clients';
import type { Log, Timers } from '@gatehouse/core';

interface Deps {
  readonly sqs: SQS;
  readonly queueUrl: string;
  readonly timers: Timers;
  readonly log: Log;
  /** Keeps what the messages say; when it has resolved, they may go. */
  readonly take: (texts: readonly string[]) => Promise<void>;
}

export interface Listener {
  start(): void;
  /** Ends the wait for messages and resolves when those that arrived are kept. */
  stop(): Promise<void>;
}

// Shorter than the clients wait for an answer.
const WAIT_SECONDS = 10;
const MOST_MESSAGES = 10;
const PAUSE_MILLISECONDS = 2000;

/** Takes messages from a queue for as long as it runs. A message goes only after it has been kept. */
export const listen = ({ sqs, queueUrl, timers, log, take }: Deps): Listener => {
  let stopping: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();

  const receive = async (signal: AbortSignal): Promise<void> => {
    const { Messages: messages = [] } = await sqs.receiveMessage(
      { QueueUrl: queueUrl, MaxNumberOfMessages: MOST_MESSAGES, WaitTimeSeconds: WAIT_SECONDS },
      { abortSignal: signal },
    );
    if (messages.length === 0) return;
    await take(messages.map(({ Body: body = '' }) => body));
    await sqs.deleteMessageBatch({
      QueueUrl: queueUrl,
      Entries: messages.map(({ ReceiptHandle: handle }, index) => ({
        Id: String(index),
        ReceiptHandle: handle,
      })),
    });
  };

  const pause = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const cancel = timers.after(PAUSE_MILLISECONDS, resolve);
      signal.addEventListener(
        'abort',
        () => {
          cancel();
          resolve();
        },
        { once: true },
      );
    });

  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        await receive(signal);
      } catch (error) {
        if (signal.aborted) return;
        log.warn('the queue of events could not be read yet', { cause: String(error) });
        await pause(signal);
      }
    }
  };

  return {
    start: () => {
      if (stopping !== undefined) return;
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    stop: async () => {
      stopping?.abort();
      await running;
    },
  };
};
