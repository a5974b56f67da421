import { AwsError } from '@gatehouse/core';

export const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);

export const notAnArn = (text: string): AwsError =>
  invalidParameter(`${text} is not a valid AmazonResourceName (ARN)`);

export const invalidPaginationToken = (): AwsError =>
  invalidParameter('The specified PaginationToken is not valid.');

export const expiredPaginationToken = (): AwsError =>
  new AwsError('PaginationTokenExpiredException', 'The specified PaginationToken has expired.');

export const notTaggable = (arn: string): AwsError =>
  invalidParameter(`The resource type of ${arn} is not supported.`);

export const otherRegion = (arn: string, region: string): AwsError =>
  invalidParameter(`The resource ${arn} is not in the Region ${region}.`);

export const otherAccount = (arn: string): AwsError =>
  invalidParameter(`The resource ${arn} belongs to another account.`);
