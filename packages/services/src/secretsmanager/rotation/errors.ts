import { AwsError } from '@gatehouse/core';

export const bothSchedules = (): AwsError =>
  new AwsError(
    'InvalidParameterException',
    'You cannot specify both rotation frequency and schedule expression together.',
  );

/** AWS's words for an expression it does not take are not documented; the reason says what to change. */
export const invalidSchedule = (reason: string): AwsError =>
  new AwsError('InvalidParameterException', `Invalid rotation schedule: ${reason}.`);

export const noFunction = (): AwsError =>
  new AwsError(
    'InvalidRequestException',
    'No Lambda rotation function ARN is associated with this secret.',
  );

export const previousNotComplete = (): AwsError =>
  new AwsError(
    'InvalidRequestException',
    "A previous rotation isn't complete. That rotation will be reattempted.",
  );

export const mayNotInvoke = (): AwsError =>
  new AwsError(
    'AccessDeniedException',
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
  );

/** RotationToken says that a call comes from the rotation that runs: one of no such rotation says so wrongly. */
export const wrongRotationToken = (): AwsError =>
  new AwsError('AccessDeniedException', 'The RotationToken is not that of a rotation in progress.');
