import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Outlet, useLocation } from 'react-router';
import { Page } from '../shared/page.tsx';
import { usePerson } from './person-context.tsx';

/** Pages about access: they are for a person of the organization, whatever AWS session is open beside. */
export const AccessArea = () => {
  const { state, signIn, problem } = usePerson();
  const { pathname, search } = useLocation();
  if (state === 'in') return <Outlet />;
  return (
    <Page title="Temporary elevated access">
      <Container>
        <SpaceBetween size="m">
          <Box>Access is asked for and approved by people: sign in with your organization.</Box>
          {problem === undefined ? null : <Box color="text-status-error">{problem}</Box>}
          <Button variant="primary" onClick={() => signIn(pathname + search)}>
            Sign in with your organization
          </Button>
        </SpaceBetween>
      </Container>
    </Page>
  );
};
