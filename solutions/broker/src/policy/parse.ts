import type { z } from 'zod';
import { consistencyProblems } from './consistency.ts';
import { AccessPolicyDocument } from './document.ts';
import { type DocumentProblem, type Path, pathText, readYaml } from './read-yaml.ts';

export interface ParsedPolicy {
  readonly document: AccessPolicyDocument;
  /** Line, from 1, of the value at a path. */
  line(path: Path): number | undefined;
}

export type ParseAnswer =
  | ({ readonly ok: true } & ParsedPolicy)
  | { readonly ok: false; readonly problems: readonly DocumentProblem[] };

const MOST_PROBLEMS = 100;

/** Reads and checks an access policy: syntax, form, and whether its parts fit one another. */
export const parsePolicy = (text: string): ParseAnswer => {
  const answer = readYaml(text);
  if (!answer.ok) return answer;
  const { read } = answer;
  const checked = AccessPolicyDocument.safeParse(read.value, { reportInput: true });
  const found = checked.success
    ? consistencyProblems(checked.data)
    : checked.error.issues.flatMap(flatten);
  if (found.length === 0 && checked.success)
    return { ok: true, document: checked.data, line: (path) => read.line(path) };
  const problems = found.slice(0, MOST_PROBLEMS).map(({ path, message }) => ({
    path: pathText(path),
    line: read.line(path),
    message,
  }));
  return { ok: false, problems };
};

/** `line 12, rules[0].maxDuration: must be …` */
export const problemText = ({ path, line, message }: DocumentProblem): string => {
  const where = [line === undefined ? '' : `line ${line}`, path].filter((part) => part !== '');
  return where.length === 0 ? message : `${where.join(', ')}: ${message}`;
};

interface Found {
  readonly path: Path;
  readonly message: string;
}

const flatten = (issue: z.core.$ZodIssue): readonly Found[] => {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is no member known here' }));
  if (issue.code === 'invalid_union') return flattenUnion(issue, path);
  if (issue.code === 'invalid_key')
    return issue.issues.map(({ message }) => ({ path, message: `its name ${message}` }));
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return [{ path, message: missing(issue.message) }];
  return [{ path, message: issue.message }];
};

// Of a choice between a word and a list or mapping, what is wrong inside of the latter says more than "neither".
const flattenUnion = (
  issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>,
  path: Path,
): readonly Found[] => {
  const tried = issue.errors.filter((errors) =>
    errors.some(
      ({ code, path: inner }) =>
        code !== 'invalid_value' && (inner.length > 0 || code !== 'invalid_type'),
    ),
  );
  const [only] = tried;
  if (only === undefined || tried.length > 1) return [{ path, message: issue.message }];
  return only
    .flatMap(flatten)
    .map((inner) => ({ path: [...path, ...inner.path], message: inner.message }));
};

const missing = (message: string): string =>
  message.startsWith('must') ? `is missing; it ${message}` : 'is missing';
