import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { usePerson } from '../access/person-context.tsx';
import { usePageTitle } from '../shared/page-title.ts';
import { useSessionContext } from './session-context.tsx';
import { SignInForms } from './sign-in-forms.tsx';

const Organization = () => {
  const { signIn, problem } = usePerson();
  const here = window.location.pathname + window.location.search;
  return (
    <Container header={<Header variant="h1">Sign in</Header>}>
      <SpaceBetween size="m">
        <Box>To ask for access, to approve it, or to look at what was done with it.</Box>
        {problem === undefined ? null : (
          <Alert type="error" header="You are not signed in">
            {problem}
          </Alert>
        )}
        <Button variant="primary" fullWidth onClick={() => signIn(here)}>
          Sign in with your organization
        </Button>
      </SpaceBetween>
    </Container>
  );
};

/** Where somebody who is not signed in ends up, whatever the address; after signing in it shows that address. */
export const SignInPage = () => {
  const { ended, session } = useSessionContext();
  const hasUsers = session?.signedIn !== false || session.embedded !== false;
  usePageTitle('Sign in');
  return (
    <main className="gh-sign-in">
      <SpaceBetween size="l">
        <div className="gh-brand">
          <img src="/icon.svg" alt="" width="40" height="40" />
          <Box variant="h1" tagOverride="p">
            Gatehouse
          </Box>
        </div>
        {ended ? <Alert type="info">Your session has ended. Sign in again to go on.</Alert> : null}
        <Organization />
        {hasUsers ? <SignInForms /> : null}
      </SpaceBetween>
    </main>
  );
};
