import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { KeyForm } from './key-form.tsx';
import { PasswordForm } from './password-form.tsx';

type Way = 'password' | 'key';

/** Signing in to an AWS account, as one of its IAM users. */
export const SignInForms = () => {
  const [way, setWay] = useState<Way>('password');
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Sign in as an IAM user</Header>}>
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
  );
};
