import type { FindingType } from './finding.ts';
import { SECURITY_WARNINGS, SUGGESTIONS, WARNINGS } from './issues-advice.ts';
import { ERRORS } from './issues-errors.ts';
import type { Place } from './json-tree.ts';

export type IssueCode =
  | keyof typeof ERRORS
  | keyof typeof SECURITY_WARNINGS
  | keyof typeof WARNINGS
  | keyof typeof SUGGESTIONS;

interface Issue {
  readonly type: FindingType;
  readonly message: string;
  readonly link: string;
}

/** What a rule found: which issue, where, and the words for the message's placeholders. */
export interface Problem {
  readonly issue: IssueCode;
  readonly at: readonly Place[];
  readonly words: Readonly<Record<string, string>>;
}

export const problem = (
  issue: IssueCode,
  at: Place | readonly Place[],
  words: Readonly<Record<string, string>> = {},
): Problem => ({ issue, at: isPlace(at) ? [at] : at, words });

const isPlace = (at: Place | readonly Place[]): at is Place => 'start' in at;

const REFERENCE =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks';

const GROUPS: readonly (readonly [FindingType, string, Readonly<Record<string, string>>])[] = [
  ['ERROR', 'error', ERRORS],
  ['SECURITY_WARNING', 'security-warning', SECURITY_WARNINGS],
  ['WARNING', 'general-warning', WARNINGS],
  ['SUGGESTION', 'suggestion', SUGGESTIONS],
];

/** Every check of the "IAM policy validation check reference" that the policy's text can decide. */
export const ISSUES: ReadonlyMap<string, Issue> = new Map(
  GROUPS.flatMap(([type, slug, messages]) =>
    Object.entries(messages).map(([code, message]) => [
      code,
      { type, message, link: `${REFERENCE}-${slug}-${code.toLowerCase().replaceAll('_', '-')}` },
    ]),
  ),
);

/** The message with its placeholders filled; the values are the policy's own words and are not looked into again. */
export const detailsOf = (message: string, words: Readonly<Record<string, string>>): string =>
  message.replace(/\{(\w+)\}/g, (_, name: string) =>
    Object.hasOwn(words, name) ? (words[name] ?? '') : '',
  );
