import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ApiError } from '../api/api-error.ts';
import { ExplanationView } from './explanation-view.tsx';
import { PageLink } from './link.tsx';

const eventPath = ({ call, requestId }: ApiError): string | undefined =>
  call === undefined || requestId === undefined
    ? undefined
    : `/events/request/${requestId}?name=${call.operation}`;

const isRefusal = ({ status, code }: ApiError): boolean =>
  status === 403 && code.startsWith('AccessDenied');

const Why = ({ error }: { readonly error: ApiError }) => (
  <ExpandableSection headerText="Why?" headerAriaLabel="Why was this refused?">
    <div className="gh-why">
      {error.explanation === undefined ? (
        <Box color="inherit">
          The message names the kind of policy that refused. The policies themselves are shown to
          whoever may call iam:SimulatePrincipalPolicy for this user or role.
        </Box>
      ) : (
        <ExplanationView explanation={error.explanation} />
      )}
    </div>
  </ExpandableSection>
);

/** Message, reason and event of a failed call, wherever it is shown. */
export const ErrorDetails = ({ error }: { readonly error: ApiError }) => {
  const path = eventPath(error);
  return (
    <SpaceBetween size="xs">
      <span className="gh-message">{error.message}</span>
      {isRefusal(error) ? <Why error={error} /> : null}
      {path === undefined ? null : (
        <span>
          Request {error.requestId} · <PageLink to={path}>View event</PageLink>
        </span>
      )}
    </SpaceBetween>
  );
};
