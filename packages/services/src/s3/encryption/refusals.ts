import { AwsError } from '@gatehouse/core';
import { accessDenied, kmsRefused } from '../errors.ts';

/** What KMS refuses, as S3 says it (S3 API Reference, "Error responses"): a refusal is its own, the rest has a name of KMS. */
export const asS3 = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw cause.name === 'AccessDeniedException'
      ? accessDenied(cause.message)
      : kmsRefused(cause.name, cause.message);
  }
};
