import { AwsError } from '@gatehouse/core';
import { invalidInput } from '../errors.ts';

export const productArnInvalid = (arn: string): AwsError => invalidInput(`productArn: "${arn}"`);

export const filterUnknown = (name: string): AwsError =>
  invalidInput(`Invalid parameter 'Filters'. ${name} is not a supported filter`);
export const tooManyAttributes = (most: number): AwsError =>
  invalidInput(`Invalid parameter 'Filters'. data should NOT have more than ${most} properties`);
export const tooManyFilters = (name: string, most: number): AwsError =>
  invalidInput(`Invalid parameter 'Filters'. data.${name} should NOT have more than ${most} items`);
export const filterInvalid = (name: string, complaint: string): AwsError =>
  invalidInput(`Invalid parameter 'Filters'. data.${name} ${complaint}`);
export const filtersConflict = (name: string, one: string, other: string): AwsError =>
  invalidInput(
    `Invalid parameter 'Filters'. ${one} and ${other} filters cannot be used on the same field ${name}`,
  );
export const sortInvalid = (field: string): AwsError =>
  invalidInput(`Invalid parameter 'SortCriteria'. ${field} is not a sortable field`);

export const changeInvalid = (complaint: string): AwsError =>
  invalidInput(`Invalid parameter. ${complaint}.`);
export const timesInvalid = (): AwsError => invalidInput('StartTime must be before EndTime');

export const tooManyToUpdate = (most: number): AwsError =>
  new AwsError(
    'LimitExceededException',
    `The filters match more than the ${most} findings that can be updated in one call`,
  );
