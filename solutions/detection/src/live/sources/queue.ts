import type { Message } from '@aws-sdk/client-sqs';
import type { SQS } from '@gatehouse/clients';
import type { Clock, Log, Timers } from '@gatehouse/core';
import type { SourceState } from '../api/index.ts';

interface Deps {
  readonly sqs: SQS;
  readonly queueUrl: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Keeps what messages say; when it has resolved, they may go. */
  readonly take: (texts: readonly string[]) => Promise<void>;
}

/** Where events come from. */
export interface Source {
  start(): void;
  /** Takes what is there now, once; answers how much that was. */
  drain(): Promise<number>;
  /** Ends waiting, and resolves when what has arrived is kept. */
  stop(): Promise<void>;
  state(): SourceState;
}

const RECEIVERS = 3;
const MOST_MESSAGES = 10;
// Shorter than the clients wait for an answer.
const WAIT_SECONDS = 10;
const PAUSE_MILLISECONDS = 2000;

export const pauseOf =
  (timers: Timers) =>
  (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = timers.after(milliseconds, end);
      signal.addEventListener('abort', end, { once: true });
    });

/** A message goes only after what it says has been kept. */
const keepAndDelete = async (
  { sqs, queueUrl, take }: Deps,
  messages: readonly Message[],
): Promise<void> => {
  await take(messages.map(({ Body: body = '' }) => body));
  await sqs.deleteMessageBatch({
    QueueUrl: queueUrl,
    Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
  });
};

/** Messages of a queue, which several receivers take at once. */
export const queueSource = (deps: Deps): Source => {
  const { sqs, queueUrl, clock, timers, log } = deps;
  const pause = pauseOf(timers);
  let stopping: AbortController | undefined;
  let running: readonly Promise<void>[] = [];
  const atWork = new Set<Promise<void>>();
  let readAt: string | undefined;
  let problem: string | undefined;

  const receive = async (waitSeconds: number, signal?: AbortSignal): Promise<number> => {
    const { Messages: messages = [] } = await sqs.receiveMessage(
      { QueueUrl: queueUrl, MaxNumberOfMessages: MOST_MESSAGES, WaitTimeSeconds: waitSeconds },
      signal === undefined ? {} : { abortSignal: signal },
    );
    readAt = clock.now().toISOString();
    problem = undefined;
    if (messages.length === 0) return 0;
    const handled = keepAndDelete(deps, messages).finally(() => atWork.delete(handled));
    atWork.add(handled);
    await handled;
    return messages.length;
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted)
      try {
        await receive(WAIT_SECONDS, signal);
      } catch (error) {
        if (signal.aborted) return;
        problem = error instanceof Error ? error.name : 'unknown';
        log.warn('the queue of events could not be read yet', { cause: String(error) });
        await pause(PAUSE_MILLISECONDS, signal);
      }
  };

  return {
    start: () => {
      if (stopping !== undefined) return;
      const controller = new AbortController();
      stopping = controller;
      running = Array.from({ length: RECEIVERS }, () => run(controller.signal));
    },
    drain: async () => {
      let total = 0;
      for (;;) {
        // What others have received is not there to be received.
        const others = [...atWork];
        await Promise.allSettled(others);
        const count = others.length + (await receive(0));
        if (count === 0) return total;
        total += count;
      }
    },
    stop: async () => {
      stopping?.abort();
      await Promise.all(running);
      stopping = undefined;
    },
    state: () => ({ kind: 'queue', name: queueUrl, readAt, problem }),
  };
};
