import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Navigate, Outlet, useLocation } from 'react-router';
import { GoButton } from '../shared/go-button.tsx';
import { Page } from '../shared/page.tsx';
import { useSessionContext } from './session-context.tsx';
import { SignInForms } from './sign-in-forms.tsx';

/** Pages about AWS: they show what the open AWS session may see. Somebody who has none yet came for access. */
export const AwsArea = () => {
  const { session } = useSessionContext();
  const { pathname } = useLocation();
  if (session?.signedIn === true) return <Outlet />;
  if (pathname === '/') return <Navigate to="/access" replace />;
  return (
    <Page title="No AWS session is open">
      <Container>
        <SpaceBetween size="m">
          <Box>
            Open one from a request of yours, or sign in as an IAM user. What this page shows is
            what that session may see.
          </Box>
          <GoButton to="/access">My access</GoButton>
        </SpaceBetween>
      </Container>
      {session?.signedIn === false && session.embedded === false ? null : <SignInForms />}
    </Page>
  );
};
