import { scheduleInWords, timeText, valueSince } from '../dates.ts';
import type { Evidence, Failure, SecretFacts } from '../model.ts';
import { plannedAfter } from './planned.ts';
import {
  failed,
  isReplica,
  type Judge,
  judgedAtPrimary,
  line,
  notApplicable,
  passed,
  unknown,
} from './verdicts.ts';

const evidenceOf = (
  { rotation }: SecretFacts,
  failure?: Failure,
): readonly (Evidence | undefined)[] => [
  line('Schedule', scheduleInWords(rotation)),
  line('Rotation function', rotation.lambdaArn),
  line('Last rotated', rotation.rotatedAt ?? 'never'),
  line('Next rotation', rotation.nextAt),
  line('Failed', failure?.at),
  line('Failure', failure?.message),
  line('Event of CloudTrail', failure?.eventId),
];

/** SecretsManager.1 of Security Hub's controls. */
export const noRotation: Judge = (secret) => {
  if (isReplica(secret)) return judgedAtPrimary(secret);
  const { rotation } = secret;
  const evidence = evidenceOf(secret);
  if (rotation.enabled)
    return passed(`It rotates by itself (${scheduleInWords(rotation)}).`, evidence);
  return failed(
    rotation.rotatedAt === undefined
      ? 'Its rotation is not enabled, and it has never rotated.'
      : `Its rotation is not enabled any more; it rotated last at ${timeText(rotation.rotatedAt)}.`,
    evidence,
  );
};

const later = (one: Date | undefined, other: Date | undefined): Date | undefined =>
  one !== undefined && other !== undefined && one > other ? one : (other ?? one);

/** SecretsManager.2: a rotation that fails, or that should have been and was not. */
export const lateRotation: Judge = (secret, { now }) => {
  if (isReplica(secret)) return judgedAtPrimary(secret);
  const { rotation, failures } = secret;
  if (!rotation.enabled) return notApplicable('Its rotation is not enabled.');
  // A value that was put by hand counts as a rotation (RotationRulesType, AutomaticallyAfterDays).
  const mended = later(rotation.rotatedAt, valueSince(secret)?.at);
  const failure = failures?.find(({ at }) => mended === undefined || at > mended);
  const evidence = evidenceOf(secret, failure);
  // Where no next date is told, it follows from the schedule and the last change.
  const nextAt = rotation.nextAt ?? plannedAfter(rotation, mended);
  const overdue = nextAt !== undefined && nextAt < now;
  if (failure !== undefined) {
    const since = overdue ? ` It should have rotated by ${timeText(nextAt)}.` : '';
    return failed(
      `Its rotation failed at ${timeText(failure.at)}: ${failure.message}.${since}`,
      evidence,
    );
  }
  if (overdue)
    return failed(`It should have rotated by ${timeText(nextAt)}, and has not.`, evidence);
  if (failures === undefined)
    return unknown(
      'It is not overdue; whether rotations failed could not be read of CloudTrail.',
      evidence,
    );
  return passed(
    nextAt === undefined
      ? 'It rotates when it is asked to, and its last rotation did not fail.'
      : `It is rotated as its schedule says, next by ${timeText(nextAt)}.`,
    evidence,
    nextAt,
  );
};
