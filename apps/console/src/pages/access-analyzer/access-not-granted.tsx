import type { CheckAccessNotGrantedResponse } from '@aws-sdk/client-accessanalyzer';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../session/session-context.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { JsonEditor } from '../../shared/json-editor.tsx';
import { TextField } from '../../shared/text-field.tsx';
import { useAction } from '../../shared/use-aws.ts';
import { NEW_POLICY } from '../iam/shared/document.ts';
import { type Checked, Verdict } from './verdict.tsx';

const words = (text: string): readonly string[] =>
  text.split(/[\s,]+/).filter((word) => word !== '');

/** CheckAccessNotGranted: does the policy allow any of these actions? */
export const AccessNotGranted = () => {
  const aws = useAwsClient();
  const [document, setDocument] = useState(NEW_POLICY);
  const [actions, setActions] = useState('iam:PassRole');
  const [resources, setResources] = useState('');
  const [checked, setChecked] = useState<Checked>();
  const action = useAction();
  const check = (): Promise<boolean> =>
    action.run(async () => {
      setChecked(undefined);
      setChecked(
        await aws.call<CheckAccessNotGrantedResponse>('access-analyzer', 'CheckAccessNotGranted', {
          policyDocument: document,
          policyType: 'IDENTITY_POLICY',
          access: [
            {
              ...(words(actions).length === 0 ? {} : { actions: words(actions) }),
              ...(words(resources).length === 0 ? {} : { resources: words(resources) }),
            },
          ],
        }),
      );
    });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Whether a policy keeps from allowing what it must not."
          actions={
            <Button variant="primary" loading={action.busy} onClick={() => void check()}>
              Check
            </Button>
          }
        >
          Access not granted
        </Header>
      }
    >
      <SpaceBetween size="m">
        <TextField label="Actions that must not be allowed" value={actions} change={setActions} />
        <TextField
          label="On these resources"
          description="ARNs, separated by spaces. Empty: on any."
          value={resources}
          change={setResources}
        />
        <JsonEditor label="Policy document" value={document} change={setDocument} />
        <ErrorAlert error={action.error} />
        {checked === undefined ? null : <Verdict checked={checked} />}
      </SpaceBetween>
    </Container>
  );
};
