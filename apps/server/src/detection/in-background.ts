import type { Log } from '@gatehouse/core';
import type { RunningDetection } from './start-detection.ts';

/** Detection, opened while the cloud answers requests already: nobody waits for its rules. */
export interface DetectionSlot {
  /** Undefined: not yet, or it could not be opened. */
  current(): RunningDetection | undefined;
  readonly runner: { start(): void; runDue(): Promise<number> };
  stop(): Promise<void>;
}

export const inBackground = (open: () => Promise<RunningDetection>, log: Log): DetectionSlot => {
  let running: RunningDetection | undefined;
  let isStopped = false;
  let opening: Promise<RunningDetection | undefined> | undefined;

  const begin = async (): Promise<RunningDetection | undefined> => {
    try {
      const opened = await open();
      if (isStopped) {
        await opened.stop();
        return undefined;
      }
      opened.runner.start();
      running = opened;
      return opened;
    } catch (error) {
      if (!isStopped) log.error('detection could not be opened', { cause: String(error) });
      return undefined;
    }
  };

  return {
    current: () => running,
    runner: {
      start: () => {
        opening ??= begin();
      },
      runDue: async () => (await (await opening)?.runner.runDue()) ?? 0,
    },
    stop: async () => {
      isStopped = true;
      await opening;
      await running?.stop();
    },
  };
};
