import type { CORSConfiguration, CORSRule } from '@aws-sdk/client-s3';
import type { Store } from '@gatehouse/store';
import { buckets } from './repositories/buckets.ts';

/** What a page of another origin asks. */
export interface CorsQuestion {
  /** `/bucket/key`, as it came. */
  readonly path: string;
  readonly origin: string;
  readonly method: string;
  /** Names that a preflight announces, in lower case. */
  readonly headers: readonly string[];
}

/** With at most one `*`, which stands for any text. */
const fits = (pattern: string, text: string): boolean => {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return (
    text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
  );
};

const answers = (rule: CORSRule, { origin, method, headers }: CorsQuestion): boolean =>
  rule.AllowedOrigins?.some((pattern) => fits(pattern, origin)) === true &&
  rule.AllowedMethods?.includes(method) === true &&
  headers.every((header) =>
    (rule.AllowedHeaders ?? []).some((pattern) => fits(pattern.toLowerCase(), header)),
  );

const headersOf = (rule: CORSRule, { origin, headers }: CorsQuestion): Record<string, string> => {
  const isForAll = rule.AllowedOrigins?.includes('*') === true;
  return {
    'access-control-allow-origin': isForAll ? '*' : origin,
    'access-control-allow-methods': (rule.AllowedMethods ?? []).join(', '),
    ...(headers.length === 0 ? {} : { 'access-control-allow-headers': headers.join(', ') }),
    ...(rule.ExposeHeaders === undefined || rule.ExposeHeaders.length === 0
      ? {}
      : { 'access-control-expose-headers': rule.ExposeHeaders.join(', ') }),
    ...(rule.MaxAgeSeconds === undefined
      ? {}
      : { 'access-control-max-age': String(rule.MaxAgeSeconds) }),
    ...(isForAll ? {} : { 'access-control-allow-credentials': 'true' }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
};

/** Answers browsers by the first rule of the bucket that lets the page ask; undefined: none does. */
export const createCors =
  (store: Store) =>
  async (question: CorsQuestion): Promise<Readonly<Record<string, string>> | undefined> => {
    const name = question.path.split('/', 2)[1] ?? '';
    const text = await store.read((tx) => buckets.setting(tx, name, 'cors'));
    if (text === undefined) return undefined;
    const { CORSRules = [] } = JSON.parse(text) as CORSConfiguration;
    const rule = CORSRules.find((one) => answers(one, question));
    return rule === undefined ? undefined : headersOf(rule, question);
  };
