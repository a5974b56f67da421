import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { EditButtons } from './edit-buttons.tsx';
import { ErrorAlert } from './error-alert.tsx';
import { JsonEditor } from './json-editor.tsx';
import { indented } from './json-fault.ts';
import { useAction } from './use-aws.ts';
import { usePolicyRemarks } from './use-policy-remarks.ts';

interface Props {
  /** Undefined or empty where the resource has no policy. */
  readonly document: string | undefined;
  readonly description: string;
  /** What an empty editor begins with. */
  readonly template: string;
  /** CloudFormation's type, for checks that only such resources have. */
  readonly resourceType?: string;
  /** An empty text takes the policy away. */
  readonly save: (document: string) => Promise<unknown>;
  readonly saved: () => void;
}

/** The policy of a resource: who else may use it. */
export const PolicySection = ({
  document,
  description,
  template,
  resourceType,
  save,
  saved,
}: Props) => {
  const current = indented(document ?? '');
  const [edited, setEdited] = useState<string>();
  const remarks = usePolicyRemarks(edited ?? '', 'RESOURCE_POLICY', resourceType);
  const action = useAction();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const submit = async (): Promise<void> => {
    if (!(await action.run(() => save((edited ?? '').trim())))) return;
    close();
    saved();
  };
  const buttons = (
    <EditButtons
      editing={edited !== undefined}
      busy={action.busy}
      editLabel="Edit policy"
      saveLabel="Save policy"
      edit={() => setEdited(current === '' ? template : current)}
      cancel={close}
      save={() => void submit()}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" description={description} actions={buttons}>
          Access policy
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined && current === '' ? (
          <Box color="text-body-secondary">No policy: only the account itself decides.</Box>
        ) : edited === undefined ? (
          <JsonEditor label="Access policy" value={current} />
        ) : (
          <JsonEditor label="Access policy" value={edited} change={setEdited} remarks={remarks} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
