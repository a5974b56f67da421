import type { Role } from '@aws-sdk/client-iam';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';
import { readable } from '../shared/document.ts';

interface Props {
  readonly role: Json<Role>;
  readonly changed: () => void;
}

/** Who may assume the role. */
export const TrustPolicy = ({ role, changed }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const current = readable(role.AssumeRolePolicyDocument);
  const [edited, setEdited] = useState<string>();
  const remarks = usePolicyRemarks(
    edited ?? '',
    'RESOURCE_POLICY',
    'AWS::IAM::AssumeRolePolicyDocument',
  );
  const action = useAction();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', 'UpdateAssumeRolePolicy', {
        RoleName: role.RoleName,
        PolicyDocument: edited,
      }),
    );
    if (!done) return;
    succeeded(`Trust policy of ${role.RoleName ?? ''} saved.`);
    close();
    changed();
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Who may assume the role, and under which conditions."
          actions={
            <EditButtons
              editing={edited !== undefined}
              busy={action.busy}
              editLabel="Edit trust policy"
              saveLabel="Save policy"
              edit={() => setEdited(current)}
              cancel={close}
              save={() => void save()}
            />
          }
        >
          Trusted entities
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <JsonEditor label="Trust policy" value={current} />
        ) : (
          <JsonEditor label="Trust policy" value={edited} change={setEdited} remarks={remarks} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
