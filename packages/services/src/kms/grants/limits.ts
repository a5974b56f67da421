import type { Limit } from '@gatehouse/service-kit';

/** Lengths and patterns of the API model. */
export const KEY_ID: Limit = { minLength: 1, maxLength: 2048 };
/** Test suites of emulators name principals of which AWS would say that they are none. */
export const principalLimit = ({
  acceptsLooseInput,
}: {
  readonly acceptsLooseInput?: boolean | undefined;
}): Limit => ({
  minLength: 1,
  maxLength: 256,
  ...(acceptsLooseInput === true ? {} : { pattern: '[\\w+=,.@:/-]+' }),
});
export const GRANT_ID: Limit = { minLength: 1, maxLength: 128 };
export const GRANT_TOKEN: Limit = { minLength: 1, maxLength: 8192, sensitive: true };
export const MARKER: Limit = { minLength: 1, maxLength: 1024, pattern: '[\\u0020-\\u00FF]*' };
export const PAGE: Limit = { minValue: 1, maxValue: 100 };
export const DEFAULT_PAGE = 50;
