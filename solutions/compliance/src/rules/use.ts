import { daysAfter, daysBetween, inDays, timeText } from '../dates.ts';
import { failed, type Judge, line, passed, unknown } from './verdicts.ts';

/** SecretsManager.3: nobody has read the value for so long. Secrets Manager keeps the day of the last reading. */
export const unused: Judge = ({ accessedAt, createdAt }, { now, parameters: { unusedDays } }) => {
  const evidence = [line('Last read', accessedAt ?? 'never'), line('Made', createdAt)];
  const since = accessedAt ?? createdAt;
  if (since === undefined) return unknown('When it was read last is not known.', evidence);
  const until = daysAfter(since, unusedDays);
  if (accessedAt === undefined)
    return now > until
      ? failed(
          `It was made ${inDays(daysBetween(since, now))} ago, and nobody has ever read it.`,
          evidence,
        )
      : passed(`It was made at ${timeText(since)}, and nobody has read it yet.`, evidence, until);
  return now > until
    ? failed(`Nobody has read it for ${inDays(daysBetween(since, now))}.`, evidence)
    : passed(`It was read on ${since.toISOString().slice(0, 10)}.`, evidence, until);
};
