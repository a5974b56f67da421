import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { ApiError } from '../api/api-error.ts';
import { ErrorDetails } from './error-details.tsx';

interface Props {
  readonly error: ApiError | undefined;
  readonly retry?: (() => void) | undefined;
}

/** A failed call, at the place where its answer would be. */
export const ErrorAlert = ({ error, retry }: Props) =>
  error === undefined ? null : (
    <Alert
      type="error"
      header={error.code}
      action={retry === undefined ? undefined : <Button onClick={retry}>Retry</Button>}
    >
      <ErrorDetails error={error} />
    </Alert>
  );
