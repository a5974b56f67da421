import { AwsError } from '@gatehouse/core';

export const invalidTimeRange = (): AwsError =>
  new AwsError('InvalidTimeRangeException', 'The start time must be before the end time.');

export const invalidNextToken = (): AwsError =>
  new AwsError('InvalidNextTokenException', 'The specified next token is not valid.');

export const invalidLookupAttributes = (): AwsError =>
  new AwsError(
    'InvalidLookupAttributesException',
    'A maximum of 1 lookup attribute is allowed for lookups, and its value must not be empty.',
  );

export const invalidEventCategory = (category: string): AwsError =>
  new AwsError('InvalidEventCategoryException', `Event category ${category} is not valid.`);

export const invalidMaxResults = (given: number): AwsError =>
  new AwsError(
    'InvalidMaxResultsException',
    `The maximum number of results must be between 1 and 50, not ${given}.`,
  );
