import type { Traits } from './schema.ts';

/** Smithy's traits as the SDK's schemas carry them: `1` for "has it", a text, a number, or a short list. */
export type RawTraits = Readonly<Record<string, unknown>>;

export const traitsOf = (raw: RawTraits): Traits => ({
  ...texts(raw),
  ...flags(raw),
  ...errorTraits(raw),
  ...namespaceTrait(raw['xmlNamespace']),
});

const TEXTS = [
  'ec2QueryName',
  'httpHeader',
  'httpPrefixHeaders',
  'httpQuery',
  'jsonName',
  'mediaType',
  'xmlName',
] as const;

const FLAGS = [
  'httpLabel',
  'httpPayload',
  'httpQueryParams',
  'httpResponseCode',
  'idempotencyToken',
  'sensitive',
  'sparse',
  'streaming',
  'xmlAttribute',
  'xmlFlattened',
] as const;

const texts = (raw: RawTraits): Partial<Record<(typeof TEXTS)[number], string>> => {
  const found: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const name of TEXTS) {
    const value = raw[name];
    if (typeof value === 'string') found[name] = value;
  }
  return found;
};

const flags = (raw: RawTraits): Partial<Record<(typeof FLAGS)[number], boolean>> => {
  const found: Partial<Record<(typeof FLAGS)[number], boolean>> = {};
  for (const name of FLAGS) if (raw[name]) found[name] = true;
  return found;
};

const errorTraits = (raw: RawTraits): Traits => {
  const { error, httpError, awsQueryError } = raw;
  const [code, status]: readonly unknown[] = Array.isArray(awsQueryError) ? awsQueryError : [];
  return {
    ...(error === 'client' || error === 'server' ? { error } : {}),
    ...(typeof httpError === 'number' ? { httpError } : {}),
    ...(typeof code === 'string' && typeof status === 'number'
      ? { awsQueryError: { code, status } }
      : {}),
  };
};

const namespaceTrait = (raw: unknown): Traits => {
  const [prefix, uri]: readonly unknown[] = Array.isArray(raw) ? raw : [];
  if (typeof uri !== 'string') return {};
  return { xmlNamespace: { prefix: typeof prefix === 'string' ? prefix : '', uri } };
};
