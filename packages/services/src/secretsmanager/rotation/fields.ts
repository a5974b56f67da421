import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Rotation } from '../model.ts';
import { readState } from './progress.ts';

type RotationFields = Pick<
  DescribeSecretResponse,
  'RotationEnabled' | 'RotationLambdaARN' | 'RotationRules' | 'LastRotatedDate' | 'NextRotationDate'
>;

const rulesOf = (rotation: Rotation): RotationFields['RotationRules'] => {
  const { rules } = rotation;
  if (rules?.ScheduleExpression === undefined) return rules;
  const AutomaticallyAfterDays = readState(rotation)?.afterDays;
  return AutomaticallyAfterDays === undefined ? rules : { AutomaticallyAfterDays, ...rules };
};

/** What DescribeSecret and ListSecrets say of a secret's rotation: nothing where there never was any. */
export const rotationFields = (rotation: Rotation): RotationFields => {
  const { enabled, lambdaArn, rules, lastRotatedAt, nextRotationAt } = rotation;
  if (!enabled && lambdaArn === undefined && rules === undefined) return {};
  return {
    RotationEnabled: enabled,
    RotationLambdaARN: lambdaArn,
    RotationRules: rulesOf(rotation),
    ...(enabled && lastRotatedAt !== undefined ? { LastRotatedDate: new Date(lastRotatedAt) } : {}),
    ...(enabled && nextRotationAt !== undefined
      ? { NextRotationDate: new Date(nextRotationAt) }
      : {}),
  };
};
