import { createSender } from '../../findings/sender.ts';
import { rankOf } from '../../severity.ts';
import { scheduleIn } from '../housekeeping.ts';
import type { LiveDeps } from '../model.ts';
import { createIntake, type Intake } from './intake.ts';
import { createProcessor, type Processor } from './processor.ts';

/** Sends what is due; a send that fails is made again by this work. */
export const SEND = 'detection.send';
const SAFETY_MILLISECONDS = 15_000;

/** What leads from events to alerts that are told. */
export interface Line {
  readonly intake: Intake;
  /** Reads what was learned, so that events can be taken. */
  open(): Promise<void>;
  /** What has changed since it was opened holds for what comes after what is being taken. */
  renew(): Promise<void>;
  /** What time alone decides. */
  tick(): Promise<void>;
  /** Something of an alert is to be told. */
  tell(): void;
  send(): Promise<void>;
  /** Resolves when nothing is on its way. */
  settle(): Promise<void>;
  close(): void;
  processor(): Processor | undefined;
}

/** The processor of now: made when it is first asked for, and again after it was thrown away. */
const createMaker = (make: () => Promise<Processor>) => {
  let made: Promise<Processor> | undefined;
  let present: Processor | undefined;
  const begin = async (): Promise<Processor> => {
    try {
      present = await make();
      return present;
    } catch (error) {
      made = undefined;
      throw error;
    }
  };
  return {
    get: (): Promise<Processor> => (made ??= begin()),
    discard: (): void => {
      made = undefined;
    },
    present: () => present,
  };
};

const createTelling = (deps: LiveDeps) => {
  const sender = createSender(deps);
  const sending = new Set<Promise<void>>();
  const attempt = async (): Promise<void> => {
    try {
      await sender.send();
    } catch (error) {
      deps.log.warn('alerts could not be told yet', { cause: String(error) });
      await scheduleIn(deps, SEND, SAFETY_MILLISECONDS);
    }
  };
  return {
    send: () => sender.send(),
    tell: (): void => {
      const run = attempt()
        .catch((error: unknown) =>
          deps.log.error('telling of alerts failed', { cause: String(error) }),
        )
        .finally(() => sending.delete(run));
      sending.add(run);
    },
    idle: async () => {
      await Promise.all(sending);
    },
  };
};

export const createLine = (deps: LiveDeps, holder: string): Line => {
  const { settings } = deps;
  const telling = createTelling(deps);
  const least = rankOf(settings.leastNotice);
  const maker = createMaker(async () =>
    createProcessor({
      ...deps,
      traps: await deps.traps?.(),
      holder,
      exclusions: settings.exclusions ?? [],
      isNoticed: (rank) => settings.topicArn !== undefined && rank >= least,
    }),
  );
  const run = async (work: (processor: Processor) => Promise<readonly string[]>): Promise<void> => {
    const processor = await maker.get();
    try {
      if ((await work(processor)).length > 0) telling.tell();
    } catch (error) {
      // What it has in mind is ahead of what is kept.
      maker.discard();
      throw error;
    }
  };
  const intake = createIntake((batch) => run((processor) => processor.take(batch)));
  return {
    intake,
    open: async () => {
      await maker.get();
    },
    renew: () =>
      intake.alone(async () => {
        maker.discard();
        await maker.get();
      }),
    tick: () => intake.alone(() => run((processor) => processor.tick())),
    tell: telling.tell,
    send: telling.send,
    settle: async () => {
      await intake.idle();
      await telling.idle();
    },
    close: maker.discard,
    processor: maker.present,
  };
};
