import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { ExplanationView } from './explanation-view.tsx';
import { PageLink } from './link.tsx';

const eventPath = ({ call, requestId }: ApiError): string | undefined =>
  call === undefined || requestId === undefined
    ? undefined
    : `/events/request/${requestId}?name=${call.operation}`;

/** The policies said no; anything else is a failure. */
export const isRefusal = ({ status, code }: ApiError): boolean =>
  status === 403 && code.startsWith('AccessDenied');

/** The reason of a refusal, for whoever asks. */
export const Why = ({ error }: { readonly error: ApiError }) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="inline-link" ariaLabel="Why was this refused?" onClick={() => setOpen(true)}>
        Why?
      </Button>
      {open ? (
        <Modal
          visible
          size="large"
          header="Why this was refused"
          closeAriaLabel="Close"
          onDismiss={() => setOpen(false)}
          footer={
            <Box float="right">
              <Button onClick={() => setOpen(false)}>Close</Button>
            </Box>
          }
        >
          {error.explanation === undefined ? (
            <SpaceBetween size="s">
              <span className="gh-message">{error.message}</span>
              <span>
                The message names the kind of policy that refused. The policies themselves are shown
                to whoever may call iam:SimulatePrincipalPolicy for this user or role.
              </span>
            </SpaceBetween>
          ) : (
            <ExplanationView explanation={error.explanation} />
          )}
        </Modal>
      ) : null}
    </>
  );
};

/** Message, reason and event of a failed call, wherever it is shown. */
export const ErrorDetails = ({ error }: { readonly error: ApiError }) => {
  const path = eventPath(error);
  return (
    <SpaceBetween size="xs">
      <span className="gh-message">{error.message}</span>
      <div className="gh-actions">
        {isRefusal(error) ? <Why error={error} /> : null}
        {path === undefined ? null : <PageLink to={path}>View event</PageLink>}
        {error.requestId === undefined ? null : <span>Request {error.requestId}</span>}
      </div>
    </SpaceBetween>
  );
};
