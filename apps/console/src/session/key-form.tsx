import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAction } from '../shared/use-aws.ts';
import { useSessionContext } from './session-context.tsx';
import { sessionApi } from './session.ts';

/** For the profiles that the AWS CLI uses: the same key opens the console. */
export const KeyForm = () => {
  const { reload } = useSessionContext();
  const [accessKeyId, setId] = useState('');
  const [secretAccessKey, setSecret] = useState('');
  const action = useAction();
  const submit = (): Promise<boolean> =>
    action.run(async () => {
      await sessionApi.signIn({
        accessKeyId: accessKeyId.trim(),
        secretAccessKey: secretAccessKey.trim(),
      });
      reload();
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (accessKeyId !== '' && secretAccessKey !== '' && !action.busy) void submit();
      }}
    >
      <SpaceBetween size="m">
        {action.error === undefined ? null : <Alert type="error">{action.error.message}</Alert>}
        <FormField label="Access key ID">
          <Input
            name="accessKeyId"
            value={accessKeyId}
            ariaRequired
            autoComplete="off"
            onChange={({ detail }) => setId(detail.value)}
          />
        </FormField>
        <FormField label="Secret access key">
          <Input
            name="secretAccessKey"
            type="password"
            value={secretAccessKey}
            ariaRequired
            autoComplete="off"
            onChange={({ detail }) => setSecret(detail.value)}
          />
        </FormField>
        <Button variant="primary" fullWidth formAction="submit" loading={action.busy}>
          Sign in
        </Button>
      </SpaceBetween>
    </form>
  );
};
