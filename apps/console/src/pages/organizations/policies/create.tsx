import type { CreatePolicyResponse } from '@aws-sdk/client-organizations';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { Page } from '../../../shared/page.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';
import { controlName } from '../control-types.ts';

const documentFor = (isRcp: boolean): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Statement1',
          Effect: 'Deny',
          ...(isRcp ? { Principal: '*' } : {}),
          Action: [],
          Resource: '*',
        },
      ],
    },
    undefined,
    2,
  );

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const isRcp = search.get('type') === 'RESOURCE_CONTROL_POLICY';
  const type = isRcp ? 'RESOURCE_CONTROL_POLICY' : 'SERVICE_CONTROL_POLICY';
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [document, setDocument] = useState(() => documentFor(isRcp));
  const remarks = usePolicyRemarks(document, type);
  const action = useAction();
  const create = (): Promise<boolean> =>
    action.run(async () => {
      const { Policy } = await aws.call<CreatePolicyResponse>('organizations', 'CreatePolicy', {
        Name: name.trim(),
        Description: description,
        Type: type,
        Content: document,
      });
      await navigate(`/organizations/policies/${Policy?.PolicySummary?.Id ?? ''}`);
    });
  return (
    <Page title={`Create ${controlName(type).toLowerCase()}`}>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate('/organizations/policies')}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={action.busy}
              disabled={name.trim() === ''}
              onClick={() => void create()}
            >
              Create policy
            </Button>
          </SpaceBetween>
        }
      >
        <Container header={<Header variant="h2">Policy</Header>}>
          <SpaceBetween size="m">
            <ErrorAlert error={action.error} />
            <TextField label="Policy name" value={name} change={setName} />
            <TextField label="Description" value={description} change={setDescription} />
            <JsonEditor
              label="Policy document"
              value={document}
              change={setDocument}
              remarks={remarks}
            />
          </SpaceBetween>
        </Container>
      </Form>
    </Page>
  );
};
