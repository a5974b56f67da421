import {
  currentVersion,
  daysAfter,
  daysBetween,
  inDays,
  scheduleInWords,
  timeText,
  valueSince,
} from '../dates.ts';
import type { Evidence, SecretFacts, Verdict } from '../model.ts';
import { longestPlannedDays } from './planned.ts';
import {
  type Circumstances,
  failed,
  isReplica,
  type Judge,
  judgedAtPrimary,
  line,
  notApplicable,
  passed,
  unknown,
} from './verdicts.ts';

const SHOWN_CHANGES = 5;

const changes = ({ versions = [] }: SecretFacts): string | undefined =>
  versions.length < 2
    ? undefined
    : versions
        .slice(0, SHOWN_CHANGES)
        .map(({ createdAt }) => createdAt.toISOString())
        .join(', ');

const evidenceOf = (
  secret: SecretFacts,
  since: Date | undefined,
  now: Date,
): readonly (Evidence | undefined)[] => [
  line('Value since', since),
  line('Age', since === undefined ? undefined : inDays(daysBetween(since, now))),
  line('Last rotated', secret.rotation.rotatedAt),
  line('Next rotation', secret.rotation.nextAt),
  line('Schedule', scheduleInWords(secret.rotation)),
  line('Versions made', changes(secret)),
];

/** The age of the value against a number of days. */
const aged = (
  secret: SecretFacts,
  now: Date,
  most: number,
  words: (age: string, since: string) => { readonly old: string; readonly young: string },
): Verdict => {
  if (isReplica(secret)) return judgedAtPrimary(secret);
  const since = valueSince(secret);
  const evidence = evidenceOf(secret, since?.at, now);
  if (secret.versions !== undefined && currentVersion(secret) === undefined)
    return notApplicable('It has no value yet.', evidence);
  if (since === undefined) return unknown('Its versions could not be read.', evidence);
  const age = daysBetween(since.at, now);
  const { old, young } = words(inDays(age), timeText(since.at));
  // What is known at least, where the versions could not be read, is enough to fail by and not to pass by.
  if (now > daysAfter(since.at, most)) return failed(old, evidence);
  return since.exact
    ? passed(young, evidence, daysAfter(since.at, most))
    : unknown(
        'Its versions could not be read, and its value may be older than its last change.',
        evidence,
      );
};

/** SecretsManager.4 of Security Hub's controls. */
export const oldValue: Judge = (secret, { now, parameters: { maxAgeDays } }) =>
  aged(secret, now, maxAgeDays, (age, since) => ({
    old: `Its value has not changed for ${age}, since ${since}; ${inDays(maxAgeDays)} are allowed.`,
    young: `Its value is ${age} old, of ${since}.`,
  }));

const isInScope = ({ tags }: SecretFacts, tag: string | undefined): boolean => {
  if (tag === undefined) return true;
  const [key = '', ...value] = tag.split('=');
  const found = tags.get(key);
  return found !== undefined && (value.length === 0 || found === value.join('='));
};

const PCI_DAYS = 90;

/** Whether anything sees to it that the value changes in time again. */
const outlook = (secret: SecretFacts, until: Date): string => {
  const { rotation } = secret;
  if (!rotation.enabled)
    return `It does not rotate by itself: somebody must change it before ${timeText(until)}.`;
  const longest = longestPlannedDays(rotation);
  if (longest === undefined)
    return `Its rotation has no schedule: somebody must ask for it before ${timeText(until)}.`;
  return longest > PCI_DAYS
    ? `Its schedule leaves up to ${inDays(longest)} between rotations: it breaks the rule after ${timeText(until)}.`
    : 'Its schedule rotates it in time.';
};

/**
 * PCI DSS v4.0.1, 8.3.9 (passwords that are the only factor are changed at least once every 90 days) and 8.6.3 (those of
 * applications and systems as often as the entity's own risk analysis says, for which the 90 days stand here).
 */
export const pciDss: Judge = (secret, circumstances: Circumstances) => {
  const { now, parameters } = circumstances;
  if (!isInScope(secret, parameters.pciTag))
    return notApplicable(`It has no tag ${parameters.pciTag}: PCI DSS is not about it.`);
  const verdict = aged(secret, now, PCI_DAYS, (age, since) => ({
    old: `Not compliant: its value has not changed for ${age}, since ${since}; PCI DSS allows 90 days.`,
    young: `Compliant: its value was changed ${age} ago, at ${since}.`,
  }));
  return verdict.until === undefined
    ? verdict
    : { ...verdict, text: `${verdict.text} ${outlook(secret, verdict.until)}` };
};
