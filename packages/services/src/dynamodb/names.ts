import { parseArn } from '@gatehouse/core';
import type { Call, Limits } from '@gatehouse/service-kit';
import { arnInvalid, nameLength, namePattern, otherRegion } from './errors.ts';
import type { TableRef } from './model.ts';

const SHORTEST = 3;
const LONGEST = 255;
const NAME = /^[a-zA-Z0-9_.-]+$/;
const RESOURCE = /^table\/([a-zA-Z0-9_.-]{3,255})$/;

export const LONGEST_ARN = 1024;

/** What the model says of a table's name, which may be an ARN. */
export const TABLE_NAME: Limits = { TableName: { minLength: 1, maxLength: LONGEST_ARN } };

export const tableArn = ({ account, region, name }: Omit<TableRef, 'arn'>): string =>
  `arn:aws:dynamodb:${region}:${account}:table/${name}`;

export const indexArn = (table: string, index: string): string => `${table}/index/${index}`;

export const requireName = (name: string, member: string): void => {
  if (name.length < SHORTEST || name.length > LONGEST) throw nameLength(member);
  if (!NAME.test(name))
    throw namePattern(name, `${member.charAt(0).toLowerCase()}${member.slice(1)}`);
};

/** The table that a name or an ARN means; an ARN may be of another account. */
export const tableRef = (
  { account, region }: Pick<Call, 'account' | 'region'>,
  given: string,
): TableRef => {
  if (!given.startsWith('arn:')) {
    requireName(given, 'TableName');
    return { account, region, name: given, arn: tableArn({ account, region, name: given }) };
  }
  const arn = parseArn(given);
  const name = RESOURCE.exec(arn?.resource ?? '')?.[1];
  if (arn?.service !== 'dynamodb' || name === undefined || !/^[0-9]{12}$/.test(arn.account))
    throw arnInvalid(given);
  if (arn.region !== region) throw otherRegion(given);
  return { account: arn.account, region, name, arn: tableArn({ ...arn, name }) };
};
