import Box from '@cloudscape-design/components/box';
import type { ApiError } from '../api/api-error.ts';
import { ErrorAlert } from './error-alert.tsx';
import { isRefusal, Why } from './error-details.tsx';

interface Props {
  readonly error: ApiError;
  readonly retry: () => void;
}

/** For summaries, which a session need not be allowed to see: a refusal is no fault there. */
export const NotVisibleOrError = ({ error, retry }: Props) =>
  isRefusal(error) ? (
    <Box color="text-body-secondary">
      Not visible to this session. <Why error={error} />
    </Box>
  ) : (
    <ErrorAlert error={error} retry={retry} />
  );
