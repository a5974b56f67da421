import { AwsError } from '@gatehouse/core';

export interface InvalidField {
  readonly name: string;
  readonly message: string;
}

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidationException.html */
export const invalidFields = (message: string, fieldList: readonly InvalidField[]): AwsError =>
  new AwsError('ValidationException', message, {
    members: { reason: 'fieldValidationFailed', fieldList },
  });

/** A resource type goes only with a resource policy. */
export const resourceTypeWithoutResourcePolicy = (): AwsError =>
  invalidFields('InvalidInput', [
    {
      name: 'validatePolicyResourceType',
      message: 'The policy validation resource type can be specified only for a RESOURCE_POLICY.',
    },
  ]);

export const nextTokenInvalid = (): AwsError =>
  invalidFields('Invalid nextToken.', [{ name: 'nextToken', message: 'The token is not valid.' }]);

const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);

export const accessEmpty = (): AwsError =>
  invalidParameter('The access must specify at least one action or resource.');
export const actionInvalid = (action: string): AwsError =>
  invalidParameter(`The action ${action} is not valid.`);
export const resourceInvalid = (resource: string): AwsError =>
  invalidParameter(`The resource ${resource} is not a valid ARN.`);
export const resourceWildcard = (resource: string): AwsError =>
  invalidParameter(
    `The resource ${resource} can have a wildcard only in the portion of the ARN that specifies the resource ID.`,
  );

export const policyUnreadable = (member: string, cause: Error): AwsError =>
  new AwsError(
    'UnprocessableEntityException',
    `The ${member} is not a valid policy: ${cause.message}`,
    {
      cause,
    },
  );
export const policyTooComplex = (cause: Error): AwsError =>
  new AwsError(
    'UnprocessableEntityException',
    `The policy is too complex to check: ${cause.message}.`,
    {
      cause,
    },
  );
