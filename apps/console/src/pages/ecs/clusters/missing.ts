import { ApiError } from '../../../api/api-error.ts';

/** Describing what is not there succeeds in ECS, with a failure in the answer. */
export const missingResource = (
  kind: string,
  name: string,
  failures: readonly { readonly reason?: string | undefined }[] | undefined,
): ApiError =>
  new ApiError(404, {
    code: failures?.[0]?.reason ?? 'MISSING',
    message: `There is no ${kind} ${name} in this account and Region.`,
  });
