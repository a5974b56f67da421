import { readable } from '../shared/document.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const texts = (value: unknown): readonly string[] =>
  [value].flat().filter((item): item is string => typeof item === 'string');

const short = (principal: string): string => {
  const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];
  return account === undefined ? principal : `Account: ${account}`;
};

const principalsOf = (statement: unknown): readonly string[] => {
  if (!isRecord(statement)) return [];
  const { Principal: principal } = statement;
  if (principal === '*') return ['Everybody'];
  return isRecord(principal) ? Object.values(principal).flatMap(texts).map(short) : [];
};

/** Who a trust policy names, shortly. */
export const trustedBy = (document: string | undefined): string => {
  try {
    const parsed: unknown = JSON.parse(readable(document));
    const statements = isRecord(parsed) ? [parsed['Statement']].flat() : [];
    return [...new Set(statements.flatMap(principalsOf))].join(', ');
  } catch {
    return '';
  }
};
