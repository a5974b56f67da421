import { invalidValue } from '../errors.ts';

const MOST_BYTES = 16 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** User data as it came, checked: base64 of at most 16 KB. */
export const checkedUserData = (given: string | undefined): string | undefined => {
  if (given === undefined || given === '') return undefined;
  const text = given.replaceAll(/\s/g, '');
  if (!BASE64.test(text)) throw invalidValue('Invalid BASE64 encoding of user data');
  if (Buffer.from(text, 'base64').length > MOST_BYTES)
    throw invalidValue(`User data is limited to ${MOST_BYTES} bytes`);
  return text;
};

/** What seals and opens an instance's user data. */
export const userDataContext = (id: string): string => `ec2 user data of ${id}`;
