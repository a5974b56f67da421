import { parsePattern, type Pattern } from '@gatehouse/patterns';
import type { ConditionKeys } from '@gatehouse/service-kit';
import { invalid, patternInvalid, patternTooLong } from './errors.ts';

// Amazon EventBridge quotas, "Event pattern size".
const MOST_BYTES = 2048;

/** The pattern of a text, or AWS's refusal. */
export const requirePattern = (text: string): Pattern => {
  const parsed = parsePattern(text);
  if (!Array.isArray(parsed)) return parsed;
  const [problem] = parsed;
  if (problem?.code === 'too-long') throw invalid(problem.message);
  throw patternInvalid(problem?.message ?? 'Event pattern is not valid.');
};

/** Of an archive AWS tells no reason. */
export const requireArchivePattern = (name: string, text: string | undefined): void => {
  if (text !== undefined && Array.isArray(parsePattern(text)))
    throw patternInvalid('Event pattern is not valid.');
  requireStoredPattern(name, text);
};

/** The same for a rule or an archive, where the account's quota holds. */
export const requireStoredPattern = (
  name: string,
  text: string | undefined,
): Pattern | undefined => {
  if (text === undefined) return undefined;
  const pattern = requirePattern(text);
  if (Buffer.byteLength(text) > MOST_BYTES) throw patternTooLong(name, MOST_BYTES);
  return pattern;
};

/** Condition keys of `events:PutRule` with the field of the pattern that each shows. */
const KEYS = [
  ['events:source', 'source'],
  ['events:detail-type', 'detail-type'],
  ['events:detail.service', 'detail.service'],
  ['events:detail.eventTypeCode', 'detail.eventTypeCode'],
  ['events:detail.userIdentity.principalId', 'detail.userIdentity.principalId'],
] as const;

/** The texts that a field of the pattern names; undefined unless it always names texts and nothing else. */
const namedTexts = ({ alternatives }: Pattern, path: string): readonly string[] | undefined => {
  const texts: string[] = [];
  for (const fields of alternatives) {
    const tests = fields.find((field) => field.path === path)?.tests ?? [];
    for (const test of tests) {
      if (test.kind !== 'string') return undefined;
      texts.push(test.text);
    }
    if (tests.length === 0) return undefined;
  }
  return texts;
};

/**
 * What policies may ask about the pattern of a rule (Amazon EventBridge User Guide, "Using IAM policy conditions"): a key
 * is absent where the pattern lets in more than it could list, and all are where the text is no pattern.
 */
export const patternKeys = (text: string | undefined): ConditionKeys => {
  const pattern = text === undefined ? [] : parsePattern(text);
  return Array.isArray(pattern)
    ? {}
    : Object.fromEntries(KEYS.map(([key, path]) => [key, namedTexts(pattern, path)]));
};
