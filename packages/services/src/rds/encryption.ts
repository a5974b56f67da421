import { parseArn } from '@gatehouse/core';
import { keyNotAccessible } from './errors.ts';
import type { Scope } from './model.ts';

const MOST_KEY = 2048;

/** The account's own key for RDS, until there is another. */
export const defaultKey = ({ account, region }: Scope): string =>
  `arn:aws:kms:${region}:${account}:alias/aws/rds`;

/** Nobody but the account itself can read what is encrypted with its default key. */
export const isDefaultKey = (key: string | undefined): boolean =>
  key?.endsWith(':alias/aws/rds') === true;

/** The ARN of a key that is named by id, alias or ARN; another Region's key is of no use. */
export const keyArn = ({ account, region }: Scope, key: string): string => {
  if (key.length > MOST_KEY || !/^[A-Za-z0-9:/_-]+$/.test(key)) throw keyNotAccessible(key);
  if (!key.startsWith('arn:'))
    return `arn:aws:kms:${region}:${account}:${key.startsWith('alias/') ? key : `key/${key}`}`;
  const parsed = parseArn(key);
  if (parsed?.service !== 'kms' || parsed.region !== region) throw keyNotAccessible(key);
  return key;
};
