import { filterInvalid, searchAttributeInvalid } from './errors.ts';
import type { UserFilter } from './repositories/users.ts';

const ATTRIBUTES = new Set([
  'cognito:user_status',
  'email',
  'family_name',
  'given_name',
  'name',
  'phone_number',
  'preferred_username',
  'status',
  'sub',
  'username',
]);

// Each character can be read in one way only, so it takes time in proportion to the text.
const FILTER = /^\s*([A-Za-z_:]+)\s*(\^?=)\s*"((?:[^"\\]|\\[\s\S])*)"\s*$/;

/** `email ^= "a"`: one attribute, equal or prefix (API reference, ListUsers); undefined for an empty filter. */
export const parseFilter = (text: string | undefined): UserFilter | undefined => {
  if (text === undefined || text.trim() === '') return undefined;
  const [, attribute, operator, quoted = ''] = FILTER.exec(text) ?? [];
  if (attribute === undefined) throw filterInvalid();
  if (!ATTRIBUTES.has(attribute)) throw searchAttributeInvalid(attribute);
  return {
    attribute,
    prefix: operator === '^=',
    value: quoted.replaceAll(/\\([\s\S])/g, '$1'),
  };
};
