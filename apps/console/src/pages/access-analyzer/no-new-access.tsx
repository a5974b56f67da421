import type { CheckNoNewAccessResponse } from '@aws-sdk/client-accessanalyzer';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../session/session-context.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { JsonEditor } from '../../shared/json-editor.tsx';
import { useAction } from '../../shared/use-aws.ts';
import { NEW_POLICY } from '../iam/shared/document.ts';
import { type Checked, Verdict } from './verdict.tsx';

/** CheckNoNewAccess: does the new policy allow anything that the old one does not? */
export const NoNewAccess = () => {
  const aws = useAwsClient();
  const [before, setBefore] = useState(NEW_POLICY);
  const [after, setAfter] = useState(NEW_POLICY);
  const [checked, setChecked] = useState<Checked>();
  const action = useAction();
  const check = (): Promise<boolean> =>
    action.run(async () => {
      setChecked(undefined);
      setChecked(
        await aws.call<CheckNoNewAccessResponse>('access-analyzer', 'CheckNoNewAccess', {
          existingPolicyDocument: before,
          newPolicyDocument: after,
          policyType: 'IDENTITY_POLICY',
        }),
      );
    });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Whether a new version of a policy allows anything that the existing one does not."
          actions={
            <Button variant="primary" loading={action.busy} onClick={() => void check()}>
              Check
            </Button>
          }
        >
          No new access
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ColumnLayout columns={2}>
          <FormField label="Existing policy" stretch>
            <JsonEditor label="Existing policy" value={before} change={setBefore} />
          </FormField>
          <FormField label="New policy" stretch>
            <JsonEditor label="New policy" value={after} change={setAfter} />
          </FormField>
        </ColumnLayout>
        <ErrorAlert error={action.error} />
        {checked === undefined ? null : <Verdict checked={checked} />}
      </SpaceBetween>
    </Container>
  );
};
