import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { usePageTitle } from '../shared/page-title.ts';
import { KeyForm } from './key-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { useSessionContext } from './session-context.tsx';

type Way = 'password' | 'key';

/** Where somebody who is not signed in ends up, whatever the address; after signing in it shows that address. */
export const SignInPage = () => {
  const { ended } = useSessionContext();
  const [way, setWay] = useState<Way>('password');
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
        <Container header={<Header variant="h1">Sign in</Header>}>
          <SpaceBetween size="l">
            <SegmentedControl
              label="Sign in with"
              selectedId={way}
              onChange={({ detail }) => setWay(detail.selectedId === 'key' ? 'key' : 'password')}
              options={[
                { id: 'password', text: 'User name and password' },
                { id: 'key', text: 'Access key' },
              ]}
            />
            {way === 'password' ? <PasswordForm /> : <KeyForm />}
          </SpaceBetween>
        </Container>
        <Box color="text-body-secondary" fontSize="body-s">
          The passwords of the first start are in <Box variant="code">console-passwords</Box> in the
          data folder of the server.
        </Box>
      </SpaceBetween>
    </main>
  );
};
