import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import { ErrorAlert } from './error-alert.tsx';
import type { Loaded } from './use-aws.ts';

interface Props<Value> {
  readonly of: Loaded<Value>;
  readonly children: (data: Value) => ReactNode;
}

/** What was loaded, or that it is being loaded, or why it could not be. */
export const FailureOr = <Value,>({ of, children }: Props<Value>) => {
  if (of.error !== undefined) return <ErrorAlert error={of.error} retry={of.reload} />;
  if (of.data !== undefined) return children(of.data);
  return (
    <Box padding="xxl" textAlign="center">
      <output>
        <Spinner /> Loading
      </output>
    </Box>
  );
};
