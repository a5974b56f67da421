export const SESSION = { minLength: 20, maxLength: 2048, sensitive: true };
/** The model sets no length; no token of ours is longer. */
export const TOKEN = { maxLength: 131_072, pattern: '[A-Za-z0-9-_=.]+', sensitive: true };
export const USER_CODE = { minLength: 6, maxLength: 6, pattern: '[0-9]+', sensitive: true };
export const ATTRIBUTE_NAME = {
  minLength: 1,
  maxLength: 32,
  pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+',
};
