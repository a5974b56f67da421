import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';

interface Props {
  readonly arn: string;
  readonly document: string;
  readonly changed: () => void;
}

/** The default version; saving makes a new one and makes it the default. */
export const PolicyDocument = ({ arn, document, changed }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [edited, setEdited] = useState<string>();
  const remarks = usePolicyRemarks(edited ?? '', 'IDENTITY_POLICY');
  const action = useAction();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', 'CreatePolicyVersion', {
        PolicyArn: arn,
        PolicyDocument: edited,
        SetAsDefault: true,
      }),
    );
    if (!done) return;
    succeeded('A new default version was saved.');
    close();
    changed();
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <EditButtons
              editing={edited !== undefined}
              busy={action.busy}
              saveLabel="Save as new version"
              edit={() => setEdited(document)}
              cancel={close}
              save={() => void save()}
            />
          }
        >
          Policy document
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <JsonEditor label="Policy document" value={document} />
        ) : (
          <JsonEditor label="Policy document" value={edited} change={setEdited} remarks={remarks} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
