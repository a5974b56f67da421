import { ApiError } from '../../../api/api-error.ts';

interface Failure {
  readonly arn?: string | undefined;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
}

/** ECS answers some failures inside of a success; a person has to hear of them all the same. */
export const requireNoFailure = (failures: readonly Failure[] | undefined): void => {
  const [failure] = failures ?? [];
  if (failure === undefined) return;
  const { arn = '', reason = 'FAILED', detail } = failure;
  throw new ApiError(400, { code: reason, message: detail ?? (arn || 'ECS could not do it.') });
};
