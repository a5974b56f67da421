import { SecurityHub } from '@aws-sdk/client-securityhub';
import { stderrLog, systemClock } from '@gatehouse/core';
import { readEvent } from './deletions/read-event.ts';
import { mayPass, type Outcome, resolve } from './resolving/resolve.ts';

export interface Summary {
  readonly resolved: number;
  readonly failed: number;
  /** Why the event led to nothing. */
  readonly ignored?: string;
}

const log = stderrLog(systemClock, 'info');

const numberOf = (outcomes: readonly Outcome[], outcome: Outcome['outcome']): number =>
  outcomes.filter((one) => one.outcome === outcome).length;

/**
 * AWS Lambda handler for a rule of the administrator's bus: resolves the findings of what an event says is deleted. What
 * Security Hub could not do for now makes the invocation fail, so that Lambda repeats it; a repetition finds only what is left.
 */
export const handler = async (event: unknown): Promise<Summary> => {
  const reading = readEvent(event, 'bus');
  if ('ignored' in reading) {
    log.info('nothing to resolve', { what: reading.what, because: reading.ignored });
    return { resolved: 0, failed: 0, ignored: reading.ignored };
  }
  const hub = new SecurityHub({});
  const outcomes: Outcome[] = [];
  for (const deletion of reading.deletions) {
    const { outcomes: some } = await resolve(hub, deletion);
    log.info('resolved', {
      type: deletion.type,
      resource: deletion.label,
      event: deletion.cause.eventId,
      findings: numberOf(some, 'resolved'),
    });
    outcomes.push(...some);
  }
  const waiting = outcomes.filter(mayPass);
  if (waiting.length > 0)
    throw new Error(`${waiting.length} findings were not updated: ${waiting[0]?.error}`);
  return { resolved: numberOf(outcomes, 'resolved'), failed: numberOf(outcomes, 'failed') };
};
